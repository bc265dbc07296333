import FarmModel

/// The command that mixes the sound of a drawn video, once and without loss.
public struct SoundtrackCommand: Equatable, Sendable {
    public var parts: [Part]
    /// Of the whole video.
    public var totalMicroseconds: Int64

    public struct Part: Equatable, Sendable {
        public var path: String
        /// When it begins in the video, which moment of the file that is, and how long it is heard.
        public var atMicroseconds: Int64
        public var startMicroseconds: Int64
        public var durationMicroseconds: Int64
        public var gainDecibels: Double
        public var fadeInMicroseconds: Int64
        public var fadeOutMicroseconds: Int64

        public init(
            path: String, atMicroseconds: Int64, startMicroseconds: Int64, durationMicroseconds: Int64,
            gainDecibels: Double, fadeInMicroseconds: Int64, fadeOutMicroseconds: Int64
        ) {
            self.path = path
            self.atMicroseconds = atMicroseconds
            self.startMicroseconds = startMicroseconds
            self.durationMicroseconds = durationMicroseconds
            self.gainDecibels = gainDecibels
            self.fadeInMicroseconds = fadeInMicroseconds
            self.fadeOutMicroseconds = fadeOutMicroseconds
        }
    }

    public init(parts: [Part], totalMicroseconds: Int64) {
        self.parts = parts
        self.totalMicroseconds = totalMicroseconds
    }

    public static let fileName = "soundtrack.mka"

    public func arguments(writingTo path: String) -> [String] {
        var arguments = ["-nostdin", "-v", "error", "-y"]
        for part in parts {
            arguments += ["-ss", seconds(part.startMicroseconds), "-t", seconds(part.durationMicroseconds)]
            arguments += InputFormats.reading(part.path)
        }
        let chains = parts.enumerated().map { "[\($0):a:0]\(chain($1))[part\($0)]" }
        let inputs = parts.indices.map { "[part\($0)]" }.joined()
        let mix = "\(inputs)amix=inputs=\(parts.count):duration=longest:normalize=0"
        // As long as the video, to the sample: neither shorter nor longer.
        let length = "apad=whole_dur=\(seconds(totalMicroseconds)),atrim=end=\(seconds(totalMicroseconds))"
        let graph = (chains + ["\(mix),\(length)[sound]"]).joined(separator: ";")
        return arguments + [
            "-filter_complex", graph, "-map", "[sound]", "-c:a", "pcm_s16le", "-f", "matroska",
            CommandPieces.fileName(path),
        ]
    }

    private func chain(_ part: Part) -> String {
        var filters = [
            "aresample=48000", "aformat=channel_layouts=stereo", "volume=\(DecimalText.gain(part.gainDecibels))dB",
        ]
        if part.fadeInMicroseconds > 0 { filters.append("afade=t=in:st=0:d=\(seconds(part.fadeInMicroseconds))") }
        if part.fadeOutMicroseconds > 0 {
            let start = max(0, part.durationMicroseconds - part.fadeOutMicroseconds)
            filters.append("afade=t=out:st=\(seconds(start)):d=\(seconds(part.fadeOutMicroseconds))")
        }
        let samples = part.atMicroseconds * 48 / 1_000
        if samples > 0 { filters.append("adelay=delays=\(samples)S:all=1") }
        return filters.joined(separator: ",")
    }

    private func seconds(_ microseconds: Int64) -> String { MediaTime.secondsText(microseconds: microseconds) }
}

extension DecimalText {
    /// With two decimals, whatever a system makes of floating-point numbers.
    fileprivate static func gain(_ decibels: Double) -> String {
        let hundredths = Int((abs(decibels) * 100).rounded())
        return (decibels < 0 ? "-" : "") + "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
