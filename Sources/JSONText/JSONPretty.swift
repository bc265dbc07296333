/// Formats compact, valid JSON for people: two spaces a level, one member or element a line.
/// Empty objects and arrays stay on their line; white space between tokens is dropped.
public func prettyJSON(_ compact: [UInt8]) -> [UInt8] {
    var pretty: [UInt8] = []
    pretty.reserveCapacity(compact.count * 2)
    var level = 0
    var isInString = false
    var isEscaped = false
    var hasJustOpened = false

    func breakLine() {
        pretty.append(UInt8(ascii: "\n"))
        pretty.append(contentsOf: repeatElement(0x20, count: level * 2))
    }

    for byte in compact {
        if isInString {
            pretty.append(byte)
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
            continue
        }
        if byte <= 0x20 { continue }
        let closes = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
        if closes {
            level = max(level - 1, 0)
            if !hasJustOpened { breakLine() }
        } else if hasJustOpened {
            breakLine()
        }
        hasJustOpened = false
        pretty.append(byte)
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            level += 1
            hasJustOpened = true
        case UInt8(ascii: ","): breakLine()
        case UInt8(ascii: ":"): pretty.append(0x20)
        case UInt8(ascii: "\""): isInString = true
        default: break
        }
    }
    return pretty
}
