import FarmModel
import JSONText
import SceneRenderer
import Testing

@Suite("Prepared scenes")
struct PreparedSceneTests {
    private func prepared() throws -> PreparedScene {
        let identity = InputIdentity(path: "/p/a.jpg", sizeBytes: 12, modifiedNanoseconds: 7)
        let scene = #"{"size": "64x36", "fps": 10, "sequence": [{"include": "b.json"}]}"#
        let video = PreparedScene.Video(
            identity: identity, width: 32, height: 18, timeBase: try #require(Rational(1, 1_000)),
            pts: [100, 140, 180, 260], keys: [100, 140, 180])
        return PreparedScene(
            root: "/p/s.json",
            files: [
                PreparedScene.File(path: "/p/b.json", text: #"{"clips": [{"color": "red", "duration": 2}]}"#),
                PreparedScene.File(path: "/p/s.json", text: scene),
            ], images: [PreparedScene.Image(identity: identity, width: 5, height: 6, orientation: .left)],
            texts: [PreparedScene.Mask(width: 9, height: 8)], videos: [video])
    }

    @Test("what is written is read again, and makes the same timeline without any file")
    func roundTrip() throws {
        let scene = try prepared()
        #expect(try readJSON(PreparedScene.self, from: scene.jsonBytes) == scene)
        #expect(try scene.timeline().frameCount == 20)
    }

    @Test("a moment of a video shows the last frame that has begun, and decoding begins at a key frame before")
    func moments() throws {
        let video = try prepared().videos[0]
        #expect(
            [0, 39_000, 40_000, 79_999, 159_999, 160_000, 9_000_000].map(video.frame(at:)) == [0, 0, 1, 2, 3, 3, 3])
        #expect(video.keyBefore(frame: 3) == 140)
        #expect(video.keyBefore(frame: 1) == nil)
    }

    @Test("no damage to a prepared scene crashes its reader")
    func damage() throws {
        let bytes = try prepared().jsonBytes
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] = UInt8(ascii: "9")
            _ = try? readJSON(PreparedScene.self, from: damaged)
            _ = try? readJSON(PreparedScene.self, from: Array(bytes.prefix(index)))
        }
    }
}
