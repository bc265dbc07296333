import FarmModel
import FarmWire
import LinuxIO

/// The parts of inputs that were fetched, on disk and bounded: whatever is read is fetched once, also where an input
/// is read here and there, as files without an index are. The oldest parts make room for new ones.
final class InputCache {
    /// Fine enough that little is fetched beyond what is read, coarse enough that requests are few.
    static let blockBytes: Int64 = 128 << 10

    let jobs: BackgroundJobs
    private let folder: String
    private let limitBytes: Int64
    private var inputs: [CachedInput] = []
    private var nextNumber = 0
    /// In the order in which they came.
    private var blocks: [(input: CachedInput, block: Int)] = []
    private var oldest = 0

    init(loop: EventLoop, folder: String, limitBytes: Int64) throws(SystemError) {
        self.folder = folder
        self.limitBytes = limitBytes
        jobs = try BackgroundJobs(loop: loop, name: "input-cache")
    }

    /// The cached parts of an input; the same file of another job is the same input.
    func input(_ identity: InputIdentity) throws(SystemError) -> CachedInput {
        if let known = inputs.first(where: { $0.identity == identity }) { return known }
        try Files.makeDirectories(folder, mode: 0o700)
        nextNumber += 1
        let input = try CachedInput(identity, path: "\(folder)/input-\(nextNumber)", cache: self)
        inputs.append(input)
        return input
    }

    /// Says that blocks have come, and throws old ones away where there are too many.
    func note(_ added: Range<Int>, of input: CachedInput) {
        for block in added { blocks.append((input, block)) }
        while Int64(blocks.count - oldest) * Self.blockBytes > limitBytes, oldest < blocks.count { dropOldest() }
        if oldest > blocks.count / 2 {
            blocks.removeFirst(oldest)
            oldest = 0
        }
    }

    /// The disk is full: half of what is here has to go.
    func makeRoom() {
        for _ in 0..<(blocks.count - oldest + 1) / 2 { dropOldest() }
    }

    private func dropOldest() {
        let (input, block) = blocks[oldest]
        oldest += 1
        input.drop(block)
    }

    func removeAll() {
        blocks = []
        oldest = 0
        inputs = []
        do throws(SystemError) {
            try Files.removeTree(folder)
        } catch {
            WorkerLog.say("cannot remove \(folder): \(error.cause)")
        }
    }
}
