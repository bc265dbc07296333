import FarmModel

/// One comparison: a kind of input, a chain of filters, and how the video is cut.
struct ExactnessCase {
    let kind: MediaKind
    let sample: FilterSample
    let chunking: Chunking
    let cut: CutMode
    let container: Container

    /// Where a lossless video goes, and how far its times may be off by the container's own rounding.
    enum Container: String {
        /// Any pixel format, in milliseconds.
        case mkv
        /// The input's own ticks, where filters leave the rate alone, and 90,000 a second at the least where they do not.
        case mp4

        var slackMicroseconds: Int {
            switch self {
            case .mkv: 1_001
            case .mp4: 13
            }
        }
    }

    /// The cuts follow from the seed and the names.
    init(_ kind: MediaKind, _ sample: FilterSample, pixelFormat: String, seed: Int) {
        var numbers = CaseNumbers(seed: seed, name: kind.name + "\n" + sample.name)
        self.kind = kind
        self.sample = sample
        chunking =
            numbers.within(1...4) == 1
            ? .duration(milliseconds: numbers.within(150...1_500)) : .count(numbers.pick([2, 3, 4, 5, 7, 8, 13]))
        cut = numbers.within(1...4) == 1 ? .fast : .robust
        let fitsMP4 = ["yuv420p", "yuv444p"].contains(pixelFormat)
        container = fitsMP4 && numbers.within(1...2) == 1 ? .mp4 : .mkv
    }

    /// `5 chunks, robust, mkv` or `730 ms, fast, mp4`.
    var words: String {
        let pieces =
            switch chunking {
            case .automatic: "automatic"
            case .count(let count): "\(count) chunks"
            case .duration(let milliseconds): "\(milliseconds) ms"
            }
        return "\(pieces), \(cut.rawValue), \(container.rawValue)"
    }

    /// The format is named, so that the reference and the farm do not have to choose the same one by luck.
    func request(input: String, output: String, pixelFormat: String) -> VideoRequest {
        let isMP4 = container == .mp4
        return VideoRequest(
            input: input, output: output, filter: sample.chain,
            encoding: EncoderSettings(
                encoder: isMP4 ? "libx264" : "ffv1", crf: isMP4 ? 0 : nil, encoderPreset: isMP4 ? "ultrafast" : nil,
                pixelFormat: pixelFormat),
            chunking: chunking, cut: cut, audio: .none)
    }
}
