import FarmModel
import LinuxIO
import MediaPlan

/// The logs that this worker keeps in the folders of the runs it works for, each open while an attempt needs it.
final class RunLogs {
    private let fileName: String
    private var open: [String: (file: LogFile, users: Int)] = [:]

    init(workerName: String) {
        fileName = RunLayout.logName(ofWorker: workerName)
    }

    /// The log of an attempt; one that cannot be opened takes nothing, and the worker's own log says why.
    func log(runDirectory: String, chunk: ChunkID, attempt: AttemptID) -> AttemptLog {
        let folder = runDirectory + "/logs"
        let path = "\(folder)/\(fileName)"
        let prefix = "chunk \(chunk.index) attempt \(attempt.number): "
        if let entry = open[path] {
            open[path] = (entry.file, entry.users + 1)
            return AttemptLog {
                entry.file.append(prefix + $0)
            } onClose: { [self] in
                release(path)
            }
        }
        do throws(SystemError) {
            try Files.makeDirectories(folder)
            let file = try LogFile(path)
            open[path] = (file, 1)
            return AttemptLog {
                file.append(prefix + $0)
            } onClose: { [self] in
                release(path)
            }
        } catch {
            WorkerLog.say("cannot keep a log in \(folder): \(error.cause)")
            return AttemptLog { _ in
            } onClose: {
            }
        }
    }

    private func release(_ path: String) {
        guard let entry = open[path] else { return }
        if entry.users > 1 {
            open[path] = (entry.file, entry.users - 1)
        } else {
            entry.file.close()
            open[path] = nil
        }
    }
}

/// One attempt's part of a log: its command, what ffmpeg said, and how it ended.
final class AttemptLog {
    private let keep: (String) -> Void
    private let onClose: () -> Void
    private var isClosed = false
    /// What ffmpeg said since its last line break.
    private var line: [UInt8] = []
    private var lineCount = 0

    init(_ keep: @escaping (String) -> Void, onClose: @escaping () -> Void) {
        self.keep = keep
        self.onClose = onClose
    }

    func write(_ text: String) {
        if !isClosed { keep(text) }
    }

    /// Bytes from ffmpeg's stderr, as they come.
    func writeErrorOutput(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                endLine()
            } else if line.count < FarmLimits.failureLineBytes {
                line.append(byte)
            }
        }
    }

    private func endLine() {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty, lineCount <= WorkerLimits.loggedErrorLines else { return }
        lineCount += 1
        if lineCount > WorkerLimits.loggedErrorLines {
            write("ffmpeg: (and so on: further lines are left out)")
        } else {
            write("ffmpeg: " + String(decoding: line, as: UTF8.self))
        }
    }

    func close() {
        guard !isClosed else { return }
        endLine()
        isClosed = true
        onClose()
    }
}
