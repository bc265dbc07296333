import JSONText

/// An error as a person sees it: what failed, why, what can be done, and how the program ends.
public struct UserError: Error, Equatable, Sendable {
    public var summary: String
    public var cause: String
    public var hint: String?
    public var exitCode: ExitCode
    /// A name for scripts, where the error has one: `no_such_job`.
    public var code: String?

    public init(
        _ summary: String, cause: String, hint: String? = nil, exitCode: ExitCode = .failed, code: String? = nil
    ) {
        self.summary = summary
        self.cause = cause
        self.hint = hint
        self.exitCode = exitCode
        self.code = code
    }

    /// The lines for stderr, each ended. Line breaks inside a part are indented under it.
    public var text: String {
        var lines = Self.lines("error: ", summary) + Self.lines("cause: ", cause)
        if let hint { lines += Self.lines("hint:  ", hint) }
        return lines
    }

    private static func lines(_ label: String, _ part: String) -> String {
        var result = ""
        for (index, line) in part.split(separator: "\n", omittingEmptySubsequences: true).enumerated() {
            result += (index == 0 ? label : "       ") + line + "\n"
        }
        return result
    }
}

/// `{"error": {"summary": …, "cause": …, "hint": …, "exit_status": …}}`, for `--json`.
extension UserError: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.object("error") { json in
                json.field("code", optional: code)
                json.field("summary", summary)
                json.field("cause", cause)
                json.field("hint", optional: hint)
                json.field("exit_status", exitCode.rawValue)
            }
        }
    }
}
