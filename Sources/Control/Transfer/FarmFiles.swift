import FarmHTTP
import FarmModel
import FarmSecrets
import FarmWire
import Invocation
import LinuxIO

/// Asks the coordinator for files, and sends it some, over HTTP at its one port. Waits out what may pass: a connection that
/// breaks, a coordinator that is started anew.
final class FarmFiles {
    private let loop: EventLoop
    private let client: HTTPClient
    private let farm: FarmEndpoint
    private let output: Output
    private var wasInterrupted = false
    private var failuresInARow = 0

    /// Without a byte in between: somewhat longer than a coordinator takes to start again, or a laptop to find its network.
    private static let failureLimit = 30
    private static let retryMilliseconds = 2_000

    init(_ call: ControlCall) throws(UserError) {
        let loop = try JobWait.eventLoop()
        self.loop = loop
        output = call.output
        farm = try call.farmOrFound()
        client = HTTPClient(loop: loop, host: farm.address.host, port: farm.address.port)
        try JobWait.onInterruption(loop) { [weak self] in self?.wasInterrupted = true }
    }

    enum Outcome {
        case answer(HTTPClient.Answer)
        /// The connection broke, or nobody was there: the same may work now.
        case again
    }

    /// One request, which may fail `failureLimit` times in a row if nothing moves.
    func ask(_ request: HTTPClient.Request) throws(UserError) -> Outcome {
        // Made anew each time: a transfer may take longer than a token is good for.
        if let token = AccessLink.token(for: farm) { client.headers = ["Authorization": "Bearer \(token)"] }
        var result: Result<HTTPClient.Answer, HTTPClient.Failure>?
        let call = client.send(request) { result = $0 }
        try wait { result != nil }
        guard let result else {
            call.cancel()
            throw UserError(
                "the transfer was broken off", cause: "interrupted",
                hint: "the same command goes on where it was broken off", exitCode: .interrupted)
        }
        switch result {
        case .success(let answer):
            failuresInARow = 0
            if answer.head.status == 503 || answer.head.status == 429 { return try pause("it is busy") }
            return .answer(answer)
        case .failure(let failure):
            if call.movedBytes > Self.aHeadBytes { failuresInARow = 0 }
            return try pause(failure.description)
        }
    }

    /// More than a request and its refusal: something of the file has moved.
    private static let aHeadBytes: Int64 = 64 << 10

    private func pause(_ cause: String) throws(UserError) -> Outcome {
        failuresInARow += 1
        guard failuresInARow < Self.failureLimit else {
            throw UserError(
                "the coordinator at \(farm.address) cannot be reached", cause: cause,
                hint: "the same command goes on where it was broken off", exitCode: .unreachable)
        }
        if failuresInARow == 1 { output.note("waiting for the coordinator: \(cause)") }
        var isOver = false
        loop.after(milliseconds: Self.retryMilliseconds) { isOver = true }
        try wait { isOver }
        return .again
    }

    /// Until the condition holds or a person has had enough.
    private func wait(until condition: () -> Bool) throws(UserError) {
        do throws(SystemError) {
            // A transfer takes as long as it takes; what hangs is cut off by the client.
            while try !loop.run(until: { condition() || wasInterrupted }, deadlineMilliseconds: 3_600_000) {}
        } catch {
            throw UserError("cannot \(error.operation) \(error.subject)", cause: error.cause)
        }
    }

    /// The error for an answer that says no.
    func refusal(_ answer: HTTPClient.Answer, _ what: String) -> UserError {
        let problem = ProblemText(answer.body)
        let isRefused =
            answer.head.status == HTTPStatus.unauthorized.rawValue
            || answer.head.status == HTTPStatus.forbidden.rawValue
        return UserError(
            what, cause: problem.cause ?? "the coordinator answers with \(answer.head.status)", hint: problem.hint,
            exitCode: isRefused ? .refused : .failed)
    }
}
