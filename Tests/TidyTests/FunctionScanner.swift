/// Finds functions and initialisers with a body by counting braces in code without comments and strings.
struct FunctionScanner {
    struct Function {
        let name: String
        let firstLine: Int
        let lines: Int
    }

    static func functions(in code: String) -> [Function] {
        let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.compactMap { index in
            guard let (name, column) = declaration(in: lines[index]),
                let last = lastLine(of: lines, from: index, column: column)
            else { return nil }
            return Function(name: name, firstLine: index + 1, lines: last - index + 1)
        }
    }

    /// The name of the function that a line begins to declare, and where its parameters begin.
    private static func declaration(in line: Substring) -> (name: String, column: Int)? {
        let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "@") }
        for (index, word) in words.enumerated() {
            let column = line.distance(from: line.startIndex, to: word.endIndex)
            if word == "func" { return (words.dropFirst(index + 1).first.map(String.init) ?? "operator", column) }
            if word == "init" || word == "deinit" { return (String(word), column) }
            guard modifiers.contains(String(word)) || word.hasPrefix("@") else { return nil }
        }
        return nil
    }

    private static let modifiers: Set = [
        "public", "package", "internal", "fileprivate", "private", "static", "class", "final", "override",
        "mutating", "nonmutating", "consuming", "borrowing", "convenience", "required", "nonisolated", "isolated",
        "prefix", "postfix", "indirect",
    ]

    /// The line of the brace that closes the body; nil for a requirement, which has none.
    private static func lastLine(of lines: [Substring], from first: Int, column: Int) -> Int? {
        var brackets = 0
        var braces = 0
        for index in first..<lines.count {
            let line = index == first ? lines[index].dropFirst(column) : lines[index]
            if index > first, braces == 0, brackets == 0, declaration(in: line) != nil { return nil }
            for character in line {
                switch character {
                case "(", "[": brackets += 1
                case ")", "]": brackets -= 1
                case "{" where brackets == 0 || braces > 0: braces += 1
                case "}" where braces > 0:
                    braces -= 1
                    if braces == 0 && brackets == 0 { return index }
                case "}" where brackets == 0: return nil
                default: break
                }
            }
        }
        return nil
    }
}
