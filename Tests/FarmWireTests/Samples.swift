import FarmModel
import FarmWire

/// Draws values of every type that travels, the same for the same seed.
struct Samples {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
    mutating func flag() -> Bool { next() & 1 == 0 }
    mutating func count() -> Int { below([2, 100, 1_000_000, 1 << 40][below(4)]) }
    mutating func bytes() -> Int64 { Int64(count()) * 8_000 }
    mutating func pts() -> Int64 { Int64(count()) - 1_000 }
    mutating func double() -> Double { Double(below(1_000_000)) / 1000 }
    mutating func time() -> Timestamp { Timestamp(milliseconds: 1_760_000_000_000 + Int64(below(1 << 30))) }
    mutating func job() -> JobID { JobID(below(100)) }
    mutating func attempt() -> AttemptID { AttemptID(below(1_000_000)) }
    mutating func worker() -> WorkerID { WorkerID(below(100)) }
    mutating func chunk() -> ChunkID { ChunkID(job: job(), index: below(10_000)) }

    mutating func text() -> String {
        let words = [
            "", "plain", "/srv/videos/ünï çødé.mp4", "\"quoted\\\"\n", "\u{1F3AC}", "a\u{0}b\t", "frame= 12 fps=3",
        ]
        return words[below(words.count)] + words[below(words.count)]
    }

    mutating func texts() -> [String] { list { $0.text() } }
    mutating func maybe<Value>(_ make: (inout Samples) -> Value) -> Value? { flag() ? make(&self) : nil }
    mutating func list<Value>(_ make: (inout Samples) -> Value) -> [Value] { (0..<below(4)).map { _ in make(&self) } }
    mutating func one<Value>(of values: [Value]) -> Value { values[below(values.count)] }
}

extension Samples {
    mutating func request() -> JobRequest {
        JobRequest(
            work: flag() ? .video(videoRequest()) : .drill(tasks: count()), priority: below(200) - 100,
            maxParallel: maybe { $0.count() }, maxAttempts: maybe { $0.below(20) }, keepTemporary: flag())
    }

    mutating func videoRequest() -> VideoRequest {
        VideoRequest(
            input: text(), drawing: maybe { $0.drawingRequest() }, output: maybe { $0.text() },
            outputExtension: maybe { $0.text() },
            fromMicroseconds: maybe { Int64($0.count()) }, toMicroseconds: maybe { Int64($0.count()) },
            filter: maybe { $0.text() }, size: maybe { PictureSize(width: $0.count(), height: -2) },
            frameRate: maybe { $0.rational() }, isStrict: flag(),
            encoding: EncoderSettings(
                encoder: text(), crf: maybe { $0.below(51) }, qp: maybe { $0.below(51) },
                bitsPerSecond: maybe { $0.count() }, encoderPreset: maybe { $0.text() }, tune: maybe { $0.text() },
                encoderOptions: list { $0.encoderOption() }, pixelFormat: maybe { $0.text() }),
            chunking: one(of: [.automatic, .count(7), .duration(milliseconds: 2_500)]), cut: one(of: CutMode.allCases),
            warmUpFrames: below(100), audio: one(of: AudioMode.allCases), audioCodec: maybe { $0.text() },
            audioBitsPerSecond: maybe { $0.count() }, threads: maybe { $0.below(64) },
            parity: maybe { $0.one(of: Parity.allCases) }, overwrite: flag())
    }

    mutating func encoderOption() -> EncoderOption { EncoderOption(text(), text()) }

    mutating func input() -> InputIdentity {
        InputIdentity(
            path: text(), sizeBytes: bytes(), modifiedNanoseconds: pts(), format: text(),
            fingerprint: text())
    }

    mutating func rational() -> Rational { one(of: [Rational(1, 15_360), Rational(-1_001, 30_000)].compactMap { $0 }) }

    mutating func settings() -> RenderSettings {
        RenderSettings(
            filter: maybe { $0.text() },
            encoding: EncoderSettings(
                encoder: text(), crf: maybe { $0.below(51) }, qp: maybe { $0.below(51) },
                bitsPerSecond: maybe { $0.count() }, encoderPreset: maybe { $0.text() }, tune: maybe { $0.text() },
                encoderOptions: list { $0.encoderOption() }, pixelFormat: maybe { $0.text() }),
            highDynamicRange: maybe { $0.highDynamicRange() })
    }

    mutating func point() -> HighDynamicRange.Point { HighDynamicRange.Point(x: below(50_000), y: below(50_000)) }

    mutating func highDynamicRange() -> HighDynamicRange {
        HighDynamicRange(
            mastering: maybe {
                HighDynamicRange.MasteringDisplay(
                    red: $0.point(), green: $0.point(), blue: $0.point(), white: $0.point(),
                    leastLuminance: $0.count(), greatestLuminance: $0.count())
            },
            light: maybe {
                HighDynamicRange.ContentLight(greatest: $0.below(10_000), greatestAverage: $0.below(1_000))
            })
    }

    mutating func chunkPlan() -> ChunkPlan {
        ChunkPlan(
            firstFrame: count(), frameCount: count(), startPts: pts(), endPts: maybe { $0.pts() }, lastPts: pts(),
            expectedFrames: maybe { $0.count() }, headEndPts: maybe { $0.pts() }, tailEndPts: maybe { $0.pts() },
            starts: list { ChunkStart(seekPts: $0.maybe { $0.pts() }, warmUpFrame: $0.count(), warmUpPts: $0.pts()) })
    }

