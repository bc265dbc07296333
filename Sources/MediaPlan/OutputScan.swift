import FarmModel

/// A finished file as a player meets it: every picture decoded, every audio packet taken out. One run of ffmpeg.
public struct OutputScan: Sendable {
    private var listing = FrameListing()
    private var pts: [Int64] = []
    private var lastDuration: Int64 = 0
    private var audioPackets: [Int: Int] = [:]

    public init() {}

    public static func arguments(for path: String, ffmpeg: FFmpegFacts) -> [String] {
        ["-nostdin", "-v", "error", "-copyts", "-i", CommandPieces.fileName(path), "-map", "0:V:0", "-map", "0:a?"]
            // Pictures are decoded and not copied about; of the audio nothing is left out, whatever its time.
            + ["-c:v", "wrapped_avframe", "-c:a", "copy", "-copyinkf", "-copypriorss", "1"]
            // Times are told in microseconds, whatever the file counts in.
            + CommandPieces.passthrough(ffmpeg) + ["-enc_time_base", "1/1000000", "-f", "framecrc", "-"]
    }

    public mutating func read(line: UnsafeRawBufferPointer) {
        guard let packet = listing.read(line) else { return }
        guard packet.stream == 0 else {
            audioPackets[packet.stream, default: 0] += 1
            return
        }
        // More than a plan may have is as wrong as it is.
        guard pts.count <= MediaLimits.packets else { return }
        pts.append(packet.pts)
        lastDuration = packet.duration
    }

    public consuming func finish() -> Result {
        let streams = listing.streamCount
        return Result(
            pts: pts, lastDuration: lastDuration, audioPackets: (1..<max(1, streams)).map { audioPackets[$0] ?? 0 })
    }

    public struct Result: Equatable, Sendable {
        /// When the pictures are shown, in microseconds, in the order in which the decoder gives them.
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
