import FarmModel
import LinuxIO
import MediaPlan

/// Runs ffmpeg and ffprobe, and waits for them.
struct MediaTools {
    let programs: MediaPrograms
    /// What this ffmpeg can do, where somebody has asked before.
    let known: FFmpegFacts?

    init(programs: MediaPrograms, known: FFmpegFacts? = nil) {
        self.programs = programs
        self.known = known
    }

    // MARK: Questions

    func ffmpegFacts() throws(MediaError) -> FFmpegFacts {
        if let known { return known }
        let facts = FFmpegFacts(
            versionOutput: try answer(FFmpegFacts.versionArguments),
            encodersOutput: try answer(FFmpegFacts.encodersArguments),
            optionsOutput: try answer(FFmpegFacts.optionsArguments))
        guard let facts else {
            throw MediaError("ffmpeg cannot be used", cause: "`\(programs.ffmpeg)` does not answer as ffmpeg does")
        }
        guard !facts.isTooOld else {
            throw MediaError(
                "ffmpeg is too old", cause: "`\(programs.ffmpeg)` is version \(facts.version)",
                hint: "install ffmpeg \(FFmpegFacts.oldest.major).\(FFmpegFacts.oldest.minor) or later")
        }
        return facts
    }

    /// What the spelling of commands depends on: one question instead of three.
    func ffmpegSpelling() throws(MediaError) -> FFmpegFacts {
        if let known { return known }
        return FFmpegFacts(spellingFrom: try answer(FFmpegFacts.optionsArguments))
    }

    func answer(_ arguments: [String]) throws(MediaError) -> [UInt8] {
        let result = try run(
            programs.ffmpeg, arguments, milliseconds: StageLimits.questionMilliseconds,
            outputBytes: StageLimits.answerBytes)
        guard result.isSuccess else { throw MediaError("ffmpeg cannot be used", failed: result) }
        return result.standardOutput
    }

    func probe(_ path: String) throws(MediaError) -> ProbeReport {
        let result = try run(
            programs.ffprobe, ProbeReport.arguments(for: path), milliseconds: StageLimits.questionMilliseconds,
            outputBytes: MediaLimits.probeBytes)
        guard result.isSuccess, var report = ProbeReport(output: result.standardOutput) else {
            throw notReadable(path, result)
        }
        try lookAtLight(&report, path)
        return report
    }

    /// HDR10's metadata may be in the pictures only.
    private func lookAtLight(_ report: inout ProbeReport, _ path: String) throws(MediaError) {
        guard LightScan.isWorthwhile(report), let number = report.streams.firstIndex(where: { $0 == report.video })
        else { return }
        let result = try run(
            programs.ffprobe, LightScan.arguments(for: path), milliseconds: StageLimits.questionMilliseconds,
            outputBytes: MediaLimits.probeBytes)
        report.streams[number].highDynamicRange = LightScan.read(result.standardOutput)
    }

    private func notReadable(_ path: String, _ result: CommandResult) -> MediaError {
        if let format = InputFormats.refused(in: String(decoding: result.standardErrorTail, as: UTF8.self)) {
            return MediaError(
                "\(path) is not rendered",
                cause: "ffmpeg takes it for `\(format)`, which is none of the kinds that are accepted as inputs",
                hint: "make one file of it first: ffmpeg -i IN -c copy OUT.mkv")
        }
        return MediaError("\(path) is not a video that ffmpeg can read", failed: result)
    }

    /// Whether the pictures stay of one size; only key frames are looked at.
    func sizeChanges(_ path: String) throws(MediaError) -> Bool {
        var scan = SizeScan()
        let result = try lines(
            programs.ffprobe, PictureCheck.sizeArguments(for: path), milliseconds: StageLimits.scanMilliseconds
        ) { scan.read(line: $0) }
        guard result.endedBy == .itself else { throw MediaError("\(path) cannot be scanned", failed: result) }
        return scan.changes
    }

    /// Whether the first pictures stand alone, each of them.
    func firstPicturesAreWhole(_ path: String) throws(MediaError) -> Bool {
        let result = try run(
            programs.ffprobe, PictureCheck.typeArguments(for: path), milliseconds: StageLimits.questionMilliseconds,
            outputBytes: MediaLimits.probeBytes)
        guard result.endedBy == .itself else { throw MediaError("\(path) cannot be scanned", failed: result) }
        return PictureCheck.allAreWhole(result.standardOutput)
    }

    // MARK: Scans

