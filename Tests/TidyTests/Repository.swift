import Foundation
import Testing

/// This checkout, as the tidy tests see it.
enum Repository {
    /// Found from the place of this very file, so that the tests do not depend on the working directory.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func url(_ path: String) -> URL { root.appendingPathComponent(path) }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: url(path).path) }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: url(path), encoding: .utf8)
    }

    /// The files below a folder, as sorted paths from the root; empty when there is no such folder.
    static func files(below folder: String, where isWanted: (String) -> Bool = { _ in true }) -> [String] {
        guard let names = FileManager.default.enumerator(atPath: url(folder).path) else { return [] }
        return names.compactMap { $0 as? String }
            .map { "\(folder)/\($0)" }
            .filter { path in
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: url(path).path, isDirectory: &isFolder)
                    && !isFolder.boolValue && isWanted(path)
            }
            .sorted()
    }

    /// The Swift files below a folder. Read once: many tests look at the same ones.
    static func swiftFiles(_ folder: String) throws -> [SwiftFile] {
        try allSwiftFiles.get().filter { $0.path.hasPrefix(folder + "/") }
    }

    private static let allSwiftFiles = Result {
        try (files(below: "Sources") + files(below: "Tests")).filter { $0.hasSuffix(".swift") }
            .map { SwiftFile(path: $0, text: try text($0)) }
    }

    static var documents: [String] {
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].filter(exists)
            + files(below: "docs") { $0.hasSuffix(".md") }
    }

    static var scripts: [String] {
        [".ci/run"] + files(below: "Scripts") { !$0.hasPrefix("Scripts/lib/") }
    }

    static var scriptLibraries: [String] { files(below: "Scripts/lib") }
}

/// A source file, also without the contents of its comments and strings.
struct SwiftFile {
    let path: String
    let text: String
    /// As long as `text`, line for line, with blanks in place of comments and strings.
    let code: String

    init(path: String, text: String) {
        self.path = path
        self.text = text
        self.code = SourceStripper.code(of: text)
    }

    /// Places where a pattern occurs in the code, as `path:line: text`.
    func occurrences(of pattern: String) throws -> [String] {
        try Self.occurrences(of: pattern, in: code, named: path)
    }

    static func occurrences(of pattern: String, in text: String, named path: String) throws -> [String] {
        let regex = try NSRegularExpression(pattern: pattern, options: [.anchorsMatchLines])
        return regex.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { match in
            guard let range = Range(match.range, in: text) else { return nil }
            let line = text[..<range.lowerBound].utf8.count { $0 == UInt8(ascii: "\n") } + 1
            let words = text[text.lineRange(for: range)].trimmingCharacters(in: .whitespacesAndNewlines)
            return "\(path):\(line): \(words)"
        }
    }
}

extension String {
    /// The groups of each match of a pattern; a group that took no part is empty.
    func matches(of pattern: String) throws -> [[String]] {
        let regex = try NSRegularExpression(pattern: pattern, options: [.anchorsMatchLines])
        return regex.matches(in: self, range: NSRange(startIndex..., in: self)).map { match in
            (0..<match.numberOfRanges).map { group in
                Range(match.range(at: group), in: self).map { String(self[$0]) } ?? ""
            }
        }
    }
}

/// Fails once for each place, and names it.
func expectNone(_ places: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    for place in places { Issue.record("\(place)", sourceLocation: sourceLocation) }
}
