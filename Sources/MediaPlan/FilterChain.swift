/// A filter description taken apart by ffmpeg's own rules: `'…'` quotes, a backslash takes the next character as it is,
/// commas end filters, semicolons end chains, brackets hold the names of pads.
public struct FilterChain: Equatable, Sendable {
    public var filters: [Filter] = []
    /// Pads are named, or there are several chains: the graph is more than a line of filters.
    public var hasLabels = false

    /// One filter: `name=value:key=value`.
    public struct Filter: Equatable, Sendable {
        public var name: String
        public var arguments: [Argument]

        /// The value given by name, or nil.
        public func value(_ keys: String...) -> String? {
            arguments.last { argument in argument.key.map(keys.contains) ?? false }?.value
        }

        public var hasPositionalArguments: Bool { arguments.contains { $0.key == nil } }
    }

    /// `key` is nil for a value that is given by its place.
    public struct Argument: Equatable, Sendable {
        public var key: String?
        public var value: String
    }

    public enum Mistake: Error, Equatable, Sendable {
        case tooLong(limitBytes: Int)
        case tooManyFilters(limit: Int)
        case unbalancedQuote
        case trailingBackslash
        case unbalancedBracket
        case emptyFilter
        case controlCharacter
    }

    public init(parsing text: String, limitBytes: Int) throws(Mistake) {
        guard text.utf8.count <= limitBytes else { throw .tooLong(limitBytes: limitBytes) }
        guard !text.unicodeScalars.contains(where: { $0.value == 0 }) else { throw .controlCharacter }
        var scanner = Scanner(text)
        repeat {
            if try scanner.skipLabels() { hasLabels = true }
            filters.append(try scanner.filter())
            guard filters.count <= MediaLimits.filters else { throw .tooManyFilters(limit: MediaLimits.filters) }
            if try scanner.skipLabels() { hasLabels = true }
            if scanner.skip(";") { hasLabels = true } else if !scanner.skip(",") { break }
        } while true
        guard scanner.isAtEnd else { throw .emptyFilter }
    }

    /// Walks over the text as `av_get_token` of ffmpeg does.
    private struct Scanner {
        private let scalars: [Unicode.Scalar]
        private var position = 0

        init(_ text: String) {
            scalars = Array(text.unicodeScalars)
        }

        var isAtEnd: Bool { position == scalars.count }

        mutating func skipBlanks() {
            while position < scalars.count, [" ", "\n", "\t", "\r"].contains(scalars[position]) { position += 1 }
        }

        mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
            skipBlanks()
            guard position < scalars.count, scalars[position] == scalar else { return false }
            position += 1
            return true
        }

        /// Skips `[a][b]`; true when there was any.
        mutating func skipLabels() throws(Mistake) -> Bool {
            var found = false
            while skip("[") {
                _ = try token(until: "]")
                guard skip("]") else { throw .unbalancedBracket }
                found = true
            }
            return found
        }

        mutating func filter() throws(Mistake) -> Filter {
            skipBlanks()
            // `name@id` names one of several filters of a kind; the id changes nothing.
            let fullName = try token(until: "=,;[")
            let name = String(fullName.split(separator: "@", omittingEmptySubsequences: false).first ?? "")
            guard !name.isEmpty else { throw .emptyFilter }
            guard skip("=") else { return Filter(name: name, arguments: []) }
            var arguments = Scanner(try token(until: "[],;"))
            return Filter(name: name, arguments: try arguments.argumentList())
        }

        /// The text up to one of `terminators`, with quotes and backslashes taken away.
        private mutating func token(until terminators: String) throws(Mistake) -> String {
            let ends = terminators.unicodeScalars
            var text = String.UnicodeScalarView()
            while position < scalars.count, !ends.contains(scalars[position]) {
                let scalar = scalars[position]
                position += 1
                if scalar == "\\" {
                    guard position < scalars.count else { throw .trailingBackslash }
                    text.append(scalars[position])
                    position += 1
                } else if scalar == "'" {
                    guard let close = scalars[position...].firstIndex(of: "'") else { throw .unbalancedQuote }
                    text.append(contentsOf: scalars[position..<close])
                    position = close + 1
                } else {
                    text.append(scalar)
                }
            }
            return String(text)
        }

        /// `value:key=value:…`, which ffmpeg reads with the same quoting once more.
        private mutating func argumentList() throws(Mistake) -> [Argument] {
            var arguments: [Argument] = []
            while position < scalars.count {
                let key = keyBeforeEquals()
                let value = try token(until: ":")
                arguments.append(Argument(key: key, value: value))
                position += 1
            }
            return arguments
        }

        private mutating func keyBeforeEquals() -> String? {
            skipBlanks()
            var end = position
            while end < scalars.count, scalars[end].properties.isAlphabetic || scalars[end].isDigitOrUnderscore {
                end += 1
            }
            guard end > position, end < scalars.count, scalars[end] == "=" else { return nil }
            var key = String.UnicodeScalarView()
            key.append(contentsOf: scalars[position..<end])
            position = end + 1
            return String(key)
        }
    }
}

extension Unicode.Scalar {
    var isDigitOrUnderscore: Bool { self == "_" || (value >= 0x30 && value <= 0x39) }
}
