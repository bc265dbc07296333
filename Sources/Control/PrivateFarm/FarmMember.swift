import Glibc
import Invocation
import LinuxIO
import MediaPlan

/// One process of a private farm. Killed by someone, it is started again a few times; ended by itself, it has said why.
final class FarmMember {
    var arguments: [String] = []
    /// It has ended and will not be started again.
    var onEnd: ((UserError) -> Void)?

    private let loop: EventLoop
    private let program: String
    private var restarts: Int
    private var child: ChildProcess?
    private var lastWords = ErrorTail()
    private var isEnding = false

    init(loop: EventLoop, program: String, restarts: Int) {
        self.loop = loop
        self.program = program
        self.restarts = restarts
    }

    var isRunning: Bool { child != nil }

    func start() throws(UserError) {
        do throws(SystemError) {
            let path = "\(Files.parent(of: try executablePath()))/\(program)"
            lastWords = ErrorTail()
            var request = SpawnRequest(program: path, arguments: arguments)
            request.standardOutput = .null
            child = try ChildProcess.spawn(
                loop: loop, request, onOutput: { [weak self] _, bytes in self?.lastWords.read(bytes) },
                onExit: { [weak self] status, _ in self?.onExit(status) })
        } catch {
            throw UserError(
                "cannot start \(program)", cause: error.cause, hint: "it belongs beside renderctl, see Scripts/install")
        }
    }

    func end(with signal: Int32) {
        isEnding = true
        child?.signalGroup(signal)
    }

    private func onExit(_ status: LinuxIO.ExitStatus) {
        child = nil
        if isEnding { return }
        if case .signalled = status, restarts > 0 {
            restarts -= 1
            do throws(UserError) {
                try start()
            } catch {
                onEnd?(error)
            }
            return
        }
        onEnd?(error(for: status))
    }

    /// What the program said itself, where it is an error as all programs of the farm write it.
    private func error(for status: LinuxIO.ExitStatus) -> UserError {
        var code = ExitCode.failed
        if case .exited(let number) = status { code = ExitCode(rawValue: number) ?? .failed }
        func part(_ label: String) -> String? {
            lastWords.lines.last { $0.hasPrefix(label) }.map {
                printable(String($0.drop { $0 != " " }.drop { $0 == " " }))
            }
        }
        if let summary = part("error: "), let cause = part("cause: ") {
            return UserError(summary, cause: cause, hint: part("hint: "), exitCode: code)
        }
        let words = lastWords.lines.map { "\n" + printable($0) }.joined()
        return UserError("\(program) of the private farm has ended", cause: "\(status)\(words)", exitCode: code)
    }
}
