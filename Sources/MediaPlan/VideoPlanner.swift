import FarmModel

/// Everything that was found out about a video, and the decision how to render it.
public struct VideoPlanner: Sendable {
    public var request: VideoRequest
    public var input: InputIdentity
    public var probe: ProbeReport
    public var container: OutputContainer
    public var packets: PacketScan.Result
    /// Made when the packets were not to be trusted.
    public var decoded: DecodeScan.Result?
    /// What a look at some pictures showed, where the format gave reason for one.
    public var looks: Looks
    /// When a serial run shows the first frame, in the time base of the input; measured.
    public var firstOutputPts: Int64
    public var costs: FrameCosts?
    public var slots: Int
    public var cores: Int
    /// Found while planning: the wanted part of the input, and the timestamps of its frames, in their order.
    private var part: VideoPart?
    private var pts: [Int64] = []

    public init(
        request: VideoRequest, input: InputIdentity, probe: ProbeReport, container: OutputContainer,
        packets: PacketScan.Result, decoded: DecodeScan.Result?, looks: Looks = Looks(), firstOutputPts: Int64,
        costs: FrameCosts?, slots: Int, cores: Int
    ) {
        self.request = request
        self.input = input
        self.probe = probe
        self.container = container
        self.packets = packets
        self.decoded = decoded
        self.looks = looks
        self.firstOutputPts = firstOutputPts
        self.costs = costs
        self.slots = slots
        self.cores = cores
    }

    public struct Looks: Equatable, Sendable {
        /// Pictures of another size or pixel format follow in the middle.
        public var sizeChanges = false
        /// Pictures that need others are called key frames.
        public var keysAreFalse = false
        /// When scenes begin; looked for only where cuts are wanted there.
        public var scenes: [Int64] = []

        public init(sizeChanges: Bool = false, keysAreFalse: Bool = false, scenes: [Int64] = []) {
            self.sizeChanges = sizeChanges
            self.keysAreFalse = keysAreFalse
            self.scenes = scenes
        }
    }

    public func plan() throws(RequestRefusal) -> VideoPlan {
        let all = decoded?.pts ?? packets.pts
        guard let timeBase = probe.video?.timeBase, let videoFirst = all.first else {
            throw RequestRefusal("the input has no frames", "not one picture could be decoded")
        }
        let wanted = try InputPart(of: request, pts: all, timeBase: timeBase)
        var planner = self
        planner.part = wanted.map { VideoPart(videoFirstPts: videoFirst, firstPts: $0.firstPts, endPts: $0.endPts) }
        planner.pts = wanted.map { Array(all[$0.frames]) } ?? all
        return try planner.plan(timeBase)
    }

    private mutating func plan(_ timeBase: Rational) throws(RequestRefusal) -> VideoPlan {
        guard let first = pts.first, let last = pts.last else {
            throw RequestRefusal("the input has no frames", "not one picture could be decoded")
        }
        guard let encoder = EncoderFacts.named(request.encoding.encoder) else {
            throw RequestRefusal("the encoder is unknown", "`\(request.encoding.encoder)` is not known")
        }
        let settings = RequestCheck.settings(of: request, probe: probe)
        let check = FilterCheck(settings.filter)
        // Where the filters count times from the first frame, it makes no difference when a serial run shows it.
        if check.timeMove?.beginsAtZero == true { firstOutputPts = 0 }
        var layout: ChunkPlanner.Layout
        let strangeness = strangeness
        let obstacle = strangeness ?? reasonForOnePiece(check, timeBase)
        if obstacle == nil, let timeline = timeline(timeBase) {
            layout = planner(timeline, check).layout()
        } else {
            layout = onePiece(first: first, last: last, because: obstacle ?? Self.disorder)
        }
        if strangeness != nil { layout.threads = RenderCommand.threadsAsFFmpegLikes }
        let keepsFrames =
            check.keepsFrames && strangeness == nil && hasReliableTimes(timeBase) && keepsOrder(check, timeBase)
        if layout.chunks.count == 1 { layout.chunks[0].expectedFrames = keepsFrames ? pts.count : nil }
        if container.needsConstantRate, !hasConstantRate(check) { throw variableRate }
        if isDamaged, request.threads == nil, layout.threads > 1 {
            layout.threads = 1
            layout.reasons.append("1 thread: what decoders make of a damaged input depends on their threads")
        }
        if let stored = settings.encoding.pixelFormat, let wanted = request.encoding.pixelFormat, stored != wanted {
            layout.reasons.append("stored as \(stored): of \(wanted), \(encoder.name) does not keep every byte")
        }
        layout.reasons += scanReasons
        let shown = firstShownPts(check)
        layout.chunks[0].startPts = shown
        return VideoPlan(
            input: input, timeBase: timeBase, timestampOffset: timestampOffset,
            frameCount: pts.count, firstPts: shown, part: part, settings: settings, chunkFormat: encoder.chunk.rawValue,
            chunkExtension: encoder.chunk.rawValue, threads: layout.threads, chunks: layout.chunks,
            seamRule: check.isConverging && layout.chunks.count > 1 ? .close : .exact, keepsFrameCount: keepsFrames,
            parity: request.parity ?? encoder.parity(for: settings.encoding),
            warnings: warnings(obstacle, chunks: layout.chunks.count), reasons: layout.reasons)
    }

