import FarmModel
import Glibc
import JSONText
import LinuxIO
import SceneRenderer

/// `render-worker --draw`: draws a range of a scene's frames and writes their pixels to standard output, one frame after
/// the other. A process of its own, because it computes without a pause and may be killed at any moment.
enum DrawProgram {
    /// What the attempt's supervisor makes of a failure.
    enum Ending: Int32 {
        case done = 0
        /// Another try may succeed.
        case failed = 1
        /// The scene or its pictures are not what was planned: no try anywhere succeeds.
        case spoiled = 65
    }

    /// The arguments behind `--draw`, for `run`.
    static func arguments(_ order: DrawOrder) -> [String] {
        [
            "--draw", order.preparedPath, order.sha256, String(order.frames.lowerBound),
            String(order.frames.upperBound),
            order.ffmpeg.path, String(order.ffmpeg.hasFpsMode), order.pixelFormat,
            order.stillsFolder,
        ]
    }

    static func run(_ arguments: [String]) -> Int32 {
        ignoreBrokenPipes()
        guard arguments.count == 8, let first = Int(arguments[2]), let end = Int(arguments[3]), first >= 0, first < end
        else {
            StandardError.write("error: `--draw` is for the worker's own use\n")
            return Ending.failed.rawValue
        }
        let order = DrawOrder(
            preparedPath: arguments[0], sha256: arguments[1], pixelFormat: arguments[6], frames: first..<end,
            ffmpeg: DrawOrder.Decoder(path: arguments[4], hasFpsMode: arguments[5] == String(true)),
            stillsFolder: arguments[7])
        do throws(DrawTrouble) {
            try draw(order)
            return Ending.done.rawValue
        } catch {
            StandardError.write("\(error.summary)\n")
            return (error.isFinal ? Ending.spoiled : .failed).rawValue
        }
    }

    private static func draw(_ order: DrawOrder) throws(DrawTrouble) {
        guard let layout = PixelLayout(rawValue: order.pixelFormat) else {
            throw DrawTrouble("scenes are not drawn as \(order.pixelFormat)", isFinal: true)
        }
        let scene = try prepared(order)
        let drawing: SceneDrawing
        do throws(SceneMistake) {
            drawing = SceneDrawing(try scene.timeline(), layout: layout)
        } catch {
            throw DrawTrouble("the prepared scene cannot be drawn: \(error.cause)", isFinal: true)
        }
        guard order.frames.upperBound <= drawing.timeline.frameCount else {
            throw DrawTrouble("the prepared scene has only \(drawing.timeline.frameCount) frames", isFinal: true)
        }
        let folder = order.preparedPath.lastIndex(of: "/").map { String(order.preparedPath[..<$0]) } ?? "."
        let pictures = ScenePictures(
            scene, drawing.timeline, folder: folder, ffmpeg: order.ffmpeg,
            store: StillStore(folder: order.stillsFolder))
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: drawing.frameBytes)
        defer { buffer.deallocate() }
        let output = FileDescriptor(adopting: STDOUT_FILENO)
        for number in order.frames {
            var shown: [PictureNeed: Picture] = [:]
            for need in drawing.needs(of: number) { shown[need] = try pictures.picture(need) }
            drawing.draw(number, pictures: { shown[$0] }, into: buffer)
            pictures.forgetWhatIsOver(at: number)
            do throws(SystemError) {
                try output.writeAll(UnsafeRawBufferPointer(buffer))
            } catch  where error.code == EPIPE {
                // The reader has all that it wanted.
                return
            } catch {
                throw DrawTrouble("a frame cannot be handed on: \(error.description)", isFinal: false)
            }
        }
    }

    private static func prepared(_ order: DrawOrder) throws(DrawTrouble) -> PreparedScene {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read(order.preparedPath, limitBytes: WorkerLimits.preparedSceneBytes)
        } catch {
            throw DrawTrouble("the prepared scene cannot be read: \(error.description)", isFinal: false)
        }
        guard SHA256.hexDigest(of: bytes) == order.sha256 else {
            throw DrawTrouble("the prepared scene has changed: \(order.preparedPath)", isFinal: true)
        }
        do throws(JSONError) {
            return try readJSON(PreparedScene.self, from: bytes)
        } catch {
            throw DrawTrouble("the prepared scene cannot be understood: \(error)", isFinal: true)
        }
    }
}

/// Which frames of which scene to draw.
struct DrawOrder: Equatable {
    var preparedPath: String
    var sha256: String
    /// The layout's name.
    var pixelFormat: String
    var frames: Range<Int>
    var ffmpeg: Decoder
    /// Where decoded stills are kept.
    var stillsFolder: String

    /// The ffmpeg that decodes pictures.
    struct Decoder: Equatable {
        var path: String
        var hasFpsMode: Bool

        var facts: FFmpegFacts { FFmpegFacts(version: "", hasFpsMode: hasFpsMode, encoders: []) }
    }
}

/// Why frames cannot be drawn.
struct DrawTrouble: Error, Equatable {
    let summary: String
    /// No other try and no other worker can do better.
    let isFinal: Bool

    init(_ summary: String, isFinal: Bool) {
        self.summary = summary
        self.isFinal = isFinal
    }
}
