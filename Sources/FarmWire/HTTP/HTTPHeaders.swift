/// The headers of a request or of a response, in their order.
public struct HTTPHeaders: Equatable, Sendable, ExpressibleByDictionaryLiteral {
    public struct Header: Equatable, Sendable {
        /// In lower case where it was read.
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public private(set) var all: [Header]

    public init(_ all: [Header] = []) { self.all = all }

    public init(dictionaryLiteral elements: (String, String)...) {
        all = elements.map { Header($0, $1) }
    }

    public mutating func add(_ name: String, _ value: String) { all.append(Header(name, value)) }

    /// The value of the first header of this name, which must be given in lower case.
    public subscript(name: String) -> String? { all.first { $0.name == name }?.value }

    /// The length of the body that follows: nil where none is named.
    public func contentLength() throws(HTTPHeadError) -> Int64? {
        let values = all.filter { $0.name == "content-length" }.map(\.value)
        guard let first = values.first else { return nil }
        // Two lengths that differ are how requests are smuggled past a proxy.
        guard values.allSatisfy({ $0 == first }), !first.isEmpty, first.utf8.count <= 18,
            first.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let length = Int64(first)
        else { throw .malformed }
        return length
    }

    /// Whether the `connection` header names this option.
    public func connectionOption(_ option: String) -> Bool {
        all.contains { header in
            header.name == "connection"
                && header.value.split(separator: ",").contains { word in
                    word.trimmingSpaces.lowercased() == option
                }
        }
    }

    /// Reads header lines, without the first line of the head.
    init(lines: ArraySlice<UnsafeRawBufferPointer>) throws(HTTPHeadError) {
        all = []
        for line in lines { all.append(try Self.header(line)) }
    }

    private static func header(_ line: UnsafeRawBufferPointer) throws(HTTPHeadError) -> Header {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0, line[..<colon].allSatisfy(isTokenByte)
        else { throw .malformed }
        var value = line[(colon + 1)...]
        while let byte = value.first, byte == 0x20 || byte == 0x09 { value.removeFirst() }
        while let byte = value.last, byte == 0x20 || byte == 0x09 { value.removeLast() }
        guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else { throw .malformed }
        return Header(
            String(decoding: line[..<colon], as: UTF8.self).lowercased(), String(decoding: value, as: UTF8.self))
    }

    /// Letters, digits and the signs that a method or a header name may have (RFC 9110, 5.6.2).
    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: signs.contains(byte)
        }
    }

    private static let signs = Array("!#$%&'*+-.^_`|~".utf8)

    /// As they are sent.
    var text: String { all.reduce(into: "") { $0 += "\($1.name): \($1.value)\r\n" } }
}

/// The lines of a head, of a request or of a response.
enum HTTPHeadLines {
    /// The lines at the beginning of `bytes` up to the empty one, and the length of the whole head; nil when its end has
    /// not arrived.
    static func read(
        _ bytes: UnsafeRawBufferPointer
    ) throws(HTTPHeadError) -> (lines: [UnsafeRawBufferPointer], length: Int)? {
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
            if line.isEmpty { return (lines, index + 1) }
            guard lines.count <= WireLimits.httpHeaders else { throw .tooLong }
            lines.append(line)
        }
        guard bytes.count < WireLimits.httpHeadBytes else { throw .tooLong }
        return nil
    }
}

extension Substring {
    var trimmingSpaces: Substring {
        var rest = self
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
