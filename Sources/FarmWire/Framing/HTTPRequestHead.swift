/// The request line and the headers of an HTTP/1.1 request.
public struct HTTPRequestHead: Equatable, Sendable {
    public var method: String
    /// As it was sent: path and query, not decoded.
    public var target: String
    public var headers: [Header]

    public struct Header: Equatable, Sendable {
        /// In lower case.
        public var name: String
        public var value: String
    }

    /// The target up to the question mark.
    public var path: String { String(target.prefix { $0 != "?" }) }

    /// The target after the question mark.
    public var query: String? {
        target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) }
    }

    /// The value of the first header of this name, which must be given in lower case.
    public subscript(name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    /// Reads the head at the beginning of `bytes`: the head and its length, or nil when its end has not arrived.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer
    ) throws(HTTPHeadError) -> (head: HTTPRequestHead, length: Int)? {
        var lines: [UnsafeRawBufferPointer] = []
        var start = 0
        var index = 0
        let end = min(bytes.count, WireLimits.httpHeadBytes)
        while index < end {
            defer { index += 1 }
            guard bytes[index] == 0x0A else { continue }
            guard index > start, bytes[index - 1] == 0x0D else { throw .malformed }
            let line = UnsafeRawBufferPointer(rebasing: bytes[start..<index - 1])
            start = index + 1
            if line.isEmpty { return (try head(lines), index + 1) }
            guard lines.count <= WireLimits.httpHeaders else { throw .tooLong }
            lines.append(line)
        }
        guard bytes.count < WireLimits.httpHeadBytes else { throw .tooLong }
        return nil
    }

    private static func head(_ lines: [UnsafeRawBufferPointer]) throws(HTTPHeadError) -> HTTPRequestHead {
        guard let first = lines.first else { throw .malformed }
        let words = first.split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, words[0].allSatisfy(isTokenByte), !words[0].isEmpty, !words[1].isEmpty,
            words[1].allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .malformed }
        let version = String(decoding: words[2], as: UTF8.self)
        guard version.hasPrefix("HTTP/") else { throw .malformed }
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else { throw .unsupportedVersion }
        var headers: [Header] = []
        for line in lines.dropFirst() { headers.append(try header(line)) }
        return HTTPRequestHead(
            method: String(decoding: words[0], as: UTF8.self), target: String(decoding: words[1], as: UTF8.self),
            headers: headers)
    }

    private static func header(_ line: UnsafeRawBufferPointer) throws(HTTPHeadError) -> Header {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0, line[..<colon].allSatisfy(isTokenByte)
        else { throw .malformed }
        var value = line[(colon + 1)...]
        while let byte = value.first, byte == 0x20 || byte == 0x09 { value.removeFirst() }
        while let byte = value.last, byte == 0x20 || byte == 0x09 { value.removeLast() }
        guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else { throw .malformed }
        return Header(
            name: String(decoding: line[..<colon], as: UTF8.self).lowercased(),
            value: String(decoding: value, as: UTF8.self))
    }

    /// Letters, digits and the signs that a method or a header name may have (RFC 9110, 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: signs.contains(byte)
        }
    }

    private static let signs = Array("!#$%&'*+-.^_`|~".utf8)
}

/// Why a request cannot be answered in earnest.
public enum HTTPHeadError: Error, Equatable, Sendable {
    case tooLong
    case malformed
    case unsupportedVersion

    /// The status to answer with, before the connection is closed.
    public var status: HTTPStatus {
        switch self {
        case .tooLong: .headersTooLarge
        case .malformed: .badRequest
        case .unsupportedVersion: .versionNotSupported
        }
    }
}
