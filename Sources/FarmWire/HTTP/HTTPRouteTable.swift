/// Finds what belongs to a method and a path. A part of a pattern that begins with a colon stands for any one part of a
/// path, and gives it its name: `/jobs/:job/report`.
public struct HTTPRouteTable<Value> {
    public enum Match {
        case found(Value, parameters: [String: String])
        /// There is something at this path, for these methods.
        case otherMethods([String])
        case nothing
    }

    private struct Entry {
        let method: String
        let pattern: [Substring]
        let value: Value
    }

    private var entries: [Entry] = []

    public init() {}

    public mutating func add(_ method: String, _ pattern: String, _ value: Value) {
        entries.append(Entry(method: method, pattern: pattern.split(separator: "/"), value: value))
    }

    /// `HEAD` finds what `GET` finds: the server leaves the body out.
    public func match(_ method: String, _ path: String) -> Match {
        guard let parts = HTTPPath.parts(of: path) else { return .nothing }
        let here = entries.compactMap { entry in Self.parameters(entry.pattern, parts).map { (entry, $0) } }
        for wanted in method == "HEAD" ? ["HEAD", "GET"] : [method] {
            if let (entry, parameters) = here.first(where: { $0.0.method == wanted }) {
                return .found(entry.value, parameters: parameters)
            }
        }
        guard !here.isEmpty else { return .nothing }
        let methods = Set(here.map(\.0.method))
        return .otherMethods((methods.contains("GET") ? methods.union(["HEAD"]) : methods).sorted())
    }

    private static func parameters(_ pattern: [Substring], _ parts: [String]) -> [String: String]? {
        guard pattern.count == parts.count else { return nil }
        var parameters: [String: String] = [:]
        for (wanted, part) in zip(pattern, parts) {
            if wanted.hasPrefix(":") {
                guard !part.isEmpty else { return nil }
                parameters[String(wanted.dropFirst())] = part
            } else if wanted != part {
                return nil
            }
        }
        return parameters
    }
}
