/// What of a file a request asks for (RFC 9110, 14).
public enum HTTPByteRange: Equatable, Sendable {
    /// The whole file: no range was named, or none that is understood.
    case whole
    case part(Range<Int64>)
    /// The range lies behind the end.
    case unsatisfiable

    /// - Parameter size: of the file. More than one range at once is answered with the whole, as the standard allows.
    public init(_ header: String?, size: Int64) {
        self = header.flatMap { Self.parse($0, size: size) } ?? .whole
    }

    private static func parse(_ header: String, size: Int64) -> HTTPByteRange? {
        guard header.lowercased().hasPrefix("bytes=") else { return nil }
        let parts = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let (from, to) = (parts[0].trimmingSpaces, parts[1].trimmingSpaces)
        if from.isEmpty {
            // The last so many bytes.
            guard let count = number(to) else { return nil }
            return count == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - count)..<size)
        }
        guard let first = number(from) else { return nil }
        guard !to.isEmpty else { return first < size ? .part(first..<size) : .unsatisfiable }
        guard let last = number(to), last >= first else { return nil }
        return first < size ? .part(first..<min(last + 1, size)) : .unsatisfiable
    }

    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.count <= 18,
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int64(text)
    }
}

extension Range<Int64> {
    /// For the header `Content-Range`.
    public func contentRange(of size: Int64) -> String { "bytes \(lowerBound)-\(upperBound - 1)/\(size)" }
}
