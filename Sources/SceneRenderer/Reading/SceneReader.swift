import FarmModel
import JSONText

/// Reads a scene and the files that it includes. Strict: whatever is not understood is a mistake, with its place.
public struct SceneReader {
    /// Gives the bytes of a file, or says why not.
    public typealias Load = (_ path: String) -> Result<[UInt8], SceneLoadProblem>

    private let load: Load
    private var filesRead: Set<String> = []
    var clipCount = 0

    public init(load: @escaping Load) { self.load = load }

    /// The scene in the file `path`, and all files that were read for it, in the order of their paths.
    public mutating func read(_ path: String) throws(SceneMistake) -> (scene: Scene, files: [String]) {
        let root = try document(path, asked: ScenePlace(file: path, line: 0, column: 0, path: ""))
        var fields = try root.fields()
        let (width, height) = try size(try fields.require("size"))
        let scene = Scene(
            width: width, height: height, frameRate: try rate(try fields.require("fps")),
            duration: try fields.take("duration")?.time(positive: true),
            background: try fields.take("background")?.colour() ?? .black,
            tracks: try tracks(sequence: fields.take("sequence"), tracks: fields.take("tracks")),
            audio: try audio(fields.take("audio")))
        try fields.finish()
        guard scene.background.alpha == 255 else { throw root.mistake("the background must be opaque") }
        guard scene.duration != nil || scene.tracks.contains(where: { !$0.isEmpty }) else {
            throw root.mistake("there is nothing to show: neither `duration` nor a clip")
        }
        return (scene, filesRead.sorted())
    }

    // MARK: Files

    func document(_ path: String, asked place: ScenePlace) throws(SceneMistake) -> SceneValue {
        switch load(path) {
        case .failure(let problem):
            // The scene itself is asked for by nobody but its own name, which the mistake has already.
            let what = place.file == path ? "it" : path
            throw SceneMistake(place, "\(what) cannot be read: \(problem.cause)")
        case .success(let bytes):
            let file = SceneFile(name: path, bytes: bytes)
            do throws(JSONError) {
                let limits = JSONLimits(documentBytes: SceneLimits.fileBytes)
                return SceneValue(
                    file: file, path: "", json: try readJSON(JSONLocated.self, from: bytes, limits: limits))
            } catch {
                throw SceneMistake(file.place(error.offset, error.path), error.reason)
            }
        }
    }

    /// The clips of a list, with those of the files that it includes in their places.
    mutating func clips(_ list: SceneValue, inside files: [String]) throws(SceneMistake) -> [SceneClip] {
        var clips: [SceneClip] = []
        for element in try list.elements(atMost: SceneLimits.clips) {
            var fields = try element.fields()
            if let include = fields.take("include") {
                try fields.finish()
                clips += try included(include, inside: files)
            } else {
                clips.append(try clip(element))
                clipCount += 1
                guard clipCount <= SceneLimits.clips else {
                    throw element.mistake("a scene may have at most \(SceneLimits.clips) clips")
                }
            }
        }
        return clips
    }

    private mutating func included(_ value: SceneValue, inside files: [String]) throws(SceneMistake) -> [SceneClip] {
        let path = Self.path(try value.text(), in: value.file)
        let chain = files + [path]
        guard !files.contains(path) else {
            throw value.mistake("the scene includes itself: " + chain.joined(separator: " → "))
        }
        guard files.count < SceneLimits.includeDepth else {
            throw value.mistake("includes are nested deeper than \(SceneLimits.includeDepth) files")
        }
        filesRead.insert(path)
        guard filesRead.count < SceneLimits.files else {
            throw value.mistake("a scene may include at most \(SceneLimits.files) files")
        }
        var fields = try document(path, asked: value.place).fields()
        let list = try fields.require("clips")
        try fields.finish()
        return try clips(list, inside: chain)
    }

    /// Relative paths start at the file that they are written in.
    static func path(_ text: String, in file: SceneFile) -> String {
        let whole = text.hasPrefix("/") ? text : "\(file.folder)/\(text)"
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    // MARK: The scene's own members

    private func size(_ value: SceneValue) throws(SceneMistake) -> (Int, Int) {
        let parts = try value.text().split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]) else {
            throw value.mistake("expected a size like \"1280x720\"")
        }
        let side = SceneLimits.side
        guard side.contains(width), side.contains(height) else {
            throw value.mistake("width and height must be within \(side.lowerBound)...\(side.upperBound)")
        }
        guard width % 2 == 0, height % 2 == 0 else {
            throw value.mistake("width and height must be even: most video formats keep colours for 2×2 pixels")
        }
        return (width, height)
    }

    private func rate(_ value: SceneValue) throws(SceneMistake) -> Rational {
        let rate: Rational?
        if case .scalar(.string(let text)) = value.json.content {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int64($0) }
            rate =
                parts.count == 2 ? Rational(parts[0] ?? 0, parts[1] ?? 0) : Rational(parts.first.flatMap { $0 } ?? 0, 1)
        } else {
            let number = try value.number(within: 0...Double(SceneLimits.framesPerSecond.upperBound))
            rate = Rational(Int64((number * 1_000).rounded()), 1_000)
        }
        guard let rate, rate.numerator > 0, rate.asDouble >= 1,
            rate.asDouble <= Double(SceneLimits.framesPerSecond.upperBound)
        else {
            throw value.mistake("expected frames per second within 1...1000, as in 25 or \"30000/1001\"")
        }
        return rate.reduced
    }

    private mutating func tracks(
        sequence: SceneValue?, tracks: SceneValue?
    ) throws(SceneMistake) -> [[SceneClip]] {
        var found: [[SceneClip]] = []
        if let sequence { found.append(try clips(sequence, inside: [sequence.file.name])) }
        if let tracks {
            for track in try tracks.elements(atMost: SceneLimits.tracks) {
                found.append(try clips(track, inside: [track.file.name]))
            }
        }
        return found
    }

    private func audio(_ list: SceneValue?) throws(SceneMistake) -> [SceneAudio] {
        guard let list else { return [] }
        var found: [SceneAudio] = []
        for element in try list.elements(atMost: SceneLimits.audioTracks) {
            var fields = try element.fields()
            found.append(
                SceneAudio(
                    path: Self.path(try fields.require("file").text(), in: element.file),
                    at: try fields.take("at")?.time() ?? 0, start: try fields.take("start")?.time() ?? 0,
                    duration: try fields.take("duration")?.time(positive: true),
                    gainDecibels: try fields.take("gain_db")?.number(within: SceneLimits.gainDecibels) ?? 0,
                    fadeIn: try fields.take("fade_in")?.time() ?? 0, fadeOut: try fields.take("fade_out")?.time() ?? 0,
                    place: element.place))
            try fields.finish()
        }
        return found
    }
}

/// Why a file of a scene could not be read.
public struct SceneLoadProblem: Error, Equatable, Sendable {
    public var cause: String

    public init(_ cause: String) { self.cause = cause }
}

extension Rational {
    var reduced: Rational {
        var (left, right) = (numerator, denominator)
        while right != 0 { (left, right) = (right, left % right) }
        return left > 1 ? Rational(numerator / left, denominator / left) ?? self : self
    }
}