    /// A part begins at zero; with a whole video a serial run decides.
    private var timestampOffset: Int64 { pts[0] - (part == nil ? firstOutputPts : 0) }

    /// When the first frame is shown that the filters let through.
    private func firstShownPts(_ check: FilterCheck) -> Int64 {
        guard case .shortened(let first, _) = check.frames else { return pts[0] }
        return pts[min(first, pts.count - 1)]
    }

    // MARK: Obstacles

    private static let disorder = "the timestamps of the frames do not increase"

    /// Why the video itself is no even row of pictures, if so: only a plain run of ffmpeg makes of it what such a run does.
    private var strangeness: String? {
        if decoded?.changesSize == true || looks.sizeChanges {
            return "the pictures change their size in the middle of the video"
        }
        if packets.distrust.contains(.damagedPackets) {
            return "the video is damaged, and what a decoder makes of that depends on all that came before"
        }
        if let complaint = decoded?.complaint, !packets.beginsInTheMiddle {
            return "the video does not decode without errors, and what comes of that depends on all that came before: "
                + complaint
        }
        if decoded?.isIncreasing == false { return Self.disorder }
        return nil
    }

    /// Why an even row of pictures cannot be cut, if so.
    private func reasonForOnePiece(_ check: FilterCheck, _ timeBase: Rational) -> String? {
        if case .onePiece(let reason) = check.verdict { return reason }
        if request.isStrict, let convergence = check.convergence {
            return "\(convergence.reason), and only exact chunks were asked for"
        }
        guard check.graph(from: 0, head: "null", tail: "null") != nil else {
            return "nothing can be put before and behind this filter graph"
        }
        guard check.keepsTimes(in: timeBase) else {
            return "the filters mix streams whose times have no common clock that is coarse enough"
        }
        guard keepsOrder(check, timeBase) else {
            return "the filters give frames the same time, or turn their order round"
        }
        return hasReliableTimes(timeBase) ? nil : "the timestamps jump, and a serial run closes such gaps"
    }

    private func keepsOrder(_ check: FilterCheck, _ timeBase: Rational) -> Bool {
        OutputClock(inputBase: timeBase, offset: timestampOffset, check: check).keepsOrder(of: pts)
    }

    /// ffmpeg rewrites the times of such formats where they jump by ten seconds; a chunk does not see the jump.
    private func hasReliableTimes(_ timeBase: Rational) -> Bool {
        guard probe.formatNames.contains(where: Self.formatsWithJumps.contains) else { return true }
        let limit: Int64 = 9_000_000
        return zip(pts, pts.dropFirst()).allSatisfy { MediaTime.microseconds($1 - $0, in: timeBase) < limit }
    }

    private static let formatsWithJumps: Set<String> = ["mpegts", "mpeg", "mpegvideo", "ogg", "vobsub"]

    private var isDamaged: Bool {
        packets.distrust.contains { if case .demuxerComplained = $0 { true } else { false } }
    }

    // MARK: Layout

    private func timeline(_ timeBase: Rational) -> FrameTimeline? {
        let maySeek = probe.canSeek && packets.canSeek && !looks.keysAreFalse
        return FrameTimeline(pts: pts, keys: maySeek ? packets.keys : [], timeBase: timeBase)
    }

