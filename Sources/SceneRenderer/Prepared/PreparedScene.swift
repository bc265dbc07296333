import FarmModel
import JSONText

/// A scene as the analysis hands it to those who draw it: its files as they were, and what was found out about the
/// pictures that it shows. Whoever edits a scene while it is rendered changes nothing about the job.
public struct PreparedScene: Equatable, Sendable {
    /// The path of the scene's own file, and the text of it and of all that it includes.
    public var root: String
    public var files: [File]
    public var images: [Image]
    /// The sizes of the texts' masks, in the order in which the clips show them; the masks lie beside this document.
    public var texts: [Mask]
    public var videos: [Video]

    public struct File: Equatable, Sendable {
        public var path: String
        public var text: String

        public init(path: String, text: String) {
            self.path = path
            self.text = text
        }
    }

    public struct Image: Equatable, Sendable {
        public var identity: InputIdentity
        /// As it is stored; turning comes afterwards.
        public var width: Int
        public var height: Int
        public var orientation: Orientation

        public init(identity: InputIdentity, width: Int, height: Int, orientation: Orientation) {
            self.identity = identity
            self.width = width
            self.height = height
            self.orientation = orientation
        }
    }

    public struct Mask: Equatable, Sendable {
        public var width: Int
        public var height: Int

        public init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    public struct Video: Equatable, Sendable {
        public var identity: InputIdentity
        /// As it is shown.
        public var width: Int
        public var height: Int
        public var timeBase: Rational
        public var pts: [Int64]
        /// Timestamps at which decoding may begin; empty where it has to begin at the beginning.
        public var keys: [Int64]

        public init(
            identity: InputIdentity, width: Int, height: Int, timeBase: Rational, pts: [Int64], keys: [Int64]
        ) {
            self.identity = identity
            self.width = width
            self.height = height
            self.timeBase = timeBase
            self.pts = pts
            self.keys = keys
        }
    }

    public init(root: String, files: [File], images: [Image], texts: [Mask], videos: [Video]) {
        self.root = root
        self.files = files
        self.images = images
        self.texts = texts
        self.videos = videos
    }

    public static let fileName = "prepared.json"

    /// The file of a text's mask, beside the document: a byte for each pixel.
    public static func maskName(_ number: Int) -> String { "text_\(number).gray" }

    public func timeline() throws(SceneMistake) -> SceneTimeline {
        let files = files
        var reader = SceneReader { path in
            guard let file = files.first(where: { $0.path == path }) else {
                return .failure(SceneLoadProblem("it is not among the prepared files"))
            }
            return .success(Array(file.text.utf8))
        }
        return try SceneTimeline(try reader.read(root).scene)
    }
}

extension SceneTimeline {
    /// All texts that are shown, each once.
    public var texts: [TextSource] {
        var texts: [TextSource] = []
        for clip in clips {
            if case .text(let text) = clip.clip.source, !texts.contains(text) { texts.append(text) }
        }
        return texts
    }

    /// All stills and all videos that are shown, each once, with the clip that shows it first.
    public var images: [(path: String, clip: TimedClip)] {
        files { if case .image(let path) = $0 { path } else { nil } }
    }

    public var videos: [(path: String, clip: TimedClip)] {
        files { if case .video(let path, _) = $0 { path } else { nil } }
    }

    private func files(_ path: (ClipSource) -> String?) -> [(path: String, clip: TimedClip)] {
        var found: [(path: String, clip: TimedClip)] = []
        for clip in clips {
            guard let path = path(clip.clip.source), !found.contains(where: { $0.path == path }) else { continue }
            found.append((path, clip))
        }
        return found
    }
}

extension PreparedScene.Video {
    /// The number of the frame that is shown at a moment of the video: the last one that has begun by then.
    public func frame(at microseconds: Int64) -> Int {
        guard let start = pts.first else { return 0 }
        // In ticks, rounded to the nearest: moments of a scene's frames are not always exact.
        let divisor = Int128(timeBase.numerator) * 1_000_000
        let ticks = (Int128(microseconds) * Int128(timeBase.denominator) + divisor / 2) / divisor
        let wanted = start + Int64(clamping: ticks)
        var (low, high) = (0, pts.count)
        while low < high {
            let middle = (low + high) / 2
            if pts[middle] <= wanted { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    /// Where decoding has to begin so that a frame comes out right: the last key frame but one, for the sake of pictures
    /// that lean on those before a key frame; nil for the beginning.
    public func keyBefore(frame: Int) -> Int64? {
        let usable = keys.filter { $0 <= pts[frame] }
        guard usable.count > 2 else { return nil }
        return usable[usable.count - 2]
    }
}
