import SceneRenderer
import Testing

@Suite("Frames that look as they always did, to the last bit and on every machine")
struct GoldenFrameTests {
    struct Sample: CustomTestStringConvertible, Sendable {
        let name: String
        let clips: String
        /// Of the frames as a screen shows them, and as most videos keep them.
        let screen: String
        let video: String

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
        Sample(name: "fit", clips: still("", image: "high.png"), screen: "7047dd255e1cc241", video: "a6a78b40477aa835"),
        Sample(
            name: "fill with a focus", clips: still(#", "fit": "fill", "focus": [0.5, 0.1]"#, image: "high.png"),
            screen: "347786cf81f8446d", video: "ddce0777d1266279"),
        Sample(
            name: "stretch", clips: still(#", "fit": "stretch""#, image: "high.png"), screen: "e4caa917efd0c165",
            video: "331e734f22842b39"),
        Sample(
            name: "a box between pixels", clips: still(#", "fit": "stretch", "box": [0.11, 0.13, 0.5, 0.55]"#),
            screen: "53ff8c4bfcfa82a5", video: "56c2e7c70f95db99"),
        Sample(
            name: "a colour", clips: ##"{"color": "#336699", "duration": 1}"##, screen: "f94410b960e63f25",
            video: "892a7bcb30ea725"),
        Sample(
            name: "a gradient",
            clips: ##"{"gradient": {"from": "#f00", "to": "#00f", "degrees": 30}, "duration": 1}"##,
            screen: "c7c1b94232ca09c9", video: "ebb88a12d758c0d9"),
        Sample(
            name: "a text with a shadow",
            clips: ##"{"text": {"lines": "hello", "color": "#ffcc00", "shadow": {"distance": 1.5}}, "duration": 1}"##,
            screen: "87ed4fcfd9e06725", video: "905a5027b5b78f85"),
        Sample(
            name: "a video", clips: #"{"video": "v.mp4", "start": 2, "duration": 1}"#, screen: "f536e9de114f907d",
            video: "2724428cd76c2d15"),
        Sample(
            name: "Ken Burns",
            clips: effect(
                #""kind": "ken_burns", "from": {"zoom": 1}, "to": {"zoom": 2, "center": [0.3, 0.4]}, "easing": "smooth""#
            ),
            screen: "eb9e915f1e3e00dd", video: "86c573875b22f78a"),
        Sample(
            name: "rotate", clips: effect(#""kind": "rotate", "from": 0, "to": 90"#), screen: "7e421b3e8560e811",
            video: "84b8b6950885ac5d"),
        Sample(
            name: "fade", clips: effect(#""kind": "fade", "in": 0.4, "out": 0.4"#), screen: "1e2c6119d3d33d2d",
            video: "cac301a9dbb52f99"),
        Sample(
            name: "opacity", clips: effect(#""kind": "opacity", "from": 0.2, "to": 0.9"#), screen: "a80ae3dc0df44dd6",
            video: "4f90cd7afb241665"),
        Sample(
            name: "blur", clips: effect(#""kind": "blur", "from": 5, "to": 0"#), screen: "e91a4ea7d4b24bd7",
            video: "32ab495fda0c10b8"),
        Sample(
            name: "move", clips: effect(#""kind": "move", "from": [-0.5, 0], "to": [0, 0.25]"#),
            screen: "ea19e96fb8737a44", video: "d9c1ff7981439cc2"),
        Sample(
            name: "crossfade", clips: transition(#""kind": "crossfade", "easing": "ease-in-out""#),
            screen: "cfe85d785d889f72", video: "a1cd2a8a1851e185"),
        Sample(
            name: "wipe left", clips: transition(#""kind": "wipe""#), screen: "707c65d1f6045a8e",
            video: "a8d30850df6edf1d"),
        Sample(
            name: "wipe right", clips: transition(#""kind": "wipe", "direction": "right""#), screen: "3cb73e13ea0e71a7",
            video: "ba35f9d473298f87"),
        Sample(
            name: "wipe up", clips: transition(#""kind": "wipe", "direction": "up""#), screen: "bdf1f05f45f1325c",
            video: "41ac9f7052c6387f"),
        Sample(
            name: "wipe down", clips: transition(#""kind": "wipe", "direction": "down""#), screen: "16d4a77da1f6a832",
            video: "699ef8a8442aed4c"),
        Sample(
            name: "slide", clips: transition(#""kind": "slide""#), screen: "b349acefa903136f", video: "643dc4b644669b02"
        ),
        Sample(
            name: "push", clips: transition(#""kind": "push", "direction": "down""#), screen: "bfa7199fe6e4f05c",
            video: "21cb3764e19fd63"),
        Sample(
            name: "dip", clips: transition(##""kind": "dip", "color": "#fff""##), screen: "afb3d8cc8a935aa5",
            video: "a25b91ae8e0d6d39"),
    ]

    @Test("every kind of picture, effect and transition", arguments: samples)
    func golden(sample: Sample) throws {
        for (layout, hash) in [(PixelLayout.screen, sample.screen), (.video, sample.video)] {
            let drawing = try Scenes.drawing(sample.clips, layout: layout)
            let numbers = Array(0..<drawing.timeline.frameCount)
            #expect(Scenes.hash(drawing, numbers) == hash, "\(sample.name), \(layout)")
        }
    }

    @Test("alone, in ranges, backwards or by another drawing, a frame is the same", arguments: samples)
    func anyOrder(sample: Sample) throws {
        for layout in PixelLayout.allCases {
            let drawing = try Scenes.drawing(sample.clips, layout: layout)
            let numbers = Array(0..<drawing.timeline.frameCount)
            let album = Album()
            let forwards = numbers.map { Scenes.frame(drawing, $0, album) }
            for number in numbers.reversed() where number % 3 != 1 {
                #expect(Scenes.frame(drawing, number, album) == forwards[number])
            }
            for range in [0..<3, 3..<7, 7..<numbers.count] {
                let other = try Scenes.drawing(sample.clips, layout: layout)
                let theirs = Album()
                #expect(range.map { Scenes.frame(other, $0, theirs) } == Array(forwards[range]))
            }
            let alone = try Scenes.drawing(sample.clips, layout: layout)
            #expect(Scenes.frame(alone, numbers.count / 2) == forwards[numbers.count / 2])
        }
    }
}
