import FarmModel

/// Reads what a chunk showed of its seams.
public enum SeamScan {
    /// How many values of brightness are taken out of a picture: sharp ones, so that no difference is averaged away.
    static let sampleWidth = 32
    static let sampleHeight = 18

    /// `hashes` is ffmpeg's `framemd5`, `samples` the brightness values one picture after the other; nil where the
    /// files cannot be what the command wrote.
    public static func evidence(hashes: [UInt8], samples: [UInt8], task: RenderTask) -> SeamEvidence? {
        guard task.provesSeams else { return SeamEvidence.none }
        var frames: [SeamFrame] = []
        var listing = FrameListing()
        hashes.withUnsafeBytes { bytes in
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                guard let frame = listing.read(UnsafeRawBufferPointer(rebasing: line)), frame.stream == 0 else {
                    continue
                }
                frames.append(SeamFrame(pts: frame.pts, hash: String(decoding: frame.hash, as: UTF8.self)))
            }
        }
        let clock = task.clock(FilterCheck(task.settings.filter))
        guard listing.timeBase(ofStream: 0) == clock.timeBase || frames.isEmpty else { return nil }
        if task.seamRule == .close {
            let size = sampleWidth * sampleHeight
            guard samples.count == frames.count * size else { return nil }
            for index in frames.indices {
                frames[index].samples = Array(samples[(index * size)..<((index + 1) * size)])
            }
        }
        return sorted(frames, task, clock)
    }

    /// A frame may lie at both ends of a very short chunk.
    private static func sorted(_ frames: [SeamFrame], _ task: RenderTask, _ clock: OutputClock) -> SeamEvidence {
        let chunk = task.chunk
        let headEnd = chunk.headEndPts.map(clock.ticks) ?? Int64.max
        let end = chunk.endPts.map(clock.ticks) ?? Int64.max
        let head = chunk.firstFrame == 0 ? [] : frames.filter { $0.pts < headEnd }
        let tail = frames.filter { $0.pts >= end }
        return SeamEvidence(
            head: Array(head.prefix(FarmLimits.seamFrames)), tail: Array(tail.prefix(FarmLimits.seamFrames)))
    }
}
