import FarmModel

/// A finished chunk as a player meets it: every picture decoded, and what the stream says of itself. One run of ffprobe,
/// where the chunk was rendered and while others are being rendered, so that the joined video need not be decoded again.
public struct ChunkScan: Sendable {
    private var lines = ByteLines(limitBytes: MediaLimits.surveyLineBytes)
    private var listing = ProbeListing(ofList: "frames")
    /// Pictures that have been decoded so far.
    public private(set) var frames = 0

    public init() {}

    /// What is broken shows while the bits are read; smoothing the edges of blocks behind that would find nothing more.
    public static func arguments(for path: String, of task: RenderTask) -> [String] {
        ["-v", "error", "-threads", String(task.threads)] + input(path, task) + [
            "-select_streams", "v:0", "-show_data_hash", "sha256", "-show_entries",
            "frame=key_frame:stream=" + ChunkFingerprint.entries, "-of", "json=compact=1",
        ]
    }

    private static func input(_ path: String, _ task: RenderTask) -> [String] {
        guard let drawing = task.drawing, case .pictures(let format, _) = drawing.intermediate else {
            return ["-skip_loop_filter", "all"] + InputFormats.reading(path)
        }
        return FramesAsDrawn.reading(format, from: task.chunk.firstFrame, rate: drawing.frameRate, in: path)
    }

    public mutating func read(_ bytes: UnsafeRawBufferPointer) {
        lines.read(bytes) { line in
            if listing.takesAsEntry(line), line.starts(with: Self.frame) { frames += 1 }
        }
    }

    /// What the stream is, after the last line; nil when there is none.
    public func fingerprint() -> String? {
        listing.rest.flatMap { ChunkFingerprint.fingerprint(fromOutput: $0) }
    }

    private static let frame = Array("        { \"key_frame\":".utf8)
}