    private func planner(_ timeline: FrameTimeline, _ check: FilterCheck) -> ChunkPlanner {
        var planner = ChunkPlanner(
            timeline: timeline, chunking: request.chunking, cut: request.cut,
            warmUpFrames: max(check.window?.before ?? 0, check.convergence?.warmUpFrames ?? 0)
                + max(0, request.warmUpFrames), slots: slots, cores: cores,
            threads: request.threads, costs: costs)
        planner.trustsKeys = probe.formatNames.contains(where: Self.formatsWithExactSeeks.contains)
        planner.scenes = looks.scenes
        planner.frames = check.frames
        let clock = OutputClock(inputBase: timeline.timeBase, offset: timestampOffset, check: check)
        planner.clock = clock
        planner.unbroken = check.unbroken
        planner.seamTicks = seamTicks(clock, timeline)
        return planner
    }

    /// How long two frames last that come out of the filters, in ticks of the video that goes in.
    private func seamTicks(_ clock: OutputClock, _ timeline: FrameTimeline) -> Int64 {
        let ticks = MediaTime.rescale(2, from: clock.timeBase, to: timeline.timeBase)
        guard let first = pts.first, let last = pts.last, last > first else { return ticks }
        let shown = MediaTime.rescale(
            clock.ticks(last) - clock.ticks(first), from: clock.timeBase, to: timeline.timeBase)
        // Where the filters speed the video up, so much more of it is needed.
        return shown > 0 && shown < last - first ? ticks * ((last - first + shown - 1) / shown) : ticks
    }

    /// Containers with an index of their key frames, by presentation time or near enough to it.
    private static let formatsWithExactSeeks: Set<String> = ["mov", "mp4", "matroska", "webm"]

    private func onePiece(first: Int64, last: Int64, because reason: String) -> ChunkPlanner.Layout {
        let whole = ChunkPlan(
            firstFrame: 0, frameCount: pts.count, startPts: first, endPts: nil, lastPts: last,
            starts: [ChunkStart(seekPts: nil, warmUpFrame: 0, warmUpPts: first)])
        let threads = request.threads ?? max(1, min(slots, cores))
        return ChunkPlanner.Layout(chunks: [whole], threads: threads, reasons: ["1 chunk: \(reason)"])
    }

    // MARK: Words

    private var scanReasons: [String] {
        var reasons = packets.distrust.map { "the container's timestamps were not trusted: \($0)" }
        if decoded != nil { reasons.append("the timestamps are those of the decoded frames") }
        if looks.keysAreFalse {
            reasons.append(
                "the container calls every picture a key frame, and they are none: each chunk decodes from the start")
        }
        if !probe.canSeek {
            reasons.append("this format cannot be entered in the middle: each chunk decodes from the start")
        }
        return reasons
    }

    private func warnings(_ obstacle: String?, chunks: Int) -> [String] {
        var warnings = RequestCheck.warnings(about: request, probe: probe, container: container)
        if let obstacle { warnings.append("rendered in one piece: \(obstacle)") }
        if chunks > 1, let convergence = FilterCheck(request.filter).convergence {
            warnings.append(
                "chunks come close to one serial run, but not to the bit: \(convergence.reason) (--strict renders in one piece)"
            )
        }
        return warnings
    }

    /// Whether all frames are shown for the same, known time.
    private func hasConstantRate(_ check: FilterCheck) -> Bool {
        switch check.frames {
        case .same, .multiplied, .shortened: if check.movesTimes { return false }
        case .rate, .unknown: return check.outputRate != nil
        }
        guard probe.video?.averageFrameRate != nil else { return false }
        guard pts.count >= 3 else { return true }
        let step = pts[1] - pts[0]
        // Time bases in milliseconds round every other step.
        return zip(pts, pts.dropFirst()).allSatisfy { abs($1 - $0 - step) <= 1 }
    }

    private var variableRate: RequestRefusal {
        RequestRefusal(
            "the output cannot hold this video", ".\(container.fileExtension) files know one frame rate only",
            "use .mkv or .mp4, or put `fps=…` into the filter")
    }
}
