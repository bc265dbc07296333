/// A key that was pressed.
public enum WatchKey: Equatable, Sendable {
    case character(Character)
    case up
    case down
    case pageUp
    case pageDown
    case home
    case end
    case tab
    case enter
    case escape
    case backspace
}

/// Makes keys of the bytes that a terminal sends.
public struct KeyReader: Sendable {
    private var rest: [UInt8] = []
    /// The longest sequence that any terminal sends for a key.
    private static let longestSequence = 16

    public init() {}

    /// The keys in what came. A sequence that is not complete waits for the rest, but an escape alone is the key: terminals
    /// send a sequence in one piece.
    public mutating func keys(in bytes: [UInt8]) -> [WatchKey] {
        rest += bytes
        var keys: [WatchKey] = []
        while let first = rest.first {
            guard first == 0x1B else {
                keys += plainKey()
                continue
            }
            guard rest.count > 1 else {
                rest = []
                return keys + [.escape]
            }
            guard let (key, length) = sequence() else {
                if rest.count > Self.longestSequence { rest = [] }
                return keys
            }
            if let key { keys.append(key) }
            rest.removeFirst(length)
        }
        return keys
    }

    private mutating func plainKey() -> [WatchKey] {
        let first = rest[0]
        let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        let bytes = rest.prefix(length)
        rest.removeFirst(min(length, rest.count))
        switch first {
        case 0x09: return [.tab]
        case 0x0A, 0x0D: return [.enter]
        case 0x7F, 0x08: return [.backspace]
        case 0x0E: return [.down]
        case 0x10: return [.up]
        case ..<0x20: return []
        default: return String(decoding: bytes, as: UTF8.self).first.map { [.character($0)] } ?? []
        }
    }

    /// The key of the sequence at the beginning, nil for one that means nothing here, and its length; nil when it is not
    /// complete.
    private func sequence() -> (WatchKey?, Int)? {
        guard rest[1] == UInt8(ascii: "[") || rest[1] == UInt8(ascii: "O") else { return (.escape, 1) }
        guard let end = rest[2...].firstIndex(where: { 0x40...0x7E ~= $0 }) else { return nil }
        let parameters = String(decoding: rest[2..<end], as: UTF8.self)
        return (Self.key(final: rest[end], parameters), end + 1)
    }

    private static func key(final: UInt8, _ parameters: String) -> WatchKey? {
        switch (final, parameters) {
        case (UInt8(ascii: "A"), _): .up
        case (UInt8(ascii: "B"), _): .down
        case (UInt8(ascii: "H"), _), (UInt8(ascii: "~"), "1"), (UInt8(ascii: "~"), "7"): .home
        case (UInt8(ascii: "F"), _), (UInt8(ascii: "~"), "4"), (UInt8(ascii: "~"), "8"): .end
        case (UInt8(ascii: "~"), "5"): .pageUp
        case (UInt8(ascii: "~"), "6"): .pageDown
        case (UInt8(ascii: "Z"), _): .tab
        default: nil
        }
    }
}
