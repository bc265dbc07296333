import FarmModel

/// A scene as its author wrote it: what is shown, where and when. Times are in microseconds, places in fractions of the
/// frame or of the picture, from 0 to 1.
public struct Scene: Equatable, Sendable {
    public var width: Int
    public var height: Int
    public var frameRate: Rational
    /// Nil for as long as there are clips.
    public var duration: Int64?
    public var background: Colour
    /// From the bottom to the top; the sequence of a scene is the lowest.
    public var tracks: [[SceneClip]]
    public var audio: [SceneAudio]
}

/// Something that is shown for a while.
public struct SceneClip: Equatable, Sendable {
    public var source: ClipSource
    /// When it begins; nil where it follows the clip before it on its track, which its transition then overlaps.
    public var at: Int64?
    public var duration: Int64
    public var fit: Fit
    /// The point of the picture that stays visible where something has to be cut off, and where the rest of the room
    /// goes where the picture does not fill it.
    public var focus: Point
    /// The part of the frame that the clip has for itself.
    public var box: Box
    public var opacity: Double
    public var effects: [Effect]
    public var transition: Transition?
    /// Where the clip is written, for messages about what only shows later.
    public var place: ScenePlace
}

/// What a clip shows.
public enum ClipSource: Equatable, Sendable {
    case image(path: String)
    /// `start` is the moment of the video that is shown first.
    case video(path: String, start: Int64)
    case colour(Colour)
    /// From one colour to another; `degrees` turns the way from left to right clockwise.
    case gradient(from: Colour, to: Colour, degrees: Double)
    indirect case text(TextSource)
}

/// A text, drawn once in white on black and coloured when it is shown.
public struct TextSource: Equatable, Hashable, Sendable {
    public var lines: [String]
    /// A font file, or the name of a font that the analysing machine has; nil for its default.
    public var font: String?
    /// Of a line, in pixels of the frame.
    public var size: Double
    public var colour: Colour
    public var alignment: Alignment
    /// A copy of the text behind it, below and to the right by this many pixels; nil for none.
    public var shadow: Shadow?

    public enum Alignment: String, CaseIterable, Sendable { case left, center, right }

    public struct Shadow: Equatable, Hashable, Sendable {
        public var colour: Colour
        public var distance: Double
    }
}

/// How a picture is made to fit into its box.
public enum Fit: String, CaseIterable, Sendable {
    /// All of it is visible, and the rest of the box stays free.
    case fit
    /// The box is filled, and what does not fit is cut off.
    case fill
    /// The box is filled, and the shape of the picture lost.
    case stretch
    /// One pixel of the picture is one of the frame: what texts have.
    case natural
}

/// How a clip takes the place of what its track showed before.
public struct Transition: Equatable, Sendable {
    public var kind: Kind
    public var duration: Int64
    public var direction: Direction
    public var colour: Colour
    public var easing: Easing

    public enum Kind: String, CaseIterable, Sendable {
        case crossfade, wipe
        /// The new picture moves over the old one.
        case slide
        /// The new picture moves the old one away.
        case push
        /// The old picture goes into a colour, and the new one comes out of it.
        case dip
    }

    /// Where to the edge between the old and the new moves.
    public enum Direction: String, CaseIterable, Sendable { case left, right, up, down }
}

/// Something that changes over the time of a clip. `start` and `end` count from the clip's beginning; the values at both
/// are shown by the first and the last frame in between, and kept before and after.
public struct Effect: Equatable, Sendable {
    public var kind: Kind
    public var start: Int64?
    public var end: Int64?
    public var easing: Easing

    public enum Kind: Equatable, Sendable {
        case kenBurns(from: View, to: View)
        /// In degrees, clockwise.
        case rotate(from: Double, to: Double)
        case opacity(from: Double, to: Double)
        /// The standard deviation, in pixels of the frame.
        case blur(from: Double, to: Double)
        /// Away from the clip's place, in fractions of the frame.
        case move(from: Point, to: Point)
    }

    /// What the camera sees of a picture: all of it at zoom 1.
    public struct View: Equatable, Sendable {
        public var zoom: Double
        /// Nil for the clip's focus.
        public var center: Point?
    }
}

public struct SceneAudio: Equatable, Sendable {
    public var path: String
    /// When it begins in the scene, and which moment of the file that is.
    public var at: Int64
    public var start: Int64
    public var duration: Int64?
    public var gainDecibels: Double
    public var fadeIn: Int64
    public var fadeOut: Int64
    public var place: ScenePlace
}

public struct Point: Equatable, Hashable, Sendable {
    public var x: Double
    public var y: Double

    public init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

public struct Box: Equatable, Hashable, Sendable {
    public var x: Double
    public var y: Double
    public var width: Double
    public var height: Double

    public init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    public static let whole = Box(x: 0, y: 0, width: 1, height: 1)
}

/// Where something is written in a scene's files.
public struct ScenePlace: Equatable, Sendable {
    public var file: String
    public var line: Int
    public var column: Int
    /// As in `sequence[2].effects[0]`.
    public var path: String
}

/// Why a scene cannot be drawn, for its author.
public struct SceneMistake: Error, Equatable, Sendable {
    public var file: String
    public var line: Int
    public var column: Int
    public var path: String
    public var reason: String

    public init(_ place: ScenePlace, _ reason: String) {
        file = place.file
        line = place.line
        column = place.column
        path = place.path
        self.reason = reason
    }

    /// As in `line 3, column 5: sequence[0].duration: must be positive`.
    public var cause: String {
        let subject = path.isEmpty ? "" : "\(path): "
        return line == 0 ? subject + reason : "line \(line), column \(column): \(subject)\(reason)"
    }
}
