import FarmHTTP
import FarmModel
import FarmWire
import Glibc
import LinuxIO

/// One input of which parts are cached, and the requests for further parts.
final class CachedInput {
    let identity: InputIdentity
    private let file: FileDescriptor
    private unowned let cache: InputCache
    private var map: BlockMap
    private var inFlight: [Range<Int>] = []
    private var waiting: [() -> Void] = []
    private var delay = ReconnectDelay()

    init(_ identity: InputIdentity, path: String, cache: InputCache) throws(SystemError) {
        self.identity = identity
        self.cache = cache
        map = BlockMap(sizeBytes: identity.sizeBytes, blockBytes: InputCache.blockBytes)
        // Without a name it goes with the worker, however that ends.
        file = try FileDescriptor.open(path, flags: O_RDWR | O_CREAT | O_TRUNC, mode: 0o600)
        try Files.remove(path)
    }

    /// Bytes that are here, from `offset` on; empty where none are.
    func bytes(from offset: Int64, atMost limit: Int) -> [UInt8] {
        let count = Int(map.end(ofBytesFrom: offset, atMost: Int64(limit)) - offset)
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        let read = bytes.withUnsafeMutableBytes { buffer in
            pread(file.number, buffer.baseAddress, buffer.count, off_t(offset))
        }
        if read == count { return bytes }
        // The disk lost it: it is fetched anew.
        map.remove(map.block(at: offset))
        return []
    }

    func drop(_ block: Int) {
        map.remove(block)
        let bytes = map.bytes(of: block..<block + 1)
        punchHole(in: file, bytes)
    }

    func isMissing(within range: Range<Int64>) -> Bool {
        map.end(ofBytesFrom: range.lowerBound, atMost: Int64(range.count)) < range.upperBound
    }

    /// Is called once when something has come, or has not come.
    func wait(_ body: @escaping () -> Void) { waiting.append(body) }

    /// Sees to it that what is missing behind `offset` comes, if it is not on its way already.
    func fetch(from offset: Int64, blocks: Int, for reader: RelayedInput) {
        guard let gap = map.gap(from: offset, atMost: blocks), !inFlight.contains(where: { $0.overlaps(gap) }) else {
            return
        }
        inFlight.append(gap)
        let range = map.bytes(of: gap)
        let request = HTTPClient.Request(reader.head(for: range), answerLimitBytes: range.count)
        reader.client.send(request) { [self] result in
            switch result {
            case .success(let answer) where answer.head.status == 206 && answer.body.count == range.count:
                delay = ReconnectDelay()
                store(answer.body, gap, at: range.lowerBound, for: reader)
            case .success(let answer) where (400..<500).contains(answer.head.status) && answer.head.status != 429:
                settle(gap)
                reader.refuse(answer)
                wake()
            case .success(let answer):
                tryLater(gap, "it answers with \(answer.head.status)", reader)
            case .failure(let failure):
                tryLater(gap, failure.description, reader)
            }
        }
    }

    private func store(_ bytes: [UInt8], _ blocks: Range<Int>, at offset: Int64, for reader: RelayedInput) {
        let number = file.number
        cache.jobs.run {
            do throws(SystemError) {
                try writeAll(bytes, to: number, at: offset)
                return nil
            } catch {
                return error
            }
        } completion: { [self] (error: SystemError?) in
            if let error {
                if error.meansFullDisk { cache.makeRoom() }
                return tryLater(blocks, error.cause, reader)
            }
            for block in blocks { map.insert(block) }
            settle(blocks)
            reader.noteFetched(Int64(bytes.count))
            cache.note(blocks, of: self)
            wake()
        }
    }

    private func settle(_ blocks: Range<Int>) { inFlight.removeAll { $0 == blocks } }

    /// Until then nobody asks for these again: a coordinator that is away is not asked more often for more readers.
    private func tryLater(_ blocks: Range<Int>, _ cause: String, _ reader: RelayedInput) {
        reader.complain(cause)
        reader.client.later(milliseconds: delay.take()) { [self] in
            settle(blocks)
            wake()
        }
    }

    private func wake() {
        let bodies = waiting
        waiting = []
        for body in bodies { body() }
    }
}
