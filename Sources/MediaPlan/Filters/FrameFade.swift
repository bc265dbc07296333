/// A fade that counts frames: how far it has got depends on nothing but the number of the frame.
///
/// A run that begins in the middle of a video can be given the same fade with fewer frames to wait, or its end, but not
/// one that has begun already: such a run begins where the fade does.
struct FrameFade: Equatable, Sendable {
    var isIn: Bool
    var start: Int
    var count: Int
    /// Further options, as the description has them.
    var rest: String

    /// The first frame, which is black or whole like all before it, begins the fade; the one behind the last is the first
    /// that shows its end.
    private var end: Int { start + count }

    /// Frames that no run can begin with.
    var unbroken: ClosedRange<Int> { (start + 1)...end }

    /// The filter for a run whose first frame is frame number `frame` of the video.
    func text(from frame: Int) -> String {
        guard frame > start else { return text(isIn: isIn, start: start - frame) }
        // What is left when a fade is over is what there is before the opposite one.
        return text(isIn: !isIn, start: Self.never)
    }

    private func text(isIn: Bool, start: Int) -> String {
        "fade=type=\(isIn ? "in" : "out"):start_frame=\(start):nb_frames=\(count)\(rest)"
    }

    /// The largest number that ffmpeg takes.
    private static let never = Int(Int32.max)
}