    /// Streams and packets of a file in one go. A damaged end still leaves a list of packets.
    func survey(_ path: String) throws(MediaError) -> Survey.Result {
        var survey = Survey()
        let result = try lines(
            programs.ffprobe, Survey.arguments(for: path), milliseconds: StageLimits.scanMilliseconds,
            lineLimitBytes: MediaLimits.surveyLineBytes
        ) { survey.read(line: $0) }
        guard result.endedBy == .itself else { throw MediaError("\(path) cannot be scanned", failed: result) }
        var words = String(decoding: result.standardErrorTail, as: UTF8.self).split(separator: "\n").map(String.init)
        if !result.isSuccess { words.append("[error] \(result.status)") }
        guard var found = survey.finish(words: words), !found.probe.streams.isEmpty || result.isSuccess else {
            throw notReadable(path, result)
        }
        try lookAtLight(&found.probe, path)
        return found
    }

    /// Everything about a finished file that is checked, and what ffmpeg said about it.
    func scanOutput(
        _ path: String, _ depth: OutputScan.Depth, encodedAudio: [Int], ffmpeg: FFmpegFacts
    ) throws(MediaError) -> (result: OutputScan.Result, lastLines: [String]) {
        var scan = OutputScan(depth)
        let result = try lines(
            programs.ffmpeg, OutputScan.arguments(for: path, depth, encodedAudio: encodedAudio, ffmpeg: ffmpeg),
            milliseconds: StageLimits.wholeVideoMilliseconds, silenceMilliseconds: StageLimits.silenceMilliseconds
        ) { scan.read(line: $0) }
        guard result.isSuccess else { throw MediaError("\(path) cannot be decoded", failed: result) }
        let words = ErrorTail(of: result.standardErrorTail).lines
        guard !words.isEmpty else { return (scan.finish(), []) }
        let opening = try run(
            programs.ffprobe, OutputScan.openingArguments(for: path), milliseconds: StageLimits.questionMilliseconds,
            outputBytes: StageLimits.answerBytes)
        let said = ErrorTail(of: opening.standardErrorTail).lines
        return (scan.finish(), OutputScan.complaints(words, afterOpening: said))
    }

    /// Whatever can be decoded counts: a damaged end still leaves a list of frames. The last lines say what was wrong.
    func scanDecoded(
        _ path: String, timeBase: Rational, ffmpeg: FFmpegFacts
    ) throws(MediaError) -> (result: DecodeScan.Result, lastLines: [String]) {
        var scan = DecodeScan()
        let arguments = DecodeScan.arguments(for: path, timeBase: timeBase, ffmpeg: ffmpeg)
        let result = try lines(
            programs.ffmpeg, arguments, milliseconds: StageLimits.wholeVideoMilliseconds,
            silenceMilliseconds: StageLimits.silenceMilliseconds
        ) { scan.read(line: $0) }
        guard result.endedBy == .itself else { throw MediaError("\(path) cannot be decoded", failed: result) }
        let words = ErrorTail(of: result.standardErrorTail).lines
        return (scan.finish(complaint: words.first), words)
    }

    /// When each scene but the first begins.
    func scanScenes(_ path: String, timeBase: Rational, ffmpeg: FFmpegFacts) throws(MediaError) -> [Int64] {
        var scan = DecodeScan()
        let arguments = SceneScan.arguments(for: path, timeBase: timeBase, ffmpeg: ffmpeg)
        let result = try lines(programs.ffmpeg, arguments, milliseconds: StageLimits.wholeVideoMilliseconds) {
            scan.read(line: $0)
        }
        guard result.isSuccess else { throw MediaError("\(path) cannot be searched for scenes", failed: result) }
        return scan.finish().pts
    }

    func hashFrames(_ path: String, ffmpeg: FFmpegFacts) throws(MediaError) -> FrameHashes {
        guard let timeBase = try probe(path).video?.timeBase else {
            throw MediaError("\(path) has no video", cause: "there is no video stream in it")
        }
        var hashes = FrameHashes()
        let arguments = FrameHashes.arguments(for: path, timeBase: timeBase, ffmpeg: ffmpeg)
        let result = try lines(programs.ffmpeg, arguments, milliseconds: StageLimits.wholeVideoMilliseconds) {
            hashes.read(line: $0)
        }
        guard result.isSuccess else { throw MediaError("\(path) cannot be decoded", failed: result) }
        return hashes
    }

    // MARK: Running

