import FarmModel
import LinuxIO
import MediaPlan
import SceneRenderer

/// The pictures of a scene while a range of its frames is drawn: each still is decoded once, and let go when no later
/// frame shows it.
final class ScenePictures {
    private let scene: PreparedScene
    private let timeline: SceneTimeline
    private let folder: String
    private let ffmpeg: DrawOrder.Decoder
    private let store: StillStore
    private var stills: [PictureNeed: (picture: Picture, end: Int)] = [:]
    private var videos: [Int: VideoPictures] = [:]

    init(
        _ scene: PreparedScene, _ timeline: SceneTimeline, folder: String, ffmpeg: DrawOrder.Decoder, store: StillStore
    ) {
        self.scene = scene
        self.timeline = timeline
        self.folder = folder
        self.ffmpeg = ffmpeg
        self.store = store
    }

    func picture(_ need: PictureNeed) throws(DrawTrouble) -> Picture {
        if let known = stills[need] { return known.picture }
        let made: Picture
        switch need {
        case .image(let path): made = try still(path)
        case .text(let text): made = try lettering(text)
        case .video(let clip, let microseconds): return try video(clip, microseconds)
        }
        stills[need] = (made, timeline.lastFrameEnd(of: need))
        return made
    }

    func forgetWhatIsOver(at frame: Int) {
        stills = stills.filter { $0.value.end > frame + 1 }
        videos = videos.filter { timeline.clips[$0.key].end > frame + 1 }
    }

    // MARK: Stills and texts

    private func still(_ path: String) throws(DrawTrouble) -> Picture {
        guard let image = scene.images.first(where: { $0.identity.path == path }) else { throw notPrepared(path) }
        try requireSame(image.identity)
        let kept = store.pixels(of: image.identity, count: image.pixelBytes)
        let pixels = if let kept { kept } else { try decoded(image) }
        let picture = Picture(
            width: image.width, height: image.height, rgba: pixels, orientation: image.orientation)
        guard let picture else { throw notPrepared(path) }
        return picture
    }

    private func decoded(_ image: PreparedScene.Image) throws(DrawTrouble) -> [UInt8] {
        let path = image.identity.path
        do throws(SystemError) {
            let result = try runCommand(
                SpawnRequest(program: ffmpeg.path, arguments: PictureCommand.still(path)),
                timeoutMilliseconds: Int(WorkerLimits.pictureMilliseconds), outputLimitBytes: image.pixelBytes)
            guard result.isSuccess, result.standardOutput.count == image.pixelBytes else {
                let said = ErrorTail(of: result.standardErrorTail).lines.last ?? "ffmpeg made no whole picture of it"
                throw SystemError(operation: "decode", subject: path, code: 0, detail: said)
            }
            store.keep(result.standardOutput, of: image.identity)
            return result.standardOutput
        } catch {
            throw DrawTrouble("a picture of the scene cannot be decoded: \(error.description)", isFinal: false)
        }
    }

    private func lettering(_ text: TextSource) throws(DrawTrouble) -> Picture {
        guard let number = timeline.texts.firstIndex(of: text), scene.texts.indices.contains(number) else {
            throw notPrepared("a text")
        }
        let mask = scene.texts[number]
        let path = "\(folder)/\(PreparedScene.maskName(number))"
        do throws(SystemError) {
            let bytes = try Files.read(path, limitBytes: mask.width * mask.height)
            let picture = Picture(
                width: mask.width, height: mask.height, mask: bytes, colour: text.colour, shadow: text.shadow)
            guard let picture else {
                throw SystemError(operation: "read", subject: path, code: 0, detail: "it has another size than planned")
            }
            return picture
        } catch {
            throw DrawTrouble("a text of the scene cannot be read: \(error.description)", isFinal: false)
        }
    }

    private func notPrepared(_ what: String) -> DrawTrouble {
        DrawTrouble("\(what) is not among what was prepared for the scene", isFinal: true)
    }

