import FarmModel
import SceneRenderer
import Testing

@Suite("Scenes as people write them")
struct ReadingTests {
    @Test("a scene with everything in it")
    func everything() throws {
        let text = ##"""
            {
              "// what": "a comment",
              "size": "640x360", "fps": "30000/1001", "duration": 9.5, "background": "#102030",
              "sequence": [
                {"include": "parts/intro.json"},
                {"image": "a b.jpg", "duration": 3, "fit": "fill", "focus": [0.2, 0.8],
                 "transition": {"kind": "wipe", "duration": 0.5, "direction": "up", "easing": "ease-in"}}
              ],
              "tracks": [[{"text": "hello\nworld", "at": 1, "duration": 2, "effects": [{"kind": "fade", "in": 1}]}]],
              "audio": [{"file": "/music.mp3", "at": 1, "start": 2, "gain_db": -3, "fade_out": 2}]
            }
            """##
        let part = #"{"clips": [{"video": "../v.mp4", "start": 1.5, "duration": 2}]}"#
        let (scene, files) = try Scenes.read(text, files: ["/scenes/parts/intro.json": part])
        #expect(files == ["/scenes/parts/intro.json"])
        #expect(scene.frameRate == Rational(30_000, 1_001))
        #expect(scene.tracks.map(\.count) == [2, 1])
        #expect(scene.tracks[0][0].source == .video(path: "/scenes/v.mp4", start: 1_500_000))
        #expect(scene.tracks[0][1].source == .image(path: "/scenes/a b.jpg"))
        #expect(scene.tracks[0][1].transition?.direction == .up)
        #expect(scene.tracks[1][0].fit == .natural)
        #expect(scene.audio.first?.fadeOut == 2_000_000)
        let timeline = try SceneTimeline(scene)
        #expect(timeline.frameCount == 285)
        #expect(timeline.clips.map(\.first) == [0, 45, 30])
    }

    struct Broken: Sendable, CustomTestStringConvertible {
        let text: String
        let line: Int
        let words: String

        var testDescription: String { words }
    }

    private static func scene(_ clip: String) -> String {
        "{\"size\": \"64x36\", \"fps\": 10,\n\"sequence\": [\n\(clip)\n]}"
    }

    static let broken = [
        Broken(text: "{", line: 1, words: "ends too early"),
        Broken(text: #"{"size": "64x36", "fps": 10}"#, line: 1, words: "nothing to show"),
        Broken(
            text: "{\"size\": \"64x36\",\n\"fsp\": 10, \"fps\": 1, \"duration\": 1}", line: 2,
            words: "did you mean `fps`?"),
        Broken(text: "{\"fps\": 10,\n\"size\": \"0x36\", \"duration\": 1}", line: 2, words: "within 16...8192"),
        Broken(text: #"{"fps": 10, "size": "65x36", "duration": 1}"#, line: 1, words: "even"),
        Broken(text: #"{"fps": 0, "size": "64x36", "duration": 1}"#, line: 1, words: "frames per second"),
        Broken(text: #"{"fps": "1/0", "size": "64x36", "duration": 1}"#, line: 1, words: "frames per second"),
        Broken(text: scene(#"{"color": "red", "duration": -1}"#), line: 3, words: "cannot be negative"),
        Broken(text: scene(#"{"color": "red", "duration": 0}"#), line: 3, words: "longer than nothing"),
        Broken(text: scene(#"{"color": "red", "duration": 1e9}"#), line: 3, words: "cannot be longer than 86400"),
        Broken(text: scene(#"{"color": "red", "duration": 0.01}"#), line: 3, words: "shorter than one frame"),
        Broken(text: scene(#"{"color": "redd", "duration": 1}"#), line: 3, words: "expected a colour"),
        Broken(text: scene(#"{"duration": 1}"#), line: 3, words: "exactly one of"),
        Broken(text: scene(#"{"color": "red", "image": "a.png", "duration": 1}"#), line: 3, words: "exactly one of"),
        Broken(
            text: scene(#"{"image": "a.png", "duration": 1, "fit": "strech"}"#), line: 3,
            words: "did you mean `stretch`?"),
        Broken(text: scene(#"{"image": "a.png", "duration": 1, "focus": [0.5]}"#), line: 3, words: "list of 2 numbers"),
        Broken(text: scene(#"{"image": "a.png", "duration": 1, "duration": 1}"#), line: 3, words: "appears twice"),
        Broken(text: scene(#"{"text": " ", "duration": 1}"#), line: 3, words: "the text is empty"),
        Broken(
            text: scene(#"{"color": "red", "duration": 1, "transition": {"kind": "wipe", "duration": 2}}"#), line: 3,
            words: "longer than the clip"),
        Broken(
            text: scene(#"{"color": "red", "duration": 1, "effects": [{"kind": "blur", "from": -1, "to": 2}]}"#),
            line: 3, words: "within 0...500"),
        Broken(
            text: scene(
                #"{"color": "red", "duration": 1, "effects": [{"kind": "blur", "from": 1, "to": 2, "start": 3}]}"#),
            line: 3, words: "ends before it begins"),
        Broken(
            text: scene(#"{"image": "a.png", "duration": 1, "effects": [{"kind": "ken_burn", "from": {}, "to": {}}]}"#),
            line: 3, words: "did you mean `ken_burns`?"),
        Broken(text: scene(#"{"include": "missing.json"}"#), line: 3, words: "cannot be read: no such file"),
    ]

    @Test("what is wrong is said with its line", arguments: broken)
    func mistakes(sample: Broken) throws {
        let mistake = try #require(Scenes.mistake(sample.text))
        #expect(mistake.reason.contains(sample.words), "\(mistake)")
        #expect(mistake.line == sample.line, "\(mistake)")
        #expect(mistake.file == "/scenes/test.json")
    }

    @Test("the path to a mistake is said")
    func path() throws {
        let text = Self.scene(#"{"color": "red", "duration": 1, "effects": [{"kind": "blur", "from": "a", "to": 2}]}"#)
        let mistake = try #require(Scenes.mistake(text))
        #expect(mistake.cause == "line 3, column 70: sequence[0].effects[0].from: expected a number")
    }

    @Test("files that include each other are found out, and so are chains without end")
    func includes() throws {
        let loop = [
            "/scenes/a.json": #"{"clips": [{"include": "b.json"}]}"#,
            "/scenes/b.json": #"{"clips": [{"include": "./a.json"}]}"#,
        ]
        let mistake = try #require(Scenes.mistake(Self.scene(#"{"include": "a.json"}"#), files: loop))
        #expect(mistake.reason.contains("/scenes/a.json → /scenes/b.json → /scenes/a.json"))
        #expect(mistake.file == "/scenes/b.json")
        var chain: [String: String] = [:]
        for number in 0..<20 {
            chain["/scenes/\(number).json"] = #"{"clips": [{"include": "\#(number + 1).json"}]}"#
        }
        let deep = try #require(Scenes.mistake(Self.scene(#"{"include": "0.json"}"#), files: chain))
        #expect(deep.reason.contains("nested deeper"))
    }

    @Test("no damage to a scene crashes its reader or its drawing")
    func damage() {
        let text = Array(Self.scene(#"{"color": "red", "duration": 1, "effects": [{"kind": "fade", "in": 0.5}]}"#).utf8)
        for index in text.indices {
            for byte in [UInt8(ascii: "9"), UInt8(ascii: "\""), UInt8(ascii: "}")] {
                var damaged = text
                damaged[index] = byte
                _ = Scenes.mistake(String(decoding: damaged, as: UTF8.self))
            }
            _ = Scenes.mistake(String(decoding: text.prefix(index), as: UTF8.self))
        }
    }
}
