import FarmModel

/// A scene in frames: which clips are shown when, from the bottom to the top.
public struct SceneTimeline: Equatable, Sendable {
    public let scene: Scene
    public let frameCount: Int
    public let tracks: [[TimedClip]]

    public init(_ scene: Scene) throws(SceneMistake) {
        self.scene = scene
        var number = 0
        var tracks: [[TimedClip]] = []
        for track in scene.tracks {
            var timed: [TimedClip] = []
            for (clip, at) in try Self.beginnings(of: track) {
                timed.append(try TimedClip(clip, number: number, at: at, rate: scene.frameRate))
                number += 1
            }
            tracks.append(timed)
        }
        self.tracks = tracks
        let lastEnd = tracks.joined().map(\.end).max() ?? 0
        frameCount = scene.duration.map { Self.frame(at: $0, scene.frameRate) } ?? lastEnd
        let top = scene.tracks.joined().first?.place ?? ScenePlace(file: "", line: 0, column: 0, path: "")
        guard frameCount > 0 else { throw SceneMistake(top, "the scene is shorter than one frame") }
        guard frameCount <= SceneLimits.frames else {
            throw SceneMistake(top, "the scene has more than \(SceneLimits.frames) frames")
        }
    }

    public var clips: [TimedClip] { Array(tracks.joined()) }

    /// When each clip begins: a transition overlaps the clip before.
    private static func beginnings(of track: [SceneClip]) throws(SceneMistake) -> [(SceneClip, at: Int64)] {
        var found: [(SceneClip, at: Int64)] = []
        var cursor: Int64 = 0
        for clip in track {
            let overlap = clip.transition?.duration ?? 0
            guard overlap <= clip.duration else {
                throw SceneMistake(clip.place, "the transition is longer than the clip")
            }
            var at = clip.at ?? cursor
            if clip.at == nil, let before = found.last {
                guard overlap <= before.0.duration else {
                    throw SceneMistake(clip.place, "the transition is longer than the clip before it")
                }
                at = cursor - overlap
            }
            found.append((clip, at))
            cursor = at + clip.duration
        }
        return found
    }

    /// The frame that is nearest to a time.
    static func frame(at microseconds: Int64, _ rate: Rational) -> Int {
        let divisor = Int128(rate.denominator) * 1_000_000
        return Int((Int128(microseconds) * Int128(rate.numerator) * 2 + divisor) / (2 * divisor))
    }
}

/// A clip in frames of the scene.
public struct TimedClip: Equatable, Sendable {
    public let clip: SceneClip
    /// Among all clips of the scene.
    public let number: Int
    public let first: Int
    public let end: Int
    /// Frames from the first on in which it takes the place of what was there.
    let transitionFrames: Int
    let effects: [TimedEffect]

    init(_ clip: SceneClip, number: Int, at: Int64, rate: Rational) throws(SceneMistake) {
        func frame(_ time: Int64) -> Int { SceneTimeline.frame(at: time, rate) }
        self.clip = clip
        self.number = number
        first = frame(at)
        end = frame(at + clip.duration)
        guard end > first else { throw SceneMistake(clip.place, "the clip is shorter than one frame") }
        transitionFrames = clip.transition.map { frame(at + $0.duration) - frame(at) } ?? 0
        effects = clip.effects.map { effect in
            let start = frame(at + (effect.start ?? 0))
            let end = frame(at + min(effect.end ?? clip.duration, clip.duration))
            return TimedEffect(kind: effect.kind, first: start, last: max(start, end - 1), easing: effect.easing)
        }
    }

    /// How far the clip has taken the place of what was there: 1 when its transition is over. The steps are equal, and
    /// neither the first nor the last frame of a transition shows one of its two pictures alone.
    func arrival(at frame: Int) -> Double {
        guard let transition = clip.transition, frame < first + transitionFrames else { return 1 }
        return transition.easing.value(at: Double(frame - first + 1) / Double(transitionFrames + 1))
    }

    func isShown(at frame: Int) -> Bool { first <= frame && frame < end }
}

/// An effect in frames of the scene: both are shown, the value at its beginning and the value at its end.
struct TimedEffect: Equatable, Sendable {
    let kind: Effect.Kind
    let first: Int
    let last: Int
    let easing: Easing

    func progress(at frame: Int) -> Double {
        guard frame > first else { return 0 }
        guard frame < last else { return 1 }
        return easing.value(at: Double(frame - first) / Double(last - first))
    }
}