    mutating func seams() -> SeamEvidence {
        SeamEvidence(head: list { $0.seamFrame() }, tail: list { $0.seamFrame() })
    }

    private mutating func seamFrame() -> SeamFrame {
        SeamFrame(pts: pts(), hash: text(), samples: list { UInt8($0.below(256)) })
    }

    mutating func seamHistory() -> SeamHistory {
        var history = SeamHistory()
        history.leastCare = below(3)
        history.repairs = count()
        history.notes = texts()
        history.unitedBecause = maybe { $0.text() }
        return history
    }

    mutating func seamSummary() -> SeamSummary {
        SeamSummary(
            total: count(), proved: count(), repairs: count(), largestDifferenceLevels: maybe { $0.below(256) },
            unitedBecause: maybe { $0.text() }, notes: texts())
    }

    mutating func part() -> VideoPart {
        VideoPart(videoFirstPts: pts(), firstPts: pts(), endPts: maybe { $0.pts() })
    }

    mutating func drawingPlan() -> DrawingPlan {
        DrawingPlan(
            subject: one(of: [
                .scene(preparedPath: text(), sha256: text()), .generator(source: text()),
                .renderer(RendererPlan(name: text(), scene: text(), archiveSHA256: text(), firstFrame: count())),
            ]),
            method: one(of: FrameMethod.allCases), size: PictureSize(width: count(), height: count()),
            frameRate: rational(), frameCount: count(), pixelFormat: text(),
            intermediate: maybe { $0.intermediate() }, soundtrack: maybe { $0.text() })
    }

    private mutating func intermediate() -> Intermediate {
        switch below(3) {
        case 0: .mezzanine(settings().encoding, container: text())
        case 1: .pictures(one(of: FrameFormat.allCases), quality: 1 + below(100))
        default: .rawFrames(bytesEach: count(), window: count())
        }
    }

    mutating func drawingRequest() -> DrawingRequest {
        let generator = GeneratorRequest(
            source: text(), size: PictureSize(width: count(), height: count()), frameRate: rational(),
            milliseconds: count())
        let renderer = RendererRequest(
            name: text(), size: PictureSize(width: count(), height: count()), frameRate: rational(),
            firstFrame: count(), lastFrame: count(), assets: maybe { $0.text() }, sceneName: maybe { $0.text() })
        return DrawingRequest(
            subject: one(of: [.scene, .generator(generator), .renderer(renderer)]),
            method: maybe { $0.one(of: FrameMethod.allCases) },
            frameFormat: maybe { $0.one(of: FrameFormat.allCases) }, frameQuality: maybe { 1 + $0.below(100) },
            usualChunkMilliseconds: maybe { 100 + $0.below(1_000) }, mezzanine: maybe { $0.one(of: Mezzanine.allCases) }
        )
    }

    mutating func videoPlan() -> VideoPlan {
        VideoPlan(
            input: input(), drawing: maybe { $0.drawingPlan() }, timeBase: rational(), timestampOffset: pts(),
            frameCount: count(), firstPts: pts(),
            part: maybe { $0.part() }, settings: settings(), chunkFormat: text(), chunkExtension: text(),
            threads: below(64),
            chunks: list { $0.chunkPlan() }, seamRule: one(of: SeamRule.allCases), keepsFrameCount: flag(),
            ffmpegVersion: text(), parity: one(of: Parity.allCases), warnings: texts(), reasons: texts())
    }

    mutating func plan() -> JobPlan { flag() ? .video(videoPlan()) : .drill(tasks: count()) }

    mutating func assignment() -> Assignment {
        let task = RenderTask(
            input: input(), drawing: maybe { $0.drawingPlan() }, timeBase: rational(), timestampOffset: pts(),
            part: maybe { $0.part() }, settings: settings(), chunkFormat: text(),
            threads: below(64), chunk: chunkPlan(), care: below(3), seamRule: one(of: SeamRule.allCases),
            outputPath: text(), commandHash: text(),
            access: maybe { MediaAccess(token: $0.text(), runMark: $0.text()) })
        return Assignment(attempt: attempt(), chunk: chunk(), task: flag() ? .render(task) : .drill)
    }

    mutating func file() -> ChunkFile {
        ChunkFile(
            sizeBytes: bytes(), sha256: text(), frames: count(), streamFingerprint: text(), commandHash: text(),
            seams: seams(), cost: cost())
    }

    mutating func product() -> AttemptProduct { flag() ? .chunkFile(file()) : .nothing }

    mutating func attemptFailure() -> AttemptFailure {
        AttemptFailure(kind: one(of: AttemptFailure.Kind.allCases), summary: text(), lastLines: texts())
    }

    mutating func stageFailure() -> StageFailure {
        StageFailure(summary: text(), cause: text(), hint: maybe { $0.text() }, mayRetry: flag(), lastLines: texts())
    }

    mutating func merge() -> MergeReport {
        MergeReport(
            method: one(of: MergeReport.Method.allCases), fallbackReason: maybe { $0.text() }, temporaryPath: text(),
            sizeBytes: bytes(), sha256: text(), warnings: texts())
    }

    mutating func verification() -> VerifyReport {
        VerifyReport(
            output: text(), frames: count(), sizeBytes: bytes(), durationMilliseconds: count(), checks: texts())
    }

    mutating func run() -> RunIdentity { RunIdentity(name: text(), directory: text(), output: text()) }

    mutating func outcomes() -> [StageOutcome] {
        [
            .analyzed(videoPlan()), .merged(merge()), .verified(verification()),
            .chunksDamaged(list { $0.below(100) }, reason: text()), .failed(stageFailure()),
        ]
    }
}
