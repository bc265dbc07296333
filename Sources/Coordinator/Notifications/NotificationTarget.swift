import Invocation

/// Who is told that a job has ended.
public enum NotificationTarget: Equatable, Sendable {
    /// Gets the notice as JSON on its standard input.
    case program(path: String)
    /// Gets it by HTTP POST. `target` is the path with its query.
    case webhook(HostPort, target: String)

    /// - Parameter name: where the text is from, for the error.
    init(_ text: String, of name: String) throws(UserError) {
        if text.hasPrefix("http://") {
            let rest = text.dropFirst("http://".count)
            let slash = rest.firstIndex(of: "/") ?? rest.endIndex
            let authority = String(rest[..<slash])
            let hasPort = authority.hasPrefix("[") ? authority.contains("]:") : authority.contains(":")
            let target = slash == rest.endIndex ? "/" : String(rest[slash...])
            guard target.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
                throw Self.problem(name, "it has a space or an accent")
            }
            self = .webhook(try HostPort(parsing: hasPort ? authority : authority + ":80", for: name), target: target)
        } else if text.hasPrefix("https://") {
            throw Self.problem(
                name, "the farm speaks no HTTPS",
                hint: "name a program that does: a script with `curl --data @- \(text)`")
        } else if text.hasPrefix("/") {
            self = .program(path: text)
        } else {
            throw Self.problem(name, "it is neither an absolute path nor an address that begins with http://")
        }
    }

    private static func problem(_ name: String, _ cause: String, hint: String? = nil) -> UserError {
        UserError("\(name) cannot be used", cause: cause, hint: hint, exitCode: .configuration)
    }
}
