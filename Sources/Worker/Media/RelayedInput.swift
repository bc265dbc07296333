import FarmHTTP
import FarmModel
import FarmWire
import LinuxIO

/// An input as one attempt sees it that cannot open the file: its ffmpeg asks the relay, and the relay asks the
/// coordinator for what is not in the cache.
final class RelayedInput {
    let client: HTTPClient
    let input: CachedInput
    /// What ffmpeg shows the relay. It comes by the environment, which other users of the machine cannot read.
    let credentials: String
    /// Why the input cannot be had, once that is certain.
    private(set) var trouble: AttemptTrouble?
    private(set) var fetchedBytes: Int64 = 0
    private var readBytes: Int64 = 0
    private var requests = 0
    private let attempt: AttemptID
    private let token: String
    private let say: (String) -> Void
    private var lastComplaint = ""
    private var isOpen = true

    init(
        _ attempt: AttemptID, token: String, credentials: String, input: CachedInput, client: HTTPClient,
        say: @escaping (String) -> Void
    ) {
        self.attempt = attempt
        self.token = token
        self.credentials = credentials
        self.input = input
        self.client = client
        self.say = say
    }

    /// The request for a part of the input.
    func head(for range: Range<Int64>) -> HTTPRequestHead {
        HTTPRequestHead(
            "GET", "/media/attempts/\(attempt.number)/input",
            headers: [
                "Authorization": "Bearer \(token)", "Range": "bytes=\(range.lowerBound)-\(range.upperBound - 1)",
            ])
    }

    func noteRequest() { requests += 1 }

    func noteRead(_ bytes: Int64) { readBytes += bytes }

    func noteFetched(_ bytes: Int64) { fetchedBytes += bytes }

    /// Said once for each cause: a coordinator that is away is not news every second.
    func complain(_ cause: String) {
        guard isOpen, cause != lastComplaint else { return }
        lastComplaint = cause
        say("the input does not come: \(cause); trying on")
    }

    /// The coordinator will not give it.
    func refuse(_ answer: HTTPClient.Answer) {
        guard trouble == nil else { return }
        let hasChanged = answer.head.status == HTTPStatus.preconditionFailed.rawValue
        trouble =
            hasChanged
            ? AttemptTrouble(.permanent, "the input changed since it was analysed")
            : AttemptTrouble(.retryable, "the coordinator does not give the input: status \(answer.head.status)")
    }

    /// For the log, when ffmpeg has ended.
    var summary: String {
        "the input came over the network: ffmpeg read \(readBytes) bytes in \(requests) requests, "
            + "\(fetchedBytes) bytes were fetched for it"
    }

    func close() { isOpen = false }
}
