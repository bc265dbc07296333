import FarmModel
import FarmWire
import LinuxIO

/// What workers have logged about a job: the end of each file, and then what is added to it.
final class JobLogs {
    private let folder: String
    private let job: JobID
    private let chunk: Int?
    private let conversation: ClientConversation
    private var offsets: [String: Int64] = [:]
    private var timer: LoopTimer?

    init(job: Job, chunk: Int?, conversation: ClientConversation) {
        self.job = job.id
        folder = job.run.directory + "/logs"
        self.chunk = chunk
        self.conversation = conversation
    }

    func send(follow: Bool, for coordinator: Coordinator) {
        conversation.beginStreaming()
        sendNewLines()
        guard follow, !hasEnded(coordinator) else { return conversation.reply(.done) }
        // The timer keeps the object, and the object ends the timer.
        timer = coordinator.loop.every(milliseconds: 500) { [self, unowned coordinator] in
            if goOn(coordinator) { return }
            timer?.cancel()
            timer = nil
        }
    }

    /// Sends what is new, and tells whether there may be more.
    private func goOn(_ coordinator: Coordinator) -> Bool {
        guard conversation.connection.isOpen else { return false }
        // What a client does not read it does not get yet: the files keep it.
        if conversation.isBehind { return true }
        let hasEnded = hasEnded(coordinator)
        if sendNewLines() || !hasEnded { return true }
        conversation.reply(.done)
        return false
    }

    private func hasEnded(_ coordinator: Coordinator) -> Bool {
        coordinator.farm.state.job(job)?.phase.isFinal ?? true
    }

    /// Returns whether there was anything.
    @discardableResult
    private func sendNewLines() -> Bool {
        let names: [String]
        do throws(SystemError) {
            names = try Files.list(folder).filter { $0.hasSuffix(".log") }
        } catch {
            return false
        }
        let share = CoordinatorLimits.logTailBytes(ofFiles: names.count)
        let before = offsets
        for name in names {
            let lines = newLines(in: name, atMost: share)
            if !lines.isEmpty { conversation.stream(.logText(lines)) }
        }
        return offsets != before
    }

    private func newLines(in name: String, atMost limit: Int) -> [String] {
        do throws(SystemError) {
            let file = try FileDescriptor.open("\(folder)/\(name)", flags: 0)
            let size = try file.facts().sizeBytes
            let isFirst = offsets[name] == nil
            var offset = offsets[name] ?? max(0, size - Int64(limit))
            // A file that has become shorter was rotated, and begins anew.
            if offset > size { offset = 0 }
            var bytes = [UInt8](repeating: 0, count: Int(min(size - offset, Int64(limit))))
            let count = try Self.read(file, into: &bytes, at: offset)
            guard let end = bytes[..<count].lastIndex(of: UInt8(ascii: "\n")) else {
                // A line that is longer than what is read at once is left out, or nothing would ever come after it.
                if count == limit { offsets[name] = offset + Int64(count) }
                return []
            }
            offsets[name] = offset + Int64(end) + 1
            var lines = bytes[..<end].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
            if isFirst, offset > 0, !lines.isEmpty { lines.removeFirst() }
            let label = String(name.dropLast(4))
            return lines.filter(isWanted).map { "\(label): \($0)" }
        } catch {
            return []
        }
    }

    private static func read(
        _ file: FileDescriptor, into bytes: inout [UInt8], at offset: Int64
    ) throws(SystemError) -> Int {
        var result: Result<Int, SystemError> = .success(0)
        bytes.withUnsafeMutableBytes { buffer in
            do throws(SystemError) {
                result = .success(try file.read(into: buffer, at: offset))
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }

    private func isWanted(_ line: String) -> Bool {
        guard let chunk else { return true }
        return line.contains(" chunk \(chunk) ")
    }
}
