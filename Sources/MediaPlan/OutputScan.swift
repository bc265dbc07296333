import FarmModel

/// A finished file as a player meets it: every picture, and every audio packet taken out, and decoded as well where the
/// audio has been encoded anew. One run of ffmpeg.
public struct OutputScan: Sendable {
    /// How closely the pictures are looked at.
    public enum Depth: Equatable, Sendable {
        /// Every picture is decoded.
        case pictures
        /// Every packet is read, and the key frames are decoded: enough where each chunk has been decoded by itself, for
        /// each begins with a key frame, which needs the headers of the joined file.
        case keyFrames
        /// Every packet is read: enough where, beyond that, each packet is a picture by itself.
        case packets
    }

    private let depth: Depth
    private var listing = FrameListing()
    private var pts: [Int64] = []
    private var lastDuration: Int64 = 0
    private var packets: [Int: Int] = [:]

    public init(_ depth: Depth) { self.depth = depth }

    /// Where the pictures need no more than the depth says, as far as the codec goes.
    public static func depthAfterChunkScans(codec: String) -> Depth {
        PictureCheck.intraCodecs.contains(codec) ? .packets : .keyFrames
    }

    /// `encodedAudio` are the numbers of the audio streams that are not copies.
    public static func arguments(
        for path: String, _ depth: Depth, encodedAudio: [Int], ffmpeg: FFmpegFacts
    ) -> [String] {
        let onlyKeys = depth == .keyFrames ? ["-skip_frame:v", "nokey"] : []
        let pictures =
            depth == .pictures
            // Pictures are decoded and not copied about.
            ? ["-map", "0:V:0", "-map", "0:a?", "-c:v", "wrapped_avframe"]
            : ["-map", "0:V:0", "-map", "0:a?", "-c:v:0", "copy"]
        let keys = depth == .keyFrames ? ["-map", "0:V:0", "-c:v:1", "wrapped_avframe"] : []
        return ["-nostdin", "-v", "error", "-copyts"] + onlyKeys + InputFormats.reading(path)
            // Of the audio nothing is left out, whatever its time.
            + pictures + keys + ["-c:a", "copy", "-copyinkf", "-copypriorss", "1"]
            + encodedAudio.flatMap { ["-c:a:\($0)", "pcm_s16le"] }
            // Times are told in microseconds, whatever the file counts in.
            + CommandPieces.passthrough(ffmpeg) + ["-enc_time_base", "1/1000000", "-f", "framecrc", "-"]
    }

    /// Opens a file and does nothing with it.
    public static func openingArguments(for path: String) -> [String] {
        ["-v", "error"] + InputFormats.guards(path)
            + ["-show_entries", "format=format_name", CommandPieces.fileName(path)]
    }

    /// What was said of a file, without what was said when it was opened: ffmpeg looks into every stream then, and what
    /// it objects to once and never again is damage that came along in what was copied.
    public static func complaints(_ words: [String], afterOpening said: [String]) -> [String] {
        var rest = words
        for word in said.map(FFmpegWords.plain) {
            if let index = rest.firstIndex(where: { FFmpegWords.plain($0) == word }) { rest.remove(at: index) }
        }
        return rest
    }

    public mutating func read(line: UnsafeRawBufferPointer) {
        guard let packet = listing.read(line) else { return }
        guard packet.stream == 0 else {
            packets[packet.stream, default: 0] += 1
            return
        }
        // More than a plan may have is as wrong as it is.
        guard pts.count <= MediaLimits.packets, let timeBase = listing.timeBase(ofStream: 0) else { return }
        pts.append(MediaTime.microseconds(packet.pts, in: timeBase))
        lastDuration = MediaTime.microseconds(packet.duration, in: timeBase)
    }

    public consuming func finish() -> Result {
        // Behind the audio the key frames come once more.
        let audio = 1..<max(1, listing.streamCount - (depth == .keyFrames ? 1 : 0))
        // Packets come in the order of decoding.
        return Result(
            pts: depth == .pictures ? pts : pts.sorted(), lastDuration: lastDuration,
            audioPackets: audio.map { packets[$0] ?? 0 })
    }

    public struct Result: Equatable, Sendable {
        /// When the pictures are shown, in microseconds, in that order.
        public var pts: [Int64]
        /// How long the last picture is shown, in microseconds, as far as the file says.
        public var lastDuration: Int64
        /// One count for each audio stream, in order.
        public var audioPackets: [Int]

        public var durationMicroseconds: Int64 {
            guard let first = pts.first, let last = pts.last else { return 0 }
            let average = pts.count > 1 ? (last - first) / Int64(pts.count - 1) : 0
            return last - first + max(average, lastDuration, 0)
        }
    }
}
