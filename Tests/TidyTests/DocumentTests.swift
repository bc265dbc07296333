import Foundation
import Testing

@Suite("Documents")
struct DocumentTests {
    @Test("every link leads to a file", arguments: Repository.documents)
    func linksLeadSomewhere(path: String) throws {
        let folder = Repository.url(path).deletingLastPathComponent()
        for groups in try Repository.text(path).matches(of: #"\]\(([^)#\s]+)(?:#[^)]*)?\)"#) {
            guard !groups[1].contains("://"), !groups[1].hasPrefix("mailto:") else { continue }
            let target = folder.appendingPathComponent(groups[1]).standardizedFileURL
            #expect(FileManager.default.fileExists(atPath: target.path), "\(path) links to \(groups[1])")
        }
    }

    @Test("every name that the glossary gives is a name in the sources")
    func glossaryIsCurrent() throws {
        let sources = try Repository.swiftFiles("Sources").map(\.code).joined(separator: "\n")
        let identifiers = Set(try sources.matches(of: #"\w+"#).map { $0[0] })
        let rows = try Repository.text("docs/glossary.md").matches(of: #"^\| \*\*(.+?)\*\* \| (.+) \| (.+) \|$"#)
        #expect(rows.count >= 15)
        for row in rows {
            let names = try row[3].matches(of: #"`(\w+)`"#).map { $0[1] }
            #expect(!names.isEmpty, "\(row[1]) has no name in the code")
            for name in names where !identifiers.contains(name) {
                Issue.record("\(row[1]): there is no \(name) in Sources")
            }
        }
    }

    @Test("decisions are numbered without a gap, and say what, why and what follows")
    func decisionsAreInOrder() throws {
        let decisions = Repository.files(below: "docs/decisions")
        for (index, path) in decisions.enumerated() {
            let name = String(path.dropFirst("docs/decisions/".count))
            #expect(name.hasPrefix(String(format: "%04d-", index + 1)), "\(name) is out of order")
            let text = try Repository.text(path)
            for heading in ["# ", "## Decision", "## Why", "## Consequences"] {
                #expect(text.contains(heading), "\(name) has no \(heading)")
            }
        }
    }

    @Test("the document of the architecture names every target")
    func architectureNamesEveryTarget() throws {
        let text = try Repository.text("docs/architecture.md")
        for target in try PackageManifest().targets where target.kind != .test {
            #expect(text.contains("`\(target.name)`"), "docs/architecture.md does not mention \(target.name)")
        }
    }
}
