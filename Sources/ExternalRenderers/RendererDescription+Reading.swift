import FarmModel
import Invocation
import MediaPlan

extension RendererDescription {
    /// Reads a description. Strict: whatever is not understood is an error, with its place in the file.
    public init(_ file: ConfigurationFile) throws(UserError) {
        var settings = Settings(file: file)
        _ = try settings.optionalText("description")
        name = try settings.text("name", default: "")
        program = try settings.text("program", default: "")
        let words = try settings.texts("arguments")
        call = try settings.choice("call", default: Call.frame)
        let pattern = try settings.text("frames", default: "")
        progress = try settings.optionalText("progress")
        let seconds = try settings.integer(
            "frame_limit_seconds", in: RendererLimits.frameSeconds, default: RendererLimits.usualFrameSeconds)
        frameLimitMilliseconds = seconds * 1_000
        try settings.finish()
        arguments = try Self.arguments(words, call, settings)
        frames = try Self.frames(pattern, settings)
        try check(settings)
    }

    private static func arguments(
        _ words: [String], _ call: Call, _ settings: Settings
    ) throws(UserError) -> [Template] {
        func wrong(_ cause: String, _ hint: String? = nil) -> UserError {
            settings.mistake(about: "arguments", cause, hint: hint)
        }
        guard words.count <= RendererLimits.arguments else {
            throw wrong("there may be at most \(RendererLimits.arguments)")
        }
        var templates: [Template] = []
        for (number, word) in words.enumerated() {
            let place = "element \(number + 1), `\(word.prefix(60))`"
            guard word.utf8.count <= RendererLimits.argumentBytes, !word.utf8.contains(0) else {
                throw wrong("\(place): too long, or with a null character in it")
            }
            let template: Template
            do throws(TemplateMistake) {
                template = try Template(word)
            } catch {
                throw wrong("\(place): \(error.cause)", error.hint)
            }
            if call == .range, template.has(.frame) {
                throw wrong(
                    "\(place): {frame} is one frame, and the program is called for many", "use {start} and {end}")
            }
            templates.append(template)
        }
        guard templates.contains(where: { $0.has(.input) }) else {
            throw wrong("none of them names the scene", "one has to have {input} in it")
        }
        guard templates.contains(where: { $0.has(.output) }) else {
            throw wrong("none of them says where frames go", "one has to have {output} in it")
        }
        return templates
    }

    private static func frames(_ pattern: String, _ settings: Settings) throws(UserError) -> Template {
        let example = "as in \"{output}/frame{frame:04}.png\""
        func wrong(_ cause: String, _ hint: String? = nil) -> UserError {
            settings.mistake(about: "frames", cause, hint: hint ?? example)
        }
        let template: Template
        do throws(TemplateMistake) {
            template = try Template(pattern)
        } catch {
            throw wrong(error.cause, error.hint)
        }
        let prefix = "{output}/"
        let name = pattern.hasPrefix(prefix) ? pattern.dropFirst(prefix.count) : ""
        guard !name.isEmpty, !name.contains("/") else {
            throw wrong("each frame has to be a file in {output}")
        }
        guard template.placeholders.filter({ $0 != .output }) == [.frame] else {
            throw wrong("its name has to have {frame} in it once, and no other placeholder")
        }
        guard FrameFiles.extensions.contains(RunLayout.fileExtension(of: pattern)) else {
            throw wrong(
                "its name does not end like a picture's", "known are: \(FrameFiles.extensions.joined(separator: ", "))")
        }
        return template
    }

    private func check(_ settings: Settings) throws(UserError) {
        guard Self.isName(name) else {
            throw settings.mistake(
                about: "name", "a renderer needs a name of small letters, digits and dashes, as in \"povray\"")
        }
        guard !program.isEmpty, !program.utf8.contains(0) else {
            throw settings.mistake(about: "program", "the name or path of a program is missing")
        }
        guard !program.contains("/") || program.hasPrefix("/") else {
            throw settings.mistake(
                about: "program", "`\(program)` is neither a plain name nor an absolute path")
        }
        if let progress, progress.isEmpty {
            throw settings.mistake(about: "progress", "an empty text is in every line", hint: "leave the key out")
        }
    }

    /// Names are typed, shown, and a part of what a worker may be taken off.
    public static func isName(_ text: String) -> Bool {
        let letters = text.utf8.allSatisfy { byte in
            (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        }
        return letters && (1...64).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "-")
    }
}