    private func requireSame(_ planned: InputIdentity) throws(DrawTrouble) {
        let facts: FileFacts
        do throws(SystemError) {
            facts = try Files.facts(planned.path)
        } catch {
            throw DrawTrouble("a picture of the scene cannot be read: \(error.description)", isFinal: false)
        }
        guard facts.sizeBytes == planned.sizeBytes, facts.modifiedNanoseconds == planned.modifiedNanoseconds else {
            throw DrawTrouble("a picture of the scene has changed: \(planned.path)", isFinal: true)
        }
    }

    // MARK: Videos

    private func video(_ clip: Int, _ microseconds: Int64) throws(DrawTrouble) -> Picture {
        let reading: VideoPictures
        if let known = videos[clip] {
            reading = known
        } else {
            guard case .video(let path, _) = timeline.clips[clip].clip.source,
                let video = scene.videos.first(where: { $0.identity.path == path })
            else { throw notPrepared("a video") }
            try requireSame(video.identity)
            reading = VideoPictures(video, ffmpeg: ffmpeg)
            videos[clip] = reading
        }
        return try reading.picture(reading.video.frame(at: microseconds))
    }
}

extension SceneTimeline {
    /// The first frame in which a picture is shown no more, nor later.
    fileprivate func lastFrameEnd(of need: PictureNeed) -> Int {
        let ends = clips.compactMap { clip -> Int? in
            switch (clip.clip.source, need) {
            case (.image(let path), .image(let wanted)) where path == wanted: clip.end
            case (.text(let text), .text(let wanted)) where text == wanted: clip.end
            default: nil
            }
        }
        return ends.max() ?? 0
    }
}

/// The frames of a video, one after the other: ffmpeg decodes them as they are asked for.
final class VideoPictures {
    let video: PreparedScene.Video
    private let ffmpeg: DrawOrder.Decoder
    private var stream: CommandStream?
    /// The frame that was read last.
    private var current = -1
    private var picture: Picture?

    init(_ video: PreparedScene.Video, ffmpeg: DrawOrder.Decoder) {
        self.video = video
        self.ffmpeg = ffmpeg
    }

    func picture(_ wanted: Int) throws(DrawTrouble) -> Picture {
        if let picture, wanted == current { return picture }
        do throws(SystemError) {
            if stream == nil || wanted < current { try start(at: wanted) }
            var bytes = [UInt8](repeating: 0, count: video.width * video.height * 4)
            while current < wanted {
                guard try read(into: &bytes) else {
                    // A decoder may give fewer pictures than the container has: the last one stays.
                    if let picture { return picture }
                    throw SystemError(
                        operation: "decode", subject: video.identity.path, code: 0, detail: "no picture came out")
                }
                current += 1
            }
            guard let made = Picture(width: video.width, height: video.height, rgba: bytes) else {
                throw SystemError(operation: "decode", subject: video.identity.path, code: 0, detail: "an odd size")
            }
            picture = made
            return made
        } catch {
            throw DrawTrouble("a video of the scene cannot be decoded: \(error.description)", isFinal: false)
        }
    }

    private func read(into bytes: inout [UInt8]) throws(SystemError) -> Bool {
        guard let stream else { return false }
        var outcome = Result<Int, SystemError>.success(0)
        bytes.withUnsafeMutableBytes { buffer in
            do throws(SystemError) {
                outcome = .success(
                    try stream.read(into: buffer, timeoutMilliseconds: WorkerLimits.pictureMilliseconds))
            } catch {
                outcome = .failure(error)
            }
        }
        return try outcome.get() == bytes.count
    }

    private func start(at frame: Int) throws(SystemError) {
        let arguments = PictureCommand.video(
            video.identity.path, from: video.pts[frame], seekingTo: video.keyBefore(frame: frame),
            timeBase: video.timeBase, ffmpeg: ffmpeg.facts)
        stream = try CommandStream(SpawnRequest(program: ffmpeg.path, arguments: arguments))
        current = frame - 1
        picture = nil
    }
}

extension PreparedScene.Image {
    /// Decoded, four bytes a pixel.
    fileprivate var pixelBytes: Int { width * height * 4 }
}
