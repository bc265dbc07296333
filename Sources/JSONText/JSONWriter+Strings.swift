extension JSONWriter {
    /// Appends `text` in quotes with the escapes that JSON demands and no others.
    @usableFromInline
    mutating func appendQuoted(_ text: String) {
        // Almost every string has its UTF-8 at hand; one bridged from elsewhere is copied first.
        let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable { appendQuoted($0) }
        if isWritten == nil { Array(text.utf8).withUnsafeBufferPointer { appendQuoted($0) } }
    }

    /// Appends text that needs no escapes.
    mutating func appendPlain(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.reserveRoom(text.count + 2)
        bytes.append(UInt8(ascii: "\""))
        var plainStart = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                index += 1
                continue
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[plainStart..<index]))
            appendEscape(byte)
            index += 1
            plainStart = index
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[plainStart...]))
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0A: append("\\n")
        case 0x0C: append("\\f")
        case 0x0D: append("\\r")
        default:
            append("\\u00")
            bytes.append(Self.hexadecimalDigit(byte >> 4))
            bytes.append(Self.hexadecimalDigit(byte & 0xF))
        }
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

extension [UInt8] {
    /// Makes room for `more` bytes at the end, growing by doubling as `append` does.
    @inlinable
    mutating func reserveRoom(_ more: Int) {
        if capacity - count < more { reserveCapacity(Swift.max(capacity * 2, count + more)) }
    }
}
