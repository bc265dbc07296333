import SceneRenderer
import Testing

/// Scenes out of texts, and pictures that need no files.
enum Scenes {
    static func read(_ text: String, files: [String: String] = [:]) throws(SceneMistake) -> (Scene, [String]) {
        var reader = SceneReader { path in
            if path == "/scenes/test.json" { return .success(Array(text.utf8)) }
            guard let file = files[path] else { return .failure(SceneLoadProblem("no such file")) }
            return .success(Array(file.utf8))
        }
        return try reader.read("/scenes/test.json")
    }

    static func drawing(_ clips: String, extra: String = "", layout: PixelLayout = .screen) throws -> SceneDrawing {
        let text = #"{"size": "64x36", "fps": 10, "sequence": [\#(clips)]\#(extra)}"#
        return SceneDrawing(try SceneTimeline(try read(text).0), layout: layout)
    }

    /// The mistake that a text makes.
    static func mistake(_ text: String, files: [String: String] = [:]) -> SceneMistake? {
        do throws(SceneMistake) {
            _ = try SceneTimeline(try read(text, files: files).0)
            return nil
        } catch {
            return error
        }
    }

    /// Fine detail, large shapes and a slope: whatever goes wrong shows in one of them.
    static func picture(_ width: Int, _ height: Int, tint: Int = 0) -> Picture? {
        var rgba: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                rgba.append(UInt8(x * 255 / max(1, width - 1)))
                rgba.append(UInt8((x / 3 + y / 3) % 2 * 200 + tint % 50))
                rgba.append(UInt8((y * 255 / max(1, height - 1) + tint) % 256))
                rgba.append(255)
            }
        }
        return Picture(width: width, height: height, rgba: rgba)
    }

    /// A bar with soft ends, as a text's mask might be.
    static let mask: [UInt8] = (0..<(20 * 8)).map { index in
        let x = index % 20
        return x < 2 || x > 17 ? 90 : 255
    }

    static func frame(_ drawing: SceneDrawing, _ number: Int, _ album: Album = Album()) -> [UInt8] {
        drawing.frame(number, pictures: album.picture)
    }

    /// FNV-1a, over the frames with these numbers.
    static func hash(_ drawing: SceneDrawing, _ numbers: [Int]) -> String {
        let album = Album()
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for number in numbers {
            for byte in frame(drawing, number, album) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        return String(hash, radix: 16)
    }
}

/// The pictures that the scenes of the tests ask for.
final class Album {
    private let wide = Scenes.picture(160, 90)
    private let high = Scenes.picture(70, 110, tint: 40)

    func picture(_ need: PictureNeed) -> Picture? {
        switch need {
        case .image("/scenes/high.png"): return high
        case .image("/scenes/wide.png"): return wide
        case .image: return nil
        case .text(let text):
            return Picture(width: 20, height: 8, mask: Scenes.mask, colour: text.colour, shadow: text.shadow)
        case .video(_, let microseconds): return Scenes.picture(80, 45, tint: Int(microseconds / 100_000))
        }
    }
}
