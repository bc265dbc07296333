import Invocation

/// What stands in braces in a renderer's arguments.
public enum Placeholder: String, Equatable, Sendable, CaseIterable {
    /// The frame of the call, where there is one call for each; in `frames` the frame whose file is meant.
    case frame
    /// The first and the last frame of the call.
    case start, end
    /// The first and the last frame of the whole video.
    case first, last
    /// The scene's path, and the folder that it is in.
    case input, folder
    /// The folder for the frames.
    case output
    case width, height
    case threads
    case fps
}

/// A word with placeholders in it: `+W{width}`. Numbers may be given a number of digits, as in `{frame:04}`, or as many
/// as the video's last frame has, as in `{frame:last}`. Braces that mean themselves are doubled.
public struct Template: Equatable, Sendable {
    /// As it was written.
    public let text: String
    let parts: [Part]

    enum Part: Equatable, Sendable {
        case text(String)
        case placeholder(Placeholder, Digits)
    }

    /// With zeros in front.
    enum Digits: Equatable, Sendable {
        case asMany
        case atLeast(Int)
        case asLast
    }

    public init(_ text: String) throws(TemplateMistake) {
        self.text = text
        var parts: [Part] = []
        var plain = ""
        var rest = Substring(text)
        while let next = rest.popFirst() {
            switch next {
            case "{" where rest.first == "{", "}" where rest.first == "}":
                plain.append(rest.removeFirst())
            case "{":
                guard let end = rest.firstIndex(of: "}") else { throw TemplateMistake("a brace is not closed") }
                if !plain.isEmpty { parts.append(.text(plain)) }
                plain = ""
                parts.append(try Self.placeholder(String(rest[..<end])))
                rest = rest[rest.index(after: end)...]
            case "}": throw TemplateMistake("a closing brace has no opening one; `}}` is a brace that means itself")
            default: plain.append(next)
            }
        }
        if !plain.isEmpty { parts.append(.text(plain)) }
        self.parts = parts
    }

    private static func placeholder(_ text: String) throws(TemplateMistake) -> Part {
        let (name, format) = split(text)
        guard let placeholder = Placeholder(rawValue: name) else {
            let names = Placeholder.allCases.map(\.rawValue)
            let near = suggestion(for: name, among: names).map { "did you mean {\($0)}?" }
            throw TemplateMistake(
                "there is no placeholder {\(name)}",
                near ?? "there are \(names.map { "{\($0)}" }.joined(separator: " "))")
        }
        guard let format else { return .placeholder(placeholder, .asMany) }
        guard placeholder.isFrameNumber else {
            throw TemplateMistake("{\(name)} takes no number of digits: only numbers of frames do")
        }
        if format == Placeholder.last.rawValue { return .placeholder(placeholder, .asLast) }
        guard let digits = Int(format), RendererLimits.digits.contains(digits) else {
            throw TemplateMistake(
                "`\(format)` is not a number of digits",
                "write {\(name):04}, or {\(name):last} for as many as {last} has")
        }
        return .placeholder(placeholder, .atLeast(digits))
    }

    private static func split(_ text: String) -> (name: String, format: String?) {
        guard let colon = text.firstIndex(of: ":") else { return (text, nil) }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    public func has(_ placeholder: Placeholder) -> Bool {
        parts.contains { part in
            if case .placeholder(placeholder, _) = part { true } else { false }
        }
    }

    var placeholders: [Placeholder] {
        parts.compactMap { part in
            if case .placeholder(let placeholder, _) = part { placeholder } else { nil }
        }
    }

    func filled(_ value: (Placeholder) -> String) -> String {
        parts.map { part in
            switch part {
            case .text(let text): return text
            case .placeholder(let placeholder, let digits):
                let text = value(placeholder)
                switch digits {
                case .asMany: return text
                case .atLeast(let count): return Self.padded(text, count)
                case .asLast: return Self.padded(text, value(.last).utf8.count)
                }
            }
        }.joined()
    }

    private static func padded(_ text: String, _ count: Int) -> String {
        String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}

extension Placeholder {
    var isFrameNumber: Bool {
        switch self {
        case .frame, .start, .end, .first, .last: true
        case .input, .folder, .output, .width, .height, .threads, .fps: false
        }
    }
}

/// Why a word is no template.
public struct TemplateMistake: Error, Equatable, Sendable {
    public let cause: String
    public let hint: String?

    init(_ cause: String, _ hint: String? = nil) {
        self.cause = cause
        self.hint = hint
    }
}
