/// One thing that happened and that a person may want to know: a line of a log.
public struct FarmNote: Equatable, Sendable {
    public var at: Timestamp
    public var severity: Severity
    public var job: JobID?
    public var chunk: Int?
    public var attempt: AttemptID?
    public var worker: String?
    public var text: String

    public init(
        at: Timestamp, severity: Severity = .info, job: JobID? = nil, chunk: Int? = nil, attempt: AttemptID? = nil,
        worker: String? = nil, text: String
    ) {
        self.at = at
        self.severity = severity
        self.job = job
        self.chunk = chunk
        self.attempt = attempt
        self.worker = worker
        self.text = text
    }

    public enum Severity: String, Equatable, Sendable, CaseIterable, Comparable {
        case info
        /// Something went wrong, and the farm deals with it.
        case warning
        /// Something went wrong, and a person has to deal with it.
        case failure

        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int { self == .info ? 0 : self == .warning ? 1 : 2 }
    }
}

extension FarmNote {
    /// `job 3 chunk 7 attempt 124 on oak-1: the text`.
    public var line: String {
        var subject: [String] = []
        if let job { subject.append("job \(job.number)") }
        if let chunk { subject.append("chunk \(chunk)") }
        if let attempt { subject.append("attempt \(attempt.number)") }
        if let worker { subject.append((subject.isEmpty ? "worker " : "on ") + worker) }
        return subject.isEmpty ? text : subject.joined(separator: " ") + ": " + text
    }
}
