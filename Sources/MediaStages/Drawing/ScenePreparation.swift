import FarmModel
import FarmWire
import Glibc
import JSONText
import LinuxIO
import MediaPlan
import SceneRenderer

/// Whether a scene can be drawn as far as its own files tell, without looking at the pictures that it shows.
public func checkScene(_ path: String) throws(MediaError) {
    _ = try SceneFiles(path, inside: .anywhere)
}

/// A scene and the texts of its files.
struct SceneFiles {
    let timeline: SceneTimeline
    let files: [PreparedScene.File]

    init(_ path: String, inside bounds: MediaBounds) throws(MediaError) {
        let loaded = LoadedTexts(bounds: bounds)
        do throws(SceneMistake) {
            var reader = SceneReader { loaded.load($0) }
            timeline = try SceneTimeline(try reader.read(path).scene)
        } catch {
            throw MediaError(error)
        }
        files = loaded.texts.sorted { $0.key < $1.key }.map { PreparedScene.File(path: $0.key, text: $0.value) }
    }

    private final class LoadedTexts {
        private let bounds: MediaBounds
        private(set) var texts: [String: String] = [:]

        init(bounds: MediaBounds) { self.bounds = bounds }

        func load(_ path: String) -> Result<[UInt8], SceneLoadProblem> {
            if let objection = bounds.objection(to: path) { return .failure(SceneLoadProblem(objection)) }
            do throws(SystemError) {
                let bytes = try Files.read(path, limitBytes: SceneLimits.fileBytes)
                texts[path] = String(decoding: bytes, as: UTF8.self)
                return .success(bytes)
            } catch {
                return .failure(SceneLoadProblem(error.cause))
            }
        }
    }
}

extension MediaError {
    init(_ mistake: SceneMistake) {
        self.init(
            "the scene cannot be drawn", cause: "\(mistake.file), \(mistake.cause)",
            hint: "docs/scenes.md describes everything that a scene may have")
    }
}

/// Finds out about everything that a scene shows, draws its texts, and mixes its sound.
struct ScenePreparation {
    let request: StageRequest
    let method: FrameMethod
    let tools: MediaTools

    private var folder: String { RunLayout.sceneDirectory(of: request.run) }

    func run() throws(MediaError) -> DrawingPlan {
        let scene = try SceneFiles(request.request.input, inside: request.bounds)
        let timeline = scene.timeline
        try requireInside(timeline)
        try request.makeSceneFolder()
        var prepared = PreparedScene(root: request.request.input, files: scene.files, images: [], texts: [], videos: [])
        for (path, clip) in timeline.images { prepared.images.append(try image(path, clip.clip.place)) }
        for (path, clip) in timeline.videos { prepared.videos.append(try video(path, clip.clip.place)) }
        for (number, text) in timeline.texts.enumerated() {
            prepared.texts.append(try TextDrawing(text: text, number: number, folder: folder, tools: tools).run())
        }
        let soundtrack = try Soundtrack(timeline: timeline, folder: folder, tools: tools).run()
        let path = "\(folder)/\(PreparedScene.fileName)"
        let bytes = prepared.jsonBytes
        do throws(SystemError) {
            try Files.writeAtomically(path, bytes, synced: false)
        } catch {
            throw MediaError("the run directory cannot be written to", error)
        }
        return DrawingPlan(
            subject: .scene(preparedPath: path, sha256: SHA256.hexDigest(of: bytes)), method: method,
            size: PictureSize(width: timeline.scene.width, height: timeline.scene.height),
            frameRate: timeline.scene.frameRate, frameCount: timeline.frameCount,
            pixelFormat: DrawingPlan.ownPixelFormat, soundtrack: soundtrack)
    }

    private func requireInside(_ timeline: SceneTimeline) throws(MediaError) {
        var files = timeline.images.map { ($0.path, $0.clip.clip.place) }
        files += timeline.videos.map { ($0.path, $0.clip.clip.place) }
        files += timeline.scene.audio.map { ($0.path, $0.place) }
        for (path, place) in files {
            if let objection = request.bounds.objection(to: path) { throw MediaError(SceneMistake(place, objection)) }
        }
        for font in timeline.texts.compactMap(\.font) where font.hasPrefix("/") {
            guard let objection = request.bounds.objection(to: font) else { continue }
            throw MediaError("a text of the scene cannot be drawn", cause: objection)
        }
    }

    private func image(_ path: String, _ place: ScenePlace) throws(MediaError) -> PreparedScene.Image {
        let identity = try identity(path, place)
        let stream = try shown(path, place)
        guard (1...SceneLimits.pictureSide).contains(stream.width),
            (1...SceneLimits.pictureSide).contains(stream.height),
            stream.width * stream.height <= SceneLimits.picturePixels
        else {
            throw MediaError(
                SceneMistake(
                    place,
                    "\(path) has \(stream.width)x\(stream.height) pixels; a picture may have "
                        + "\(SceneLimits.pictureSide) on each side and \(SceneLimits.picturePixels / 1_000_000) million together"
                ))
        }
        return PreparedScene.Image(
            identity: identity, width: stream.width, height: stream.height, orientation: orientation(path))
    }

    /// Cameras write it near the beginning of the file; a file that cannot be read shows when it is decoded.
    private func orientation(_ path: String) -> Orientation {
        guard let file = try? FileDescriptor.open(path, flags: O_RDONLY) else { return .upright }
        var bytes = [UInt8](repeating: 0, count: 256 << 10)
        let count = bytes.withUnsafeMutableBytes { (try? file.read(into: $0)) ?? 0 }
        return Orientation(jpeg: Array(bytes.prefix(count)))
    }

    private func video(_ path: String, _ place: ScenePlace) throws(MediaError) -> PreparedScene.Video {
        let identity = try identity(path, place)
        let stream = try shown(path, place)
        let survey = try tools.survey(path)
        guard let timeBase = stream.timeBase, stream.width <= SceneLimits.side.upperBound,
            stream.height <= SceneLimits.side.upperBound
        else { throw MediaError(SceneMistake(place, "\(path) is not a video that can be shown")) }
        var pts = survey.packets.pts
        var keys = survey.probe.canSeek && survey.packets.canSeek ? survey.packets.keys : []
        if survey.packets.needsDecodeScan {
            pts = try tools.scanDecoded(path, timeBase: timeBase, ffmpeg: try tools.ffmpegFacts()).result.pts
            keys = []
        }
        guard !pts.isEmpty, pts.count <= SceneLimits.frames else {
            throw MediaError(SceneMistake(place, "\(path) has no frames, or too many"))
        }
        let isTurned = stream.rotation % 180 != 0
        return PreparedScene.Video(
            identity: identity, width: isTurned ? stream.height : stream.width,
            height: isTurned ? stream.width : stream.height, timeBase: timeBase, pts: pts, keys: keys)
    }

    private func identity(_ path: String, _ place: ScenePlace) throws(MediaError) -> InputIdentity {
        do throws(MediaError) {
            return try InputCheck(path: path).identity()
        } catch {
            throw MediaError(SceneMistake(place, error.failure.cause))
        }
    }

    private func shown(_ path: String, _ place: ScenePlace) throws(MediaError) -> ProbedStream {
        let stream: ProbedStream?
        do throws(MediaError) {
            stream = try tools.probe(path).video
        } catch {
            throw MediaError(SceneMistake(place, "ffmpeg cannot read \(path): \(error.failure.cause)"))
        }
        guard let stream, stream.width > 0, stream.height > 0 else {
            throw MediaError(SceneMistake(place, "there is no picture in \(path) that ffmpeg can read"))
        }
        return stream
    }
}
