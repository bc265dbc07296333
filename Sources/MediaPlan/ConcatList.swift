import FarmModel

/// The list from which ffmpeg's concat demuxer joins the chunks.
public enum ConcatList {
    /// `names` in chunk order, relative to the folder of the list.
    ///
    /// The length of each chunk but the last is given: what the demuxer would guess from the chunks drifts. Each line is
    /// the difference of two rounded moments, so that rounding never adds up.
    public static func text(for plan: VideoPlan, names: [String]) -> String {
        var text = "ffconcat version 1.0\n"
        let clock = plan.clock
        for (index, name) in names.enumerated() {
            text += "file \(quoted(name))\n"
            guard index + 1 < plan.chunks.count, index + 1 < names.count else { continue }
            let length = moment(index + 1, plan, clock) - moment(index, plan, clock)
            text += "duration \(MediaTime.secondsText(microseconds: length))\n"
        }
        return text
    }

    /// The beginning of a chunk after the beginning of the video, in microseconds.
    private static func moment(_ chunk: Int, _ plan: VideoPlan, _ clock: OutputClock) -> Int64 {
        let begin = clock.ticks(plan.chunks[chunk].startPts) - clock.ticks(plan.firstPts)
        return MediaTime.microseconds(begin, in: clock.timeBase)
    }

    private static func quoted(_ name: String) -> String {
        "'" + name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
