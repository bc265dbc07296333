import FarmModel

/// On what the pictures that a filter makes depend.
public enum FilterClass: Equatable, Sendable {
    /// On the one picture that goes in.
    case stateless
    /// On one picture and its time.
    case absoluteTime
    /// On some pictures before and after.
    case window(FilterWindow)
    /// On a picture and its number in the video.
    case frameCounter
    /// On all that came before, less and less: after so many frames of warm-up hardly anything is left of it.
    case converging(warmUpFrames: Int)
    /// On the whole video, or on chance.
    case wholeStream
    /// Makes pictures out of nothing, or of a file.
    case source
    /// Takes pictures and gives none.
    case sink
    /// Nobody has found out.
    case unknown

    public var name: String {
        switch self {
        case .stateless: "stateless"
        case .absoluteTime: "absolute time"
        case .window: "window"
        case .frameCounter: "frame counter"
        case .converging: "converging"
        case .wholeStream: "whole stream"
        case .source: "source"
        case .sink: "sink"
        case .unknown: "unknown"
        }
    }
}

/// Frames that a filter looks at before and after the one it makes.
public struct FilterWindow: Equatable, Sendable {
    public var before: Int
    public var after: Int

    public init(before: Int, after: Int) {
        self.before = before
        self.after = after
    }

    public static let none = FilterWindow(before: 0, after: 0)

    func followed(by next: FilterWindow) -> FilterWindow {
        FilterWindow(before: before + next.before, after: after + next.after)
    }

    /// What is needed for two paths that are joined.
    func joined(with other: FilterWindow) -> FilterWindow {
        FilterWindow(before: max(before, other.before), after: max(after, other.after))
    }

    /// The same window counted in frames of which each has become `factor`.
    func divided(by factor: Int) -> FilterWindow {
        FilterWindow(before: (before + factor - 1) / factor, after: (after + factor - 1) / factor)
    }
}

/// Which frames come out of a filter.
public enum FrameRule: Equatable, Sendable {
    /// One for each that goes in, at the same time.
    case same
    /// As many more, evenly between: the time base is divided, a frame at `pts` comes out at `pts * factor`, and the next
    /// ones behind it.
    case multiplied(Int)
    /// A grid: ticks of one by this rate, counted from time zero. A window then counts the frames around those that are
    /// shown at the first and at the last tick of a chunk.
    case rate(Rational)
    /// The same, but for some frames at the beginning of the video and some at its end.
    case shortened(first: Int, last: Int)
    case unknown
}

/// What is known of one filter with its options.
public struct FilterJudgement: Equatable, Sendable {
    public var kind: FilterClass
    /// Whole sentences.
    public var why: String
    public var frames: FrameRule
    /// Changes to the description that make a frame counter go on from a number.
    var edits: [FilterEdit] = []
    /// Frames that no piece can begin with, whatever the edits.
    var unbroken: ClosedRange<Int>?
    /// The times of the frames are moved.
    var timeMove: TimeMove?
    /// The frame rate of a source; nil when it is not known.
    var sourceRate: Rational?
    /// Reads or writes files, or opens a socket.
    var usesFileOrSocket = false
    /// Gives other pictures with several threads than with one.
    var needsOneThread = false

    init(_ kind: FilterClass, _ why: String, frames: FrameRule = .same) {
        self.kind = kind
        self.why = why
        self.frames = frames
    }

    static func wholeStream(_ why: String) -> FilterJudgement { FilterJudgement(.wholeStream, why, frames: .unknown) }
    static func unknown(_ why: String) -> FilterJudgement { FilterJudgement(.unknown, why, frames: .unknown) }

    static func window(_ before: Int, _ after: Int, _ why: String, frames: FrameRule = .same) -> FilterJudgement {
        FilterJudgement(.window(FilterWindow(before: before, after: after)), why, frames: frames)
    }

    /// Whether pieces of a video give the same pictures; nearly the same, with a converging filter.
    public var isChunkable: Bool {
        switch kind {
        case .stateless, .absoluteTime, .window, .converging, .source, .sink: frames != .unknown
        case .frameCounter: !edits.isEmpty && frames != .unknown
        case .wholeStream, .unknown: false
        }
    }
}
