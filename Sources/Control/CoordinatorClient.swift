import FarmModel
import FarmSecrets
import FarmWire
import Invocation
import JSONText
import LinuxIO

/// A conversation with the coordinator: a question, an answer.
struct CoordinatorClient {
    private let line: BlockingLineClient

    /// For connecting and greeting together: two seconds are the longest that a person should wonder whether anything
    /// is there, and a coordinator on a machine with too much to do may need most of that.
    private static let greetingMilliseconds = 1_800
    /// A welcome takes a few dozen bytes, the first line of anything else that makes sense not many more.
    private static let greetingBytes = 64 << 10
    /// A coordinator answers in microseconds; only a machine in trouble takes longer than this.
    static let answerMilliseconds = 15_000

    /// Connects and exchanges greetings.
    init(_ farm: FarmEndpoint) throws(ConnectionProblem) {
        let deadline = FarmClock.monotonicMilliseconds() + Int64(Self.greetingMilliseconds)
        do throws(LineClientError) {
            line = try BlockingLineClient(
                host: farm.address.host, port: farm.address.port, timeoutMilliseconds: Self.greetingMilliseconds,
                lineLimitBytes: ClientReply.lineLimitBytes)
        } catch {
            throw ConnectionProblem(error)
        }
        if let secret = farm.secret { try prove(secret, until: deadline) }
        let greeting = try exchange(ClientRequest.hello(version: FarmVersion.current).jsonBytes, until: deadline)
        if let problem = ConnectionProblem.inGreeting(greeting) { throw problem }
    }

    /// Says nothing of what is wanted before the coordinator has proved that it knows the secret, too.
    private func prove(_ secret: FarmSecret, until deadline: Int64) throws(ConnectionProblem) {
        let handshake: PeerHandshake?
        do throws(SystemError) {
            handshake = try PeerHandshake.begin(as: .client, secret)
        } catch {
            throw .broken(cause: error.description)
        }
        guard let handshake else { throw .distrust(cause: "the secret used here is not one for clients") }
        let answer = try exchange(handshake.introduction.jsonBytes, until: deadline)
        do {
            try line.sendLine(try answer.withUnsafeBytes { try handshake.answer(to: $0) }.jsonBytes)
        } catch let failure as HandshakeFailure {
            throw ConnectionProblem(failure, answer: answer)
        } catch let error as LineClientError {
            throw ConnectionProblem(error)
        } catch {
            throw .broken(cause: "\(error)")
        }
    }

    private func exchange(_ question: [UInt8], until deadline: Int64) throws(ConnectionProblem) -> [UInt8] {
        let answer: [UInt8]?
        do throws(LineClientError) {
            try line.sendLine(question)
            let rest = max(0, Int(deadline - FarmClock.monotonicMilliseconds()))
            answer = try line.receiveLine(timeoutMilliseconds: rest, limitBytes: Self.greetingBytes)
        } catch {
            if case .lineTooLong = error { throw .stranger(answer: "a line without end") }
            throw ConnectionProblem(error)
        }
        guard let answer else { throw .closed }
        return answer
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
        let farm = try farmOrFound()
        do throws(ConnectionProblem) {
            return try CoordinatorClient(farm).ask(request, timeoutMilliseconds: timeoutMilliseconds)
        } catch {
            throw error.asUserError(farm.address)
        }
    }

    func isFarmRunning() throws(UserError) -> Bool {
        let farm = try farm()
        do throws(ConnectionProblem) {
            _ = try CoordinatorClient(farm)
            return true
        } catch {
            // At the usual address anything may listen. At one that was asked for, it matters what does.
            if isAddressGiven, error != .refused { throw error.asUserError(address) }
            return false
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
