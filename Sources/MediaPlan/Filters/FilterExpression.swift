/// What an expression of ffmpeg's (`av_expr`) depends on, besides the picture.
struct FilterExpression {
    private let token: FilterToken
    private let names: [Name]

    /// A name in an expression, and where in the token it stands.
    private struct Name {
        var text: String
        var range: Range<Int>
    }

    init(_ token: FilterToken) {
        self.token = token
        names = Self.names(in: token.bytes)
    }

    func contains(_ wanted: [String]) -> Bool { names.contains { wanted.contains($0.text) } }

    /// The edits that let the named counters go on from a number, or put something else in their place.
    func edits(
        of counters: [String], as kind: (String) -> FilterEdit.Kind = { .variable($0) }
    ) -> [FilterEdit] {
        names.filter { counters.contains($0.text) }.map { name in
            let start = token.place(of: name.range.lowerBound)
            let end = token.place(of: name.range.upperBound - 1) + 1
            return FilterEdit(range: start..<end, kind: kind(name.text))
        }
    }

    /// Something in the expression whose value hangs on earlier frames, on chance or on a clock: with the reason.
    var memory: String? {
        for name in names {
            switch name.text {
            case "random", "randomi", "rand", "drand":
                return "`\(name.text)` draws numbers in a row that begins with the first frame"
            case "time", "RTCTIME", "RTCSTART", "rtctime", "localtime", "gmtime":
                return "`\(name.text)` asks the clock, so that no two runs are alike"
            case "pos", "pkt_pos": return "`\(name.text)` is a place in the file, which is not always known"
            default: continue
            }
        }
        return readsWhatItHasNotStored ? "`ld` may read what an earlier frame has stored" : nil
    }

    /// `st(0,…); … ld(0)` is the way to name a part of an expression, and carries nothing from frame to frame: each
    /// slot that is read has been written by a statement before, whatever the conditions in between.
    private var readsWhatItHasNotStored: Bool {
        var stored: Set<UInt8> = []
        for name in names where name.text == "ld" || name.text == "st" {
            guard let slot = slot(behind: name.range.upperBound) else { return true }
            if name.text == "ld", !stored.contains(slot) { return true }
            if name.text == "st", isStatement(name.range.lowerBound) { stored.insert(slot) }
        }
        return false
    }

    /// The digit in `(7`, with what ends the number behind it.
    private func slot(behind index: Int) -> UInt8? {
        let rest = token.bytes[index...].filter { !FilterScanner.isBlank($0) }.prefix(3)
        guard rest.count == 3, rest[0] == UInt8(ascii: "("), Self.isDigit(rest[1]) else { return nil }
        return rest[2] == UInt8(ascii: ",") || rest[2] == UInt8(ascii: ")") ? rest[1] : nil
    }

    /// Whether a statement begins here, outside all brackets.
    private func isStatement(_ index: Int) -> Bool {
        let before = token.bytes[..<index]
        let depth = before.count { $0 == UInt8(ascii: "(") } - before.count { $0 == UInt8(ascii: ")") }
        guard depth == 0 else { return false }
        let last = before.last { !FilterScanner.isBlank($0) }
        return last == nil || last == UInt8(ascii: ";")
    }

    /// Letters, digits and underscores that do not begin with a digit. What hangs on to a number is a unit: the `n` of
    /// `5n` says nano.
    private static func names(in bytes: [UInt8]) -> [Name] {
        var found: [Name] = []
        var index = 0
        while index < bytes.count {
            let start = index
            guard isWord(bytes[index]) || bytes[index] == UInt8(ascii: ".") else {
                index += 1
                continue
            }
            while index < bytes.count, isWord(bytes[index]) || bytes[index] == UInt8(ascii: ".") { index += 1 }
            guard !isDigit(bytes[start]), bytes[start] != UInt8(ascii: ".") else { continue }
            found.append(Name(text: String(decoding: bytes[start..<index], as: UTF8.self), range: start..<index))
        }
        return found
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
