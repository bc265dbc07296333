import FarmModel

@testable import MediaPlan

/// Numbers that look random and are the same in every run.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

enum Fixtures {
    static let ffmpeg51 = FFmpegFacts(version: "5.1", hasFpsMode: true, encoders: EncoderFacts.all.map(\.name))
    static let ffmpeg44 = FFmpegFacts(version: "4.4", hasFpsMode: false, encoders: ["libx264"])

    static func base(_ numerator: Int64, _ denominator: Int64) -> Rational {
        guard let base = Rational(numerator, denominator) else { preconditionFailure("a test names a wrong time base") }
        return base
    }

    static func chunk(
        first: Int = 250, count: Int = 250, start: Int64 = 128_000, end: Int64? = 256_000, last: Int64 = 255_488,
        seek: Int64? = 64_000, warmUp: Int64 = 128_000
    ) -> ChunkPlan {
        ChunkPlan(
            firstFrame: first, frameCount: count, startPts: start, endPts: end, lastPts: last,
            headEndPts: first == 0 ? nil : start + 1_024, tailEndPts: end.map { $0 + 1_024 },
            starts: [ChunkStart(seekPts: seek, warmUpFrame: first, warmUpPts: warmUp)])
    }

    static func task(
        filter: String? = "hflip", encoder: String = "libx264", crf: Int? = 20, preset: String? = "ultrafast",
        pixelFormat: String? = nil, input: String = "/videos/in.mp4", offset: Int64 = 0, threads: Int = 1,
        chunk: ChunkPlan = chunk()
    ) -> RenderTask {
        RenderTask(
            input: InputIdentity(path: input, sizeBytes: 1_000, modifiedNanoseconds: 5, format: "mov"),
            timeBase: base(1, 12_800),
            timestampOffset: offset,
            settings: RenderSettings(
                filter: filter,
                encoding: EncoderSettings(encoder: encoder, crf: crf, encoderPreset: preset, pixelFormat: pixelFormat)),
            chunkFormat: EncoderFacts.named(encoder)?.chunk.rawValue ?? "nut", threads: threads, chunk: chunk,
            outputPath: "/run/chunks/.chunk_001.attempt_7.nut", commandHash: "")
    }

    static func plan(chunks: [ChunkPlan], filter: String? = "hflip", encoder: String = "libx264") -> VideoPlan {
        VideoPlan(
            input: InputIdentity(path: "/videos/in.mp4", sizeBytes: 1_000, modifiedNanoseconds: 5, format: "mov"),
            timeBase: base(1, 12_800), timestampOffset: -256, frameCount: chunks.reduce(0) { $0 + $1.frameCount },
            firstPts: chunks.first?.startPts ?? 0,
            settings: RenderSettings(
                filter: filter, encoding: EncoderSettings(encoder: encoder, crf: 20)),
            chunkFormat: "nut", chunkExtension: "nut", threads: 1, chunks: chunks, keepsFrameCount: true, warnings: [],
            reasons: [])
    }

    /// A video with H.264, two audio streams and a subtitle.
    static func probe(audio: [String] = ["aac"], subtitles: [String] = []) -> ProbeReport {
        var probe = ProbeReport()
        probe.formatNames = ["mov", "mp4"]
        var video = ProbedStream()
        video.kind = .video
        video.codec = "h264"
        video.timeBase = base(1, 12_800)
        video.averageFrameRate = base(25, 1)
        video.tags = [MediaTag("language", "deu")]
        video.dispositions = ["default"]
        probe.streams.append(video)
        for codec in audio {
            var stream = ProbedStream()
            stream.index = probe.streams.count
            stream.kind = .audio
            stream.codec = codec
            probe.streams.append(stream)
        }
        for codec in subtitles {
            var stream = ProbedStream()
            stream.index = probe.streams.count
            stream.kind = .subtitle
            stream.codec = codec
            probe.streams.append(stream)
        }
        return probe
    }

    static func container(_ name: String) -> OutputContainer {
        guard let container = OutputContainer.named(byExtensionOf: "out.\(name)") else {
            preconditionFailure("a test names a container that there is not")
        }
        return container
    }
}

/// Feeds a text to something that reads lines as bytes.
func feed(_ text: String, to read: (UnsafeRawBufferPointer) -> Void) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        Array(line.utf8).withUnsafeBytes(read)
    }
}