    /// Runs ffmpeg and follows its progress; `onLine` sees what else it writes. Only progress that has got further is a
    /// sign of life. With a meter it is ended as soon as that has seen enough. The result is returned however it ended.
    func follow(
        _ arguments: [String], milliseconds: Int, silenceMilliseconds: Int? = nil, errorTailBytes: Int = 16 << 10,
        workingDirectory: String? = nil, meter: FrameMeter? = nil, onLine: (UnsafeRawBufferPointer) -> Void = { _ in }
    ) throws(MediaError) -> FollowedRun {
        var progress = ProgressLines()
        var meter = meter
        var clock: ProcessorClock?
        let result = try supervised(
            programs.ffmpeg, arguments, milliseconds: milliseconds, silenceMilliseconds: silenceMilliseconds,
            errorTailBytes: errorTailBytes, workingDirectory: workingDirectory, onStart: { clock = $0 }
        ) { line in
            onLine(line)
            guard let hasMoved = progress.read(line) else { return .wait }
            if let time = clock?.nanoseconds() { meter?.look(frames: progress.frame, nanoseconds: time) }
            if meter?.isSatisfied == true { return .stop }
            return hasMoved ? .goOn : .wait
        }
        return FollowedRun(
            result: result, frames: progress.frame, nanosecondsPerFrame: meter?.nanosecondsPerFrame,
            measuredFrames: meter?.measuredFrames ?? 0..<0)
    }

    func run(
        _ program: String, _ arguments: [String], milliseconds: Int, outputBytes: Int
    ) throws(MediaError) -> CommandResult {
        do throws(SystemError) {
            return try runCommand(
                SpawnRequest(program: program, arguments: arguments), timeoutMilliseconds: milliseconds,
                outputLimitBytes: outputBytes)
        } catch {
            throw cannotStart(program, error)
        }
    }

    func lines(
        _ program: String, _ arguments: [String], milliseconds: Int, silenceMilliseconds: Int? = nil,
        lineLimitBytes: Int = MediaLimits.lineBytes, errorTailBytes: Int = 16 << 10,
        _ onLine: (UnsafeRawBufferPointer) -> Void
    ) throws(MediaError) -> CommandResult {
        try supervised(
            program, arguments, milliseconds: milliseconds, silenceMilliseconds: silenceMilliseconds,
            lineLimitBytes: lineLimitBytes, errorTailBytes: errorTailBytes
        ) { line in
            onLine(line)
            return .goOn
        }
    }

    private func supervised(
        _ program: String, _ arguments: [String], milliseconds: Int, silenceMilliseconds: Int?,
        lineLimitBytes: Int = MediaLimits.lineBytes, errorTailBytes: Int, workingDirectory: String? = nil,
        onStart: (ProcessorClock) -> Void = { _ in },
        _ onLine: (UnsafeRawBufferPointer) -> LineVerdict
    ) throws(MediaError) -> CommandResult {
        do throws(SystemError) {
            var request = SpawnRequest(program: program, arguments: arguments)
            request.workingDirectory = workingDirectory
            return try runCommand(
                request, timeoutMilliseconds: milliseconds, silenceMilliseconds: silenceMilliseconds,
                lineLimitBytes: lineLimitBytes, errorTailBytes: errorTailBytes, onStart: onStart, onOutputLine: onLine)
        } catch {
            throw cannotStart(program, error)
        }
    }

    private func cannotStart(_ program: String, _ error: SystemError) -> MediaError {
        MediaError(
            "`\(program)` cannot be started", cause: error.description,
            hint: "install ffmpeg (`apt-get install ffmpeg`), or name it in FARM_FFMPEG and FARM_FFPROBE")
    }
}

/// How an ffmpeg ended that was watched, and how far it had come.
struct FollowedRun {
    var result: CommandResult
    var frames: Int
    /// Only where a meter was asked for, and saw enough to tell.
    var nanosecondsPerFrame: Int64?
    /// The frames, counted from the first that came out, for which that is so.
    var measuredFrames: Range<Int>
}

/// ffmpeg's progress, line by line.
private struct ProgressLines {
    private var parser = ProgressParser()
    private static let lineFeed: [UInt8] = [UInt8(ascii: "\n")]

    var frame: Int { parser.last?.frame ?? 0 }

    /// Whether ffmpeg has got further since the report before; nil while the line completes none.
    mutating func read(_ line: UnsafeRawBufferPointer) -> Bool? {
        let before = parser.last
        parser.read(line)
        return Self.lineFeed.withUnsafeBytes { parser.read($0) }?.isBeyond(before)
    }
}

/// Asks the machine's ffmpeg what it is.
public func detectFFmpeg(_ programs: MediaPrograms) throws(MediaError) -> FFmpegFacts {
    try MediaTools(programs: programs).ffmpegFacts()
}
