import Invocation
import JSONText
import MediaPlan

/// What `verify` prints.
struct ComparisonPage {
    let comparison: VideoComparison
    /// Only where pictures may differ.
    let quality: QualityReport?

    /// How many of the worst frames are named.
    private static let worstFrames = 5

    var isGood: Bool {
        guard let quality else { return comparison.areEqual }
        return hasSameFrames && quality.tooDifferent == 0 && quality.frames.count == comparison.leftFrames
    }

    private var hasSameFrames: Bool {
        comparison.leftFrames == comparison.rightFrames && comparison.leftFrames > 0
            && comparison.differentTimestamps == 0
    }

    var text: String {
        if comparison.areEqual {
            return "equal: \(Words.count(comparison.leftFrames, "frame")), each with the same pixels at the same time\n"
        }
        var lines = [isGood ? "alike" : "different"]
        if comparison.leftFrames != comparison.rightFrames {
            lines.append("frames:     \(comparison.leftFrames) and \(comparison.rightFrames)")
        }
        if let first = comparison.firstDifferentPixels, quality == nil {
            let count = Words.count(comparison.differentPixels, "frame differs", "frames differ")
            lines.append("pixels:     \(count), the first is frame \(first)")
        }
        if let first = comparison.firstDifferentTimestamp {
            let largest = Words.decimal(comparison.largestTimestampDifferenceSeconds * 1000, digits: 3)
            let count = Words.count(comparison.differentTimestamps, "frame is", "frames are")
            lines.append("timestamps: \(count) at another time (by up to \(largest) ms), the first is frame \(first)")
        }
        if let quality { lines += words(about: quality) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func words(about quality: QualityReport) -> [String] {
        var lines = [
            "average:    \(Self.decibels(quality.averageDecibels)), SSIM \(Words.decimal(quality.averageSimilarity, digits: 4))"
        ]
        if quality.tooDifferent > 0 {
            let count = Words.count(quality.tooDifferent, "frame has", "frames have")
            lines.append("too little: \(count) less than \(Self.decibels(quality.leastDecibels))")
        }
        let worst = quality.worst(Self.worstFrames).map(Self.words)
        if !worst.isEmpty { lines.append("worst:      " + worst.joined(separator: "; ")) }
        if let atCuts = quality.worstAtCuts {
            let elsewhere = quality.worstElsewhere.map { "; elsewhere \(Self.words(for: $0))" } ?? ""
            lines.append("at seams:   \(Self.words(for: atCuts))\(elsewhere)")
        }
        return lines
    }

    private static func words(for frame: FrameQuality) -> String {
        "frame \(frame.frame) \(decibels(frame.decibels)), SSIM \(Words.decimal(frame.similarity, digits: 4))"
    }

    private static func decibels(_ value: Double) -> String {
        value >= FrameQuality.mostDecibels ? "equal" : Words.decimal(value, digits: 2) + " dB"
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("equal", comparison.areEqual)
            json.field("frames", [comparison.leftFrames, comparison.rightFrames])
            json.field("different_pixels", comparison.differentPixels)
            json.field("first_different_pixels", orNull: comparison.firstDifferentPixels)
            json.field("different_timestamps", comparison.differentTimestamps)
            json.field("first_different_timestamp", orNull: comparison.firstDifferentTimestamp)
            json.field("largest_timestamp_difference_sec", comparison.largestTimestampDifferenceSeconds)
            guard let quality else { return }
            json.field("alike", isGood)
            json.field("average_psnr_db", quality.averageDecibels)
            json.field("average_ssim", quality.averageSimilarity)
            json.field("frames_below_tolerance", quality.tooDifferent)
            json.array("worst") { json in
                for frame in quality.worst(Self.worstFrames) { Self.write(frame, to: &json) }
            }
            if let atCuts = quality.worstAtCuts {
                json.array("worst_at_seams") { json in Self.write(atCuts, to: &json) }
            }
        }
    }

    private static func write(_ frame: FrameQuality, to json: inout JSONWriter) {
        json.object { json in
            json.field("frame", frame.frame)
            json.field("psnr_db", frame.decibels)
            json.field("ssim", frame.similarity)
        }
    }
}
