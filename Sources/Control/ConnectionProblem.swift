import FarmModel
import FarmWire
import Invocation
import LinuxIO

/// Why there is no conversation with a coordinator.
enum ConnectionProblem: Error, Equatable {
    case refused
    case unreachable(cause: String)
    /// Something listens and says nothing.
    case silent
    /// Something else listens: this is how its answer began.
    case stranger(answer: String)
    case closed
    case broken(cause: String)
    /// The coordinator is of another version.
    case otherProtocol(cause: String)
    /// One of the two sides could not prove that it knows the farm's secret.
    case distrust(cause: String)
    /// The coordinator understood and says no.
    case saysNo(ClientError)

    init(_ error: LineClientError) {
        switch error {
        case .refused: self = .refused
        case .unreachable(_, let cause): self = .unreachable(cause: cause)
        case .timedOut: self = .silent
        case .closed: self = .closed
        case .lineTooLong, .failed: self = .broken(cause: error.description)
        }
    }

    /// What is wrong with the first line that came; nil when it is a welcome.
    static func inGreeting(_ bytes: [UInt8]) -> ConnectionProblem? {
        do throws(WireError) {
            switch try ClientReply(line: bytes) {
            case .welcome: return nil
            case .error(let error):
                return error.code == .protocolMismatch ? .otherProtocol(cause: error.cause) : .saysNo(error)
            default: return stranger(bytes)
            }
        } catch {
            if case .protocolMismatch(let mismatch) = error { return .otherProtocol(cause: mismatch.reason) }
            if case .denied(let cause)? = try? HandshakeMessage(line: bytes) {
                return ConnectionProblem(deniedFor: cause)
            }
            return stranger(bytes)
        }
    }

    private init(deniedFor cause: String) {
        self = .distrust(cause: "the coordinator says: \(printable(cause))")
    }

    /// What a coordinator's answer to an introduction has led to.
    init(_ failure: HandshakeFailure, answer: [UInt8]) {
        switch failure {
        case .denied(let cause): self.init(deniedFor: cause)
        case .unproven: self = .distrust(cause: "the coordinator does not know the secret used here")
        case .unexpected: self = Self.inGreeting(answer) ?? .distrust(cause: "the coordinator proves nothing")
        }
    }

    private static func stranger(_ bytes: [UInt8]) -> ConnectionProblem {
        let text = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes[...]
        return .stranger(answer: shortened(printable(String(decoding: text.prefix(60), as: UTF8.self)), to: 40))
    }

    /// Waiting may end this problem: a coordinator that is being restarted.
    var mayPass: Bool {
        switch self {
        case .refused, .unreachable, .silent, .closed, .broken: true
        case .stranger, .otherProtocol, .distrust, .saysNo: false
        }
    }

    /// In a few words, for a line that is no error yet.
    var words: String {
        switch self {
        case .refused: "connection refused"
        case .unreachable(let cause), .broken(let cause), .otherProtocol(let cause), .distrust(let cause):
            cause
        case .silent: "it says nothing"
        case .stranger: "something else listens there"
        case .closed: "it closed the connection"
        case .saysNo(let error): error.summary
        }
    }

    func asUserError(_ address: HostPort) -> UserError {
        let start = "start one with `Scripts/farm up`"
        let check = "check --coordinator and FARM_COORDINATOR"
        switch self {
        case .refused:
            return unreachable("no coordinator is listening on \(address)", "connection refused", start)
        case .unreachable(let cause):
            return unreachable("the coordinator at \(address) cannot be reached", cause, check)
        case .silent:
            return unreachable("no coordinator answers at \(address)", "it says nothing in time", check)
        case .stranger(let answer):
            let cause = answer.isEmpty ? "it answered with an empty line" : "it answered `\(answer)`"
            return unreachable("what listens on \(address) is not a coordinator", cause, check)
        case .closed:
            return unreachable(
                "the coordinator at \(address) ended the connection", "it closed it without an answer",
                "see its log; \(check) if that is another program")
        case .broken(let cause):
            return unreachable("the connection to the coordinator at \(address) broke", cause, "try again")
        case .otherProtocol(let cause):
            return UserError(
                "the coordinator at \(address) is of another version",
                cause: cause, hint: "use programs of one version; this renderctl is \(FarmVersion.current)")
        case .distrust(let cause):
            return UserError(
                "renderctl and the coordinator at \(address) do not trust each other", cause: cause,
                hint: "both need the same secret: see --secret-file and FARM_SECRET_FILE", exitCode: .refused)
        case .saysNo(let error):
            return error.asUserError
        }
    }

    private func unreachable(_ summary: String, _ cause: String, _ hint: String) -> UserError {
        UserError(summary, cause: cause, hint: hint, exitCode: .unreachable)
    }
}

extension ClientError {
    var asUserError: UserError {
        let exitCode: ExitCode = code == .notAllowed ? .refused : .failed
        return UserError(summary, cause: cause, hint: hint, exitCode: exitCode, code: code.rawValue)
    }
}
