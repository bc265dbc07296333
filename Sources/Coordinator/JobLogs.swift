import FarmModel
import FarmWire
import LinuxIO

/// What workers have logged about a job: the end of each file, and then what is added to it.
final class JobLogs {
    private let folder: String
    private let job: JobID
    private let chunk: Int?
    private let connection: TCPConnection
    private var offsets: [String: Int64] = [:]
    private var timer: LoopTimer?

    init(job: Job, chunk: Int?, connection: TCPConnection) {
        self.job = job.id
        folder = job.run.directory + "/logs"
        self.chunk = chunk
        self.connection = connection
    }

    func send(follow: Bool, for coordinator: Coordinator) {
        sendNewLines()
        guard follow, !hasEnded(coordinator) else {
            connection.send(ClientReply.done.line)
            return
        }
        // The timer keeps the object, and the object ends the timer.
        timer = coordinator.loop.every(milliseconds: 500) { [self, unowned coordinator] in
            let hasEnded = hasEnded(coordinator)
            sendNewLines()
            guard hasEnded || !connection.isOpen else { return }
            timer?.cancel()
            connection.send(ClientReply.done.line)
        }
    }

    private func hasEnded(_ coordinator: Coordinator) -> Bool {
        coordinator.farm.state.job(job)?.phase.isFinal ?? true
    }

    private func sendNewLines() {
        let names: [String]
        do throws(SystemError) { names = try Files.list(folder) } catch { return }
        for name in names where name.hasSuffix(".log") {
            let lines = newLines(in: name)
            if !lines.isEmpty { connection.send(ClientReply.logText(lines).line) }
        }
    }

    private func newLines(in name: String) -> [String] {
        do throws(SystemError) {
            let file = try FileDescriptor.open("\(folder)/\(name)", flags: 0)
            let size = try file.facts().sizeBytes
            let isFirst = offsets[name] == nil
            var offset = offsets[name] ?? max(0, size - Int64(CoordinatorLimits.logTailBytes))
            // A file that has become shorter was rotated, and begins anew.
            if offset > size { offset = 0 }
            var bytes = [UInt8](repeating: 0, count: Int(min(size - offset, Int64(CoordinatorLimits.logTailBytes))))
            let count = try Self.read(file, into: &bytes, at: offset)
            guard let end = bytes[..<count].lastIndex(of: UInt8(ascii: "\n")) else { return [] }
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
