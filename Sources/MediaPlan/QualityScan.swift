import FarmModel

/// How alike two videos look, frame by frame: for outputs of lossy encoders, whose pixels are never the same. Read from
/// what ffmpeg's `psnr` and `ssim` filters write.
public struct QualityScan: Sendable {
    private var noise: [Int: Double] = [:]
    private var structure: [Int: Double] = [:]

    public init() {}

    /// The frames of one video are held against those of the other in their order, whatever their times are.
    public static func arguments(left: String, right: String) -> [String] {
        let counted = "settb=1/1000,setpts=N*40"
        let graph =
            "[0:V:0]\(counted),split[l1][l2];[1:V:0]\(counted),split[r1][r2];"
            + "[l1][r1]psnr=stats_file=-:shortest=1[noise];[l2][r2]ssim=stats_file=-:shortest=1[structure]"
        return ["-nostdin", "-v", "error"] + InputFormats.reading(left) + InputFormats.reading(right)
            + [
                "-filter_complex", graph, "-map", "[noise]", "-f", "null", "-", "-map", "[structure]", "-f", "null",
                "-",
            ]
    }

    public mutating func read(line: UnsafeRawBufferPointer) {
        let fields = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard let first = fields.first, first.hasPrefix("n:"), let number = Int(first.dropFirst(2)), number > 0,
            number <= MediaLimits.packets
        else { return }
        for field in fields.dropFirst() {
            if field.hasPrefix("psnr_avg:") { noise[number - 1] = Self.decibels(field.dropFirst(9)) }
            if field.hasPrefix("All:") { structure[number - 1] = DecimalText.number(String(field.dropFirst(4))) }
        }
    }

    /// Equal pictures have no noise at all, which ffmpeg writes as `inf`.
    private static func decibels(_ text: Substring) -> Double? {
        text == "inf" ? FrameQuality.mostDecibels : DecimalText.number(String(text))
    }

    /// In the order of the frames; those of which only one figure is known are left out.
    public consuming func finish() -> [FrameQuality] {
        noise.keys.sorted().compactMap { number in
            guard let decibels = noise[number], let similarity = structure[number] else { return nil }
            return FrameQuality(frame: number, decibels: decibels, similarity: similarity)
        }
    }
}

/// One frame of two videos: the peak signal-to-noise ratio, and the structural similarity, which is 1 for equal pictures.
public struct FrameQuality: Equatable, Sendable {
    public var frame: Int
    public var decibels: Double
    public var similarity: Double

    /// Stands for equal pictures; no different ones of 16 bits come as far.
    public static let mostDecibels = 200.0

    public init(frame: Int, decibels: Double, similarity: Double) {
        self.frame = frame
        self.decibels = decibels
        self.similarity = similarity
    }
}

/// What all frames together say.
public struct QualityReport: Equatable, Sendable {
    public var frames: [FrameQuality]
    /// Frames with less than this count as different.
    public var leastDecibels: Double
    /// The first frames of chunks: at a bad cut these would be the worst.
    public var cuts: [Int]

    public init(frames: [FrameQuality], leastDecibels: Double, cuts: [Int] = []) {
        self.frames = frames
        self.leastDecibels = leastDecibels
        self.cuts = cuts
    }

    public var tooDifferent: Int { frames.count { $0.decibels < leastDecibels } }

    /// Of the frames that are not equal: those have no noise to measure, and would hide how much the others have.
    public var averageDecibels: Double {
        let noisy = frames.filter { $0.decibels < FrameQuality.mostDecibels }
        return noisy.isEmpty ? FrameQuality.mostDecibels : Self.average(noisy, \.decibels)
    }
    public var averageSimilarity: Double { Self.average(frames, \.similarity) }

    /// The worst frames, the worst first.
    public func worst(_ count: Int) -> [FrameQuality] {
        Array(frames.sorted { ($0.decibels, $0.frame) < ($1.decibels, $1.frame) }.prefix(count))
    }

    /// The worst of the frames beside a cut, and the worst of all others.
    public var worstAtCuts: FrameQuality? { frames.filter { isAtCut($0.frame) }.min { $0.decibels < $1.decibels } }
    public var worstElsewhere: FrameQuality? { frames.filter { !isAtCut($0.frame) }.min { $0.decibels < $1.decibels } }

    private func isAtCut(_ frame: Int) -> Bool { cuts.contains { abs(frame - $0) <= Self.framesBesideCut } }

    private static let framesBesideCut = 2

    private static func average(_ frames: [FrameQuality], _ figure: KeyPath<FrameQuality, Double>) -> Double {
        frames.isEmpty ? 0 : frames.reduce(0) { $0 + $1[keyPath: figure] } / Double(frames.count)
    }
}
