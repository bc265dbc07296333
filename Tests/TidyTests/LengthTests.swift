import Testing

@Suite("Short files and short functions")
struct LengthTests {
    private static let longestFile = 400
    private static let longestFunction = 60

    @Test("no file of Sources is longer than 400 lines")
    func filesAreShort() throws {
        for path in Repository.files(below: "Sources") where path.hasSuffix(".swift") || path.hasSuffix(".c") {
            let lines = try Repository.text(path).split(separator: "\n", omittingEmptySubsequences: false).count - 1
            #expect(lines <= Self.longestFile, "\(path) has \(lines) lines")
        }
    }

    @Test("no function of Sources is longer than 60 lines")
    func functionsAreShort() throws {
        for file in try Repository.swiftFiles("Sources") {
            for function in FunctionScanner.functions(in: file.code) where function.lines > Self.longestFunction {
                Issue.record("\(file.path):\(function.firstLine): \(function.name) has \(function.lines) lines")
            }
        }
    }

    @Test("the measure itself: nested functions, strings, comments and requirements without a body")
    func measure() {
        let text = #"""
            protocol Sized {
                func size() -> Int
                init(other: Int)
            }
            struct Box {
                init() {
                    self.init(text: "}")
                }
                func outer(with closure: () -> Int = { 1 }) {
                    // }
                    func inner() {
                        let text = "\(closure() + ["{": 1]["{"]!)"
                    }
                    /* } */
                }
            }
            """#
        let found = FunctionScanner.functions(in: SourceStripper.code(of: text))
        #expect(found.map(\.name) == ["init", "outer", "inner"])
        #expect(found.map(\.lines) == [3, 7, 3])
        #expect(found.map(\.firstLine) == [6, 9, 11])
    }
}
