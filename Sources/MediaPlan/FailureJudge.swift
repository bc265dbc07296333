import FarmModel

/// How a process ended.
public enum ProcessEnd: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
}

/// Decides what a failed run of ffmpeg means. The only place where ffmpeg's words are read.
public enum FailureJudge {
    /// `outputPath` is what ffmpeg was told to write: a complaint about it is about this machine, one about the input is
    /// about the job.
    public static func judge(_ end: ProcessEnd, lastLines: [String], outputPath: String? = nil) -> AttemptFailure {
        let lines = trimmed(lastLines)
        if case .signalled(let signal) = end {
            return AttemptFailure(kind: kind(ofSignal: signal), summary: words(forSignal: signal), lastLines: lines)
        }
        if let line = lines.first(where: { $0.meansFullDisk }) {
            return AttemptFailure(kind: .noRoom, summary: "the disk is full: \(line.withoutSender)", lastLines: lines)
        }
        if let outputPath, let line = lines.first(where: { $0.contains(outputPath) && $0.hasProblem }) {
            return AttemptFailure(
                kind: .workerFault, summary: "the chunk could not be written: \(line)", lastLines: lines)
        }
        for rule in rules {
            if let line = lines.first(where: rule.matches) {
                return AttemptFailure(
                    kind: rule.kind, summary: "\(rule.summary): \(line.withoutSender)", lastLines: lines)
            }
        }
        let said = lines.last.map { ": \($0)" } ?? " and said nothing"
        return AttemptFailure(kind: .retryable, summary: "ffmpeg failed\(status(end))\(said)", lastLines: lines)
    }

    /// ffmpeg bent the timestamps of the joined video to make them fit: its output is not what the chunks hold.
    public static func meansBrokenJoin(_ line: String) -> Bool {
        let lower = line.lowercased()
        return brokenJoin.contains { words in words.allSatisfy(lower.contains) }
    }

    /// The output stream that holds the video is always the first.
    private static let brokenJoin: [[String]] = [
        ["non-monotonous dts", "stream 0:0"], ["non-monotonic dts", "stream 0:0"],
        ["non monotonically increasing dts", "stream 0:"], ["pts", "< dts", "stream 0"],
        ["timestamps are unset", "stream 0"], ["impossible to open"], ["error during demuxing"],
        ["invalid data found when processing input"],
    ]

    private struct Rule {
        var words: [String]
        var kind: AttemptFailure.Kind
        var summary: String

        init(_ words: String..., means kind: AttemptFailure.Kind, _ summary: String) {
            self.words = words
            self.kind = kind
            self.summary = summary
        }

        func matches(_ line: String) -> Bool {
            let lower = line.lowercased()
            // A picture that could not be decoded is reported in passing; the run goes on after it.
            guard !lower.contains("error while decoding"), !lower.contains("error submitting packet") else {
                return false
            }
            return words.allSatisfy(lower.contains)
        }
    }

