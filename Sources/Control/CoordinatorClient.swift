import FarmModel
import FarmWire
import Invocation
import JSONText
import LinuxIO

/// A conversation with the coordinator: a question, an answer.
struct CoordinatorClient {
    let address: HostPort
    private let line: BlockingLineClient

    /// For connecting and greeting together: two seconds are the longest that a person should wonder whether anything
    /// is there, and a coordinator on a machine with too much to do may need most of that.
    private static let greetingMilliseconds = 1_800
    /// A welcome takes a few dozen bytes, the first line of anything else that makes sense not many more.
    private static let greetingBytes = 64 << 10
    /// A coordinator answers in microseconds; only a machine in trouble takes longer than this.
    static let answerMilliseconds = 15_000

    /// Connects and exchanges greetings.
    init(_ address: HostPort) throws(ConnectionProblem) {
        self.address = address
        let deadline = FarmClock.monotonicMilliseconds() + Int64(Self.greetingMilliseconds)
        let greeting: [UInt8]?
        do throws(LineClientError) {
            line = try BlockingLineClient(
                host: address.host, port: address.port, timeoutMilliseconds: Self.greetingMilliseconds,
                lineLimitBytes: ClientReply.lineLimitBytes)
            try line.sendLine(ClientRequest.hello(version: FarmVersion.current).jsonBytes)
            let rest = max(0, Int(deadline - FarmClock.monotonicMilliseconds()))
            greeting = try line.receiveLine(timeoutMilliseconds: rest, limitBytes: Self.greetingBytes)
        } catch {
            if case .lineTooLong = error { throw .stranger(answer: "a line without end") }
            throw ConnectionProblem(error)
        }
        guard let greeting else { throw .closed }
        if let problem = ConnectionProblem.inGreeting(greeting) { throw problem }
    }

    /// The answer to a request. One that says no is thrown.
    func ask(
        _ request: ClientRequest, timeoutMilliseconds: Int = answerMilliseconds
    ) throws(ConnectionProblem) -> ClientReply {
        do throws(LineClientError) {
            try line.sendLine(request.jsonBytes)
        } catch {
            throw ConnectionProblem(error)
        }
        return try nextReply(timeoutMilliseconds: timeoutMilliseconds)
    }

    /// The next answer to a question that has several. Without a time limit it waits for as long as it takes.
    func nextReply(timeoutMilliseconds: Int) throws(ConnectionProblem) -> ClientReply {
        let bytes: [UInt8]?
        do throws(LineClientError) {
            bytes = try line.receiveLine(timeoutMilliseconds: timeoutMilliseconds)
        } catch {
            throw ConnectionProblem(error)
        }
        guard let bytes else { throw .closed }
        let reply: ClientReply
        do throws(WireError) {
            reply = try ClientReply(line: bytes)
        } catch {
            throw .broken(cause: "its answer cannot be read: \(error)")
        }
        if case .error(let error) = reply { throw .saysNo(error) }
        return reply
    }
}

extension ControlCall {
    /// Connects, asks one question and returns the answer.
    func ask(
        _ request: ClientRequest, timeoutMilliseconds: Int = CoordinatorClient.answerMilliseconds
    ) throws(UserError) -> ClientReply {
        do throws(ConnectionProblem) {
            return try CoordinatorClient(address).ask(request, timeoutMilliseconds: timeoutMilliseconds)
        } catch {
            throw error.asUserError(address)
        }
    }

    /// The error for an answer to another question than was asked.
    var wrongAnswer: UserError {
        ConnectionProblem.broken(cause: "it answered another question").asUserError(address)
    }

    /// The job that the command names.
    func job() throws(UserError) -> JobID {
        JobID(try parsed.integerArgument("JOB", in: 1...Int.max))
    }
}
