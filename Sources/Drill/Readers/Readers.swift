import FarmModel
import Glibc
import Invocation
import LinuxIO

/// A process of its own that pulls the input of a job from the coordinator while something else is measured.
final class Readers {
    private let child: ChildProcess
    private let figures: Figures

    private final class Figures {
        var bytes: Int64 = 0
        var hasEnded = false
        var words = ""
    }

    /// - Parameter assignment: a rendering that somebody holds, with the token that opens its input.
    init(_ connections: Int, port: UInt16, _ assignment: Assignment, loop: EventLoop) throws(UserError) {
        guard case .render(let task) = assignment.task, let access = task.access else {
            throw UserError("there is nothing to read", cause: "the assignment has no input")
        }
        let figures = Figures()
        self.figures = figures
        do throws(SystemError) {
            let request = SpawnRequest(
                program: try executablePath(),
                arguments: [
                    "read", "127.0.0.1:\(port)", "/media/attempts/\(assignment.attempt.number)/input", "--token",
                    access.token, "--connections", "\(connections)", "--seconds", "86400",
                ])
            var line = ""
            child = try ChildProcess.spawn(loop: loop, request) { stream, bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                guard stream == .standardOutput else {
                    figures.words += text
                    return
                }
                line += text
                let lines = line.split(separator: "\n", omittingEmptySubsequences: false)
                line = String(lines.last ?? "")
                if let last = lines.dropLast().last.flatMap({ Int64($0) }) { figures.bytes = last }
            } onExit: { _, _ in
                figures.hasEnded = true
            }
        } catch {
            throw UserError("the readers cannot be started", cause: error.description)
        }
    }

    /// All that has been read so far.
    var bytes: Int64 { figures.bytes }

    /// Why they read no more.
    var problem: String? { figures.hasEnded ? "the readers ended: \(figures.words)" : nil }

    func stop() { child.signalGroup(SIGKILL) }

    /// A video of a second in a file of `DrillLimits.readBytes`: what follows the video is free space of the container,
    /// and a hole on the disk. To the network it is as long as it says.
    static func makeInput(_ path: String) throws(UserError) {
        do throws(SystemError) {
            let arguments = [
                "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=1",
                "-c:v", "libx264", "-movflags", "+faststart", path,
            ]
            let made = try runCommand(
                SpawnRequest(program: environmentValue("FARM_FFMPEG") ?? "ffmpeg", arguments: arguments),
                timeoutMilliseconds: DrillLimits.startMilliseconds)
            guard made.isSuccess else {
                let words = String(decoding: made.standardErrorTail, as: UTF8.self)
                throw SystemError(operation: "make", subject: path, code: 0, detail: words)
            }
            let video = try Files.facts(path).sizeBytes
            let file = try FileDescriptor.open(path, flags: O_WRONLY | O_APPEND)
            // A box whose length stands behind its name, in eight bytes.
            let length = UInt64(DrillLimits.readBytes - video)
            try file.writeAll(
                [0, 0, 0, 1] + Array("free".utf8) + (0..<8).map { UInt8(length >> (56 - 8 * $0) & 0xff) })
            try file.truncate(to: DrillLimits.readBytes)
        } catch {
            throw UserError("there is nothing to read", cause: error.description)
        }
    }
}