    /// In this order: what is wrong with the machine explains what went wrong after it.
    private static let rules: [Rule] = [
        // Ends in complaints about memory, which is not what is missing.
        Rule("cannot determine format of input stream", means: .permanent, "not one picture can be decoded"),
        Rule("read-only file system", means: .workerFault, "the disk cannot be written to"),
        Rule("cannot allocate memory", means: .workerFault, "not enough memory"),
        Rule("out of memory", means: .workerFault, "not enough memory"),
        Rule("too many open files", means: .workerFault, "too many open files"),
        Rule("input/output error", means: .workerFault, "the disk failed"),
        Rule("stale file handle", means: .workerFault, "the disk failed"),
        Rule("permission denied", means: .workerFault, "a file may not be used"),
        Rule("error while loading shared libraries", means: .workerFault, "ffmpeg does not start"),
        Rule("unknown encoder", means: .workerFault, "this ffmpeg lacks the encoder"),
        Rule("no such filter", means: .permanent, "the filter does not exist"),
        Rule("error initializing filter", means: .permanent, "a filter refuses its settings"),
        Rule("error reinitializing filters", means: .permanent, "the filters do not fit together"),
        Rule("error parsing filterchain", means: .permanent, "the filter description is not understood"),
        Rule("error applying option", means: .permanent, "a filter refuses its settings"),
        Rule("no option name near", means: .permanent, "the filter description is not understood"),
        Rule("unable to parse", means: .permanent, "a setting is not understood"),
        Rule("error parsing a filter", means: .permanent, "the filter description is not understood"),
        Rule("decoder", "not found for input stream", means: .permanent, "this ffmpeg cannot decode the input"),
        Rule("unknown pixel format", means: .permanent, "the pixel format does not exist"),
        Rule("incompatible pixel format", means: .permanent, "the pixel format does not suit the encoder"),
        Rule("unrecognized option", means: .permanent, "ffmpeg does not know an option"),
        Rule("option not found", means: .permanent, "ffmpeg does not know an option"),
        Rule("error splitting the argument list", means: .permanent, "ffmpeg does not know an option"),
        Rule("error setting option", means: .permanent, "an encoder refuses its settings"),
        Rule("undefined constant", means: .permanent, "a setting is not understood"),
        Rule("error while opening encoder", means: .permanent, "the encoder refuses its settings"),
        Rule("error initializing output stream", means: .permanent, "the encoder refuses its settings"),
        Rule("matches no streams", means: .permanent, "the input has no video"),
        Rule("does not contain any stream", means: .permanent, "the input has no video"),
        Rule("moov atom not found", means: .permanent, "the input is not a complete video"),
        Rule("invalid data found when processing input", means: .permanent, "the input is not a readable video"),
        Rule(": end of file", means: .permanent, "the input is not a readable video"),
        Rule("no such file or directory", means: .permanent, "a file is missing"),
        Rule("is a directory", means: .permanent, "the input is a folder"),
    ]

    private static let signalKill: Int32 = 9
    private static let signalNames: [Int32: String] = [
        4: "SIGILL", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 15: "SIGTERM", 24: "SIGXCPU",
        25: "SIGXFSZ",
    ]

    /// A killed process is the machine's doing (out of memory, mostly); a crashed one may be the input's.
    private static func kind(ofSignal signal: Int32) -> AttemptFailure.Kind {
        signal == signalKill || signal == 7 || signal == 25 ? .workerFault : .retryable
    }

    private static func words(forSignal signal: Int32) -> String {
        let name = signalNames[signal].map { " (\($0))" } ?? ""
        let guess = signal == signalKill ? "; the usual reason is that memory ran out" : ""
        return "ffmpeg was ended by signal \(signal)\(name)\(guess)"
    }

    private static func status(_ end: ProcessEnd) -> String {
        if case .exited(let code) = end { " with exit status \(code)" } else { "" }
    }

    private static func trimmed(_ lines: [String]) -> [String] {
        lines.suffix(FarmLimits.failureLines).map { line in
            guard line.utf8.count > FarmLimits.failureLineBytes else { return line }
            return String(decoding: line.utf8.prefix(FarmLimits.failureLineBytes), as: UTF8.self)
        }
    }
}

extension String {
    /// ffmpeg's words without `[demuxer @ 0x55…]` in front, which says nothing to people.
    fileprivate var withoutSender: Substring {
        guard hasPrefix("["), let end = firstRange(of: "] "), self[..<end.lowerBound].contains(" @ 0x") else {
            return self[...]
        }
        return self[end.upperBound...]
    }

    /// ffmpeg writes nothing but the chunk: where there is no room for it, no other worker finds any.
    fileprivate var meansFullDisk: Bool {
        let lower = lowercased()
        return lower.contains("no space left on device") || lower.contains("disk quota exceeded")
    }

    /// The line says that something about a file went wrong, rather than naming it in passing.
    fileprivate var hasProblem: Bool {
        let lower = lowercased()
        let problems = [
            "no such file", "permission denied", "is a directory", "not a directory", "error opening", "could not open",
            "error writing", "read-only",
        ]
        return problems.contains(where: lower.contains)
    }
}
