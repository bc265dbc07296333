import SceneRenderer
import Testing

@Suite("Frames that look as they always did, to the last bit and on every machine")
struct GoldenFrameTests {
    struct Sample: CustomTestStringConvertible, Sendable {
        let name: String
        let clips: String
        let hash: String

        var testDescription: String { name }
    }

    private static func still(_ extra: String, image: String = "wide.png") -> String {
        #"{"image": "\#(image)", "duration": 1\#(extra)}"#
    }

    private static func effect(_ text: String) -> String { still(#", "fit": "fill", "effects": [{\#(text)}]"#) }

    private static func transition(_ text: String) -> String {
        still(#", "fit": "fill""#) + ","
            + still(#", "fit": "fill", "transition": {"duration": 0.5, \#(text)}"#, image: "high.png")
    }

    static let samples = [
        Sample(name: "fit", clips: still("", image: "high.png"), hash: "292be4f593cfa575"),
        Sample(
            name: "fill with a focus", clips: still(#", "fit": "fill", "focus": [0.5, 0.1]"#, image: "high.png"),
            hash: "1c75fabddaa5ce25"),
        Sample(name: "stretch", clips: still(#", "fit": "stretch""#, image: "high.png"), hash: "3eba82c85e6bf12d"),
        Sample(
            name: "a box between pixels", clips: still(#", "fit": "stretch", "box": [0.11, 0.13, 0.5, 0.55]"#),
            hash: "930f8788941dd8c5"),
        Sample(name: "a colour", clips: ##"{"color": "#336699", "duration": 1}"##, hash: "574d293457c46725"),
        Sample(
            name: "a gradient",
            clips: ##"{"gradient": {"from": "#f00", "to": "#00f", "degrees": 30}, "duration": 1}"##,
            hash: "f92b7bc5e3db2ce5"),
        Sample(
            name: "a text with a shadow",
            clips: ##"{"text": {"lines": "hello", "color": "#ffcc00", "shadow": {"distance": 1.5}}, "duration": 1}"##,
            hash: "78aeb8a9d365c3a5"),
        Sample(name: "a video", clips: #"{"video": "v.mp4", "start": 2, "duration": 1}"#, hash: "3ad3d59df3153d65"),
        Sample(
            name: "Ken Burns",
            clips: effect(
                #""kind": "ken_burns", "from": {"zoom": 1}, "to": {"zoom": 2, "center": [0.3, 0.4]}, "easing": "smooth""#
            ),
            hash: "7df0a78f29a230f6"),
        Sample(name: "rotate", clips: effect(#""kind": "rotate", "from": 0, "to": 90"#), hash: "e14d5aef9d807769"),
        Sample(name: "fade", clips: effect(#""kind": "fade", "in": 0.4, "out": 0.4"#), hash: "f8cc95ef9e6625b5"),
        Sample(name: "opacity", clips: effect(#""kind": "opacity", "from": 0.2, "to": 0.9"#), hash: "e58f26dd7cf9aa22"),
        Sample(name: "blur", clips: effect(#""kind": "blur", "from": 5, "to": 0"#), hash: "bc9cab595d1701a6"),
        Sample(
            name: "move", clips: effect(#""kind": "move", "from": [-0.5, 0], "to": [0, 0.25]"#),
            hash: "88219a313619afe0"),
        Sample(
            name: "crossfade", clips: transition(#""kind": "crossfade", "easing": "ease-in-out""#),
            hash: "fb293748fae7f6cb"),
        Sample(name: "wipe left", clips: transition(#""kind": "wipe""#), hash: "3c8ab66ccf74900e"),
        Sample(
            name: "wipe right", clips: transition(#""kind": "wipe", "direction": "right""#), hash: "e334b588f9b763d0"),
        Sample(name: "wipe up", clips: transition(#""kind": "wipe", "direction": "up""#), hash: "e80bcf0a11d87d0e"),
        Sample(name: "wipe down", clips: transition(#""kind": "wipe", "direction": "down""#), hash: "79ca6953a40d1cec"),
        Sample(name: "slide", clips: transition(#""kind": "slide""#), hash: "2ad7e5f7fc33c9df"),
        Sample(name: "push", clips: transition(#""kind": "push", "direction": "down""#), hash: "6a3ff35bea82c46"),
        Sample(name: "dip", clips: transition(##""kind": "dip", "color": "#fff""##), hash: "7f2e518cc78a824a"),
    ]

    @Test("every kind of picture, effect and transition", arguments: samples)
    func golden(sample: Sample) throws {
        let drawing = try Scenes.drawing(sample.clips)
        let numbers = Array(0..<drawing.timeline.frameCount)
        #expect(Scenes.hash(drawing, numbers) == sample.hash, "\(sample.name)")
    }

    @Test("alone, backwards or by another drawing, a frame is the same", arguments: samples)
    func anyOrder(sample: Sample) throws {
        let drawing = try Scenes.drawing(sample.clips)
        let numbers = Array(0..<drawing.timeline.frameCount)
        let album = Album()
        let forwards = numbers.map { Scenes.frame(drawing, $0, album) }
        for number in numbers.reversed() where number % 3 != 1 {
            #expect(Scenes.frame(drawing, number, album) == forwards[number])
        }
        let other = try Scenes.drawing(sample.clips)
        #expect(Scenes.frame(other, numbers.count / 2) == forwards[numbers.count / 2])
    }
}
