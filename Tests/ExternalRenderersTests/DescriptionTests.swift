import ExternalRenderers
import FarmModel
import Invocation
import Testing

@Suite("Descriptions of renderers: what is understood, and what is said about the rest")
struct DescriptionTests {
    private static let lines = [
        "{", #""name": "fake", "program": "fake-render","#, #""arguments": ["-i{input}", "-o", "{output}"],"#,
        #""frames": "{output}/f{frame:03}.png""#, "}",
    ]

    private static func read(_ changed: [Int: String] = [:]) throws(UserError) -> RendererDescription {
        let text = lines.enumerated().map { changed[$0] ?? $1 }.joined(separator: "\n")
        return try RendererDescription(try ConfigurationFile(name: "fake.json", bytes: Array(text.utf8)))
    }

    private static func complaint(_ line: Int, _ text: String) -> UserError? {
        do throws(UserError) {
            _ = try read([line: text])
            return nil
        } catch {
            return error
        }
    }

    @Test("what is left out has its usual value")
    func usual() throws {
        let fake = try Self.read()
        #expect(fake.call == .frame)
        #expect(fake.progress == nil)
        #expect(fake.frameExtension == "png")
        #expect(fake.offer == OfferedRenderer(name: "fake", frameLimitMilliseconds: 3_600_000))
        #expect(fake.calls(for: 3...5) == [3...3, 4...4, 5...5])
    }

    @Test(
        "every mistake is told with its place",
        arguments: [
            (1, #""name": "Fake", "program": "p","#, "line 2, column 9: name: a renderer needs a name"),
            (1, #""name": "fake", "program": "bin/p","#, "column 28: program: `bin/p` is neither"),
            (1, #""name": "fake","#, "line 1, column 1: program: the name or path of a program is missing"),
            (
                2, #""arguments": ["{input}", "{output}", "+W{widht}"],"#,
                "line 3, column 14: arguments: element 3, `+W{widht}`: there is no placeholder {widht}"
            ),
            (2, #""arguments": ["{input}", "{output", "x"],"#, "element 2, `{output`: a brace is not closed"),
            (2, #""arguments": ["{input}", "{output}", "}"],"#, "a closing brace has no opening one"),
            (2, #""arguments": ["{input}", "{output}", "{width:4}"],"#, "{width} takes no number of digits"),
            (2, #""arguments": ["{input}", "{output}", "{frame:x}"],"#, "`x` is not a number of digits"),
            (2, #""arguments": ["{input}"],"#, "none of them says where frames go"),
            (2, #""arguments": "{input} {output}","#, "line 3, column 14: arguments: expected an array of strings"),
            (
                2, #""call": "range", "arguments": ["{input}", "{output}", "{frame}"],"#,
                "{frame} is one frame, and the program is called for many"
            ),
            (2, #""call": "once", "arguments": [],"#, "line 3, column 9: call: "),
            (
                3, #""frames": "/tmp/f{frame}.png""#,
                "line 4, column 11: frames: each frame has to be a file in {output}"
            ),
            (3, #""frames": "{output}/f.png""#, "its name has to have {frame} in it once"),
            (3, #""frames": "{output}/f{frame}.exr""#, "its name does not end like a picture's"),
            (3, #""frames": "{output}/f{frame}.png", "progres": "x""#, "the key `progres` is not known"),
            (3, #""frames": "{output}/f{frame}.png", "progress": """#, "an empty text is in every line"),
            (
                3, #""frames": "{output}/f{frame}.png", "frame_limit_seconds": 0"#,
                "frame_limit_seconds: must be a number from 1 to 86400"
            ),
            (4, "", "line 5, column 1: the document ends too early"),
        ])
    func mistakes(line: Int, text: String, words: String) throws {
        let error = try #require(Self.complaint(line, text))
        #expect(error.summary == "fake.json cannot be used")
        #expect(error.cause.contains(words), "\(error.cause)")
        #expect(error.exitCode == .configuration)
    }

    @Test("a near miss is guessed")
    func suggestion() {
        #expect(Self.complaint(2, #""arguments": ["{inptu}"],"#)?.hint == "did you mean {input}?")
    }
}

@Suite("What a renderer is called with")
struct CallTests {
    private static func call(_ frames: ClosedRange<Int>, rate: Rational?) throws -> RendererCall {
        RendererCall(
            frames: frames, video: 1...148, input: "/s/in side/a b.pov", folder: "/s/in side", output: "/o",
            size: PictureSize(width: 160, height: 90), frameRate: try #require(rate), threads: 2)
    }

    private static func description(_ words: [String], call: String = "frame") throws -> RendererDescription {
        let arguments = (["{input}", "{output}"] + words).map { "\"\($0)\"" }.joined(separator: ",")
        let text = """
            {"name": "fake", "program": "fake", "call": "\(call)", "arguments": [\(arguments)],
             "frames": "{output}/f{frame:last}.jpg", "progress": "Saved: "}
            """
        return try RendererDescription(try ConfigurationFile(name: "f", bytes: Array(text.utf8)))
    }

    @Test("placeholders are filled inside words, and a word stays one word")
    func arguments() throws {
        let words = [
            "+L{folder}", "{frame}", "{frame:05}", "{frame:last}", "{start}-{end}", "{first}:{last}",
            "{width}x{height}",
            "-t{threads}", "{fps}", "{{fps}}", "",
        ]
        let call = try Self.call(7...7, rate: Rational(30_000, 1_001))
        #expect(
            call.arguments(try Self.description(words)) == [
                "/s/in side/a b.pov", "/o", "+L/s/in side", "7", "00007", "007", "7-7", "1:148", "160x90", "-t2",
                "29.97003", "{fps}", "",
            ])
        #expect(call.path(ofFrame: 8, try Self.description([])) == "/o/f008.jpg")
    }

    @Test("a range is one call")
    func range() throws {
        let fake = try Self.description(["{start}", "{end}", "{fps}"], call: "range")
        #expect(fake.calls(for: 3...9) == [3...9])
        #expect(try Self.call(3...9, rate: Rational(24, 1)).arguments(fake).suffix(3) == ["3", "9", "24"])
    }

    @Test("progress is counted in lines of either stream, however they are cut, and the last words are bounded")
    func words() throws {
        var words = RendererWords(try Self.description([]))
        func tell(_ text: String, _ read: (UnsafeRawBufferPointer) -> Void) {
            Array(text.utf8).withUnsafeBytes(read)
        }
        tell("Saved: 1\nsaved: no\nSav") { words.readOutput($0) }
        tell("Saved: 2\n") { words.readErrors($0) }
        tell("ed: 3\n") { words.readOutput($0) }
        #expect(words.finishedFrames == 3)
        tell("Parse Error: no sphere\n\nRender failed\n") { words.readErrors($0) }
        #expect(words.complaint == "Parse Error: no sphere")
        let flood = String(repeating: String(repeating: "x", count: 10_000) + "\n", count: 100)
        tell(flood) { words.readErrors($0) }
        #expect(words.lastLines.count <= FarmLimits.failureLines + 4)
        #expect(words.lastLines.allSatisfy { $0.utf8.count <= FarmLimits.failureLineBytes })
    }
}
