/// A piece of a filter description without its quotes and backslashes; each byte knows where it stands in the
/// description, through both levels of quoting.
public struct FilterToken: Equatable, Sendable {
    var bytes: [UInt8]
    /// One for each byte.
    var places: [Int]
    /// The place behind the piece.
    var end: Int

    /// A whole description.
    init(description: String) {
        bytes = Array(description.utf8)
        places = Array(bytes.indices)
        end = bytes.count
    }

    init(endingAt end: Int) {
        bytes = []
        places = []
        self.end = end
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    func place(of index: Int) -> Int { index < places.count ? places[index] : end }
}

/// Walks over a text as `av_get_token` of ffmpeg does: `'…'` is taken as it is, a backslash takes the next character as
/// it is, blanks around a piece are dropped unless they are quoted.
struct FilterScanner {
    let source: FilterToken
    private(set) var position = 0

    init(_ source: FilterToken) { self.source = source }

    var isAtEnd: Bool { position == source.bytes.count }
    var next: UInt8? { isAtEnd ? nil : source.bytes[position] }
    var place: Int { source.place(of: position) }

    static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x0A, 0x09, 0x0D].contains(byte) }

    mutating func skipBlanks() { while let next, Self.isBlank(next) { position += 1 } }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let next, next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Skips `text`, if it stands here.
    mutating func skipText(_ text: StaticString) -> Bool {
        let wanted = text.withUTF8Buffer { Array($0) }
        guard source.bytes[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    /// The text up to one of `terminators`. An open quote is a mistake, because ffmpeg would silently take the rest of
    /// the description into it.
    mutating func token(until terminators: StaticString) throws(FilterMistake) -> FilterToken {
        let ends = terminators.withUTF8Buffer { Array($0) }
        skipBlanks()
        var token = FilterToken(endingAt: place)
        var kept = 0
        while let byte = next, !ends.contains(byte) {
            if byte == UInt8(ascii: "\\"), position + 1 < source.bytes.count {
                position += 1
                take(into: &token)
                kept = token.bytes.count
            } else if byte == UInt8(ascii: "'") {
                let opening = place
                position += 1
                while let inner = next, inner != UInt8(ascii: "'") { take(into: &token) }
                guard !isAtEnd else { throw FilterMistake("this quote is not closed", at: opening) }
                position += 1
                kept = token.bytes.count
            } else {
                take(into: &token)
            }
        }
        while token.bytes.count > kept, let last = token.bytes.last, Self.isBlank(last) {
            token.bytes.removeLast()
            token.places.removeLast()
        }
        token.end = place
        return token
    }

    private mutating func take(into token: inout FilterToken) {
        token.bytes.append(source.bytes[position])
        token.places.append(source.place(of: position))
        position += 1
    }

    /// A name in front of `=`, as in `key=value`; nil, and nothing skipped, when there is none.
    mutating func key() -> FilterToken? {
        var end = position
        while end < source.bytes.count, Self.isBlank(source.bytes[end]) { end += 1 }
        let start = end
        while end < source.bytes.count, Self.isKey(source.bytes[end]) { end += 1 }
        let nameEnd = end
        while end < source.bytes.count, Self.isBlank(source.bytes[end]) { end += 1 }
        guard end < source.bytes.count, source.bytes[end] == UInt8(ascii: "="), nameEnd > start else { return nil }
        var key = FilterToken(endingAt: source.place(of: nameEnd))
        key.bytes = Array(source.bytes[start..<nameEnd])
        key.places = (start..<nameEnd).map(source.place(of:))
        position = end + 1
        return key
    }

    /// The characters of option names, `is_key_char` of ffmpeg.
    private static func isKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
