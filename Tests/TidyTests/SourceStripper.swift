/// Replaces comments and string literals by blanks, so that braces and words in them count for nothing.
/// Regex literals are not known to it; the sources have none.
struct SourceStripper {
    private let input: [UInt8]
    private var output: [UInt8]
    private var position = 0

    static func code(of text: String) -> String {
        var stripper = SourceStripper(Array(text.utf8))
        stripper.stripCode(untilClosingParenthesis: false)
        return String(decoding: stripper.output, as: UTF8.self)
    }

    private init(_ bytes: [UInt8]) {
        input = bytes
        output = bytes
    }

    private func startsWith(_ token: StaticString, at offset: Int = 0) -> Bool {
        let start = position + offset
        guard start + token.utf8CodeUnitCount <= input.count else { return false }
        return token.withUTF8Buffer { bytes in bytes.indices.allSatisfy { input[start + $0] == bytes[$0] } }
    }

    private mutating func blank(_ count: Int) {
        for _ in 0..<count where position < input.count {
            if input[position] != UInt8(ascii: "\n") { output[position] = UInt8(ascii: " ") }
            position += 1
        }
    }

    /// Code up to the end, or up to the parenthesis that closes an interpolation.
    private mutating func stripCode(untilClosingParenthesis: Bool) {
        var depth = 0
        while position < input.count {
            if startsWith("//") {
                while position < input.count, input[position] != UInt8(ascii: "\n") { blank(1) }
            } else if startsWith("/*") {
                stripBlockComment()
            } else if let hashes = hashesBeforeQuote() {
                stripString(hashes: hashes)
            } else {
                if input[position] == UInt8(ascii: "(") { depth += 1 }
                if input[position] == UInt8(ascii: ")") {
                    if untilClosingParenthesis && depth == 0 { return }
                    depth -= 1
                }
                if untilClosingParenthesis { blank(1) } else { position += 1 }
            }
        }
    }

    private mutating func stripBlockComment() {
        var depth = 0
        repeat {
            if startsWith("/*") {
                depth += 1
                blank(2)
            } else if startsWith("*/") {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && position < input.count
    }

    /// The number of # before a quote that opens a string here; nil when none does.
    private func hashesBeforeQuote() -> Int? {
        var hashes = 0
        while position + hashes < input.count, input[position + hashes] == UInt8(ascii: "#") { hashes += 1 }
        guard position + hashes < input.count, input[position + hashes] == UInt8(ascii: "\"") else { return nil }
        return hashes
    }

    private func hasHashes(_ count: Int, at offset: Int) -> Bool {
        guard position + offset + count <= input.count else { return false }
        return (0..<count).allSatisfy { input[position + offset + $0] == UInt8(ascii: "#") }
    }

    private mutating func stripString(hashes: Int) {
        blank(hashes)
        let quotes = startsWith("\"\"\"") ? 3 : 1
        blank(quotes)
        while position < input.count {
            if input[position] == UInt8(ascii: "\\"), hasHashes(hashes, at: 1) {
                blank(1 + hashes)
                if startsWith("(") {
                    blank(1)
                    stripCode(untilClosingParenthesis: true)
                }
                blank(1)
            } else if quotes == 3 ? startsWith("\"\"\"") : startsWith("\""), hasHashes(hashes, at: quotes) {
                blank(quotes + hashes)
                return
            } else {
                blank(1)
            }
        }
    }
}
