import FarmModel
import FarmWire
import Foundation
import JSONText
import Testing

/// The examples of docs/protocol.md are read by the code that they describe. The heading above an example says who sends
/// it; each must be exactly what the writer writes, and each message and record must have one.
@Suite struct ProtocolDocumentTests {
    @Test func everyExampleIsWhatTheCodeWrites() throws {
        var types: [String: Set<String>] = [:]
        for (section, line) in try Self.examples() {
            let bytes = Array(line.utf8)
            let rewritten: [UInt8]
            switch section {
            case "Proof of the secret": rewritten = try HandshakeMessage(line: bytes).line
            case "Seeking a coordinator": rewritten = try DiscoveryMessage(line: bytes).line
            case "Worker to coordinator": rewritten = try WorkerMessage(line: bytes).line
            case "Coordinator to worker": rewritten = try CoordinatorMessage(line: bytes).line
            case "Client to coordinator": rewritten = try ClientRequest(line: bytes).line
            case "Coordinator to client": rewritten = try ClientReply(line: bytes).line
            case "Records of the journal": rewritten = try readJSON(Record.self, from: bytes).jsonBytes + [0x0A]
            case "Files of clients": rewritten = try readJSON(UploadState.self, from: bytes).jsonBytes + [0x0A]
            case "Outcome of a stage": rewritten = try readJSON(StageOutcome.self, from: bytes).jsonBytes + [0x0A]
            default: throw UnknownSection(name: section)
            }
            #expect(String(decoding: rewritten, as: UTF8.self) == line + "\n")
            types[section, default: []].insert(Self.type(of: bytes))
        }

        var samples = Samples(seed: 0)
        #expect(types["Proof of the secret"] == ["introduction", "challenge", "proof", "denied"])
        #expect(types["Seeking a coordinator"] == ["farm_seek", "farm_here"])
        #expect(types["Worker to coordinator"] == Set(samples.workerMessages().map { Self.type(of: $0.line) }))
        #expect(types["Coordinator to worker"] == Set(samples.coordinatorMessages().map { Self.type(of: $0.line) }))
        #expect(types["Client to coordinator"] == Set(samples.requests().map { Self.type(of: $0.line) }))
        #expect(types["Coordinator to client"] == Set(samples.replies().map { Self.type(of: $0.line) }))
        #expect(types["Records of the journal"] == Set(samples.records().map { Self.type(of: $0.jsonBytes) }))
        #expect(types["Outcome of a stage"] == Set(samples.outcomes().map { Self.type(of: $0.jsonBytes) }))
    }

    private struct UnknownSection: Error {
        let name: String
    }

    private static func type(of line: [UInt8]) -> String {
        line.withUnsafeBytes { bytes in (try? JSONReader(bytes).peekTag("type").text) ?? "none" }
    }

    /// Each line inside a json block, with the heading that it stands under.
    private static func examples() throws -> [(section: String, line: String)] {
        let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/protocol.md")
        var examples: [(String, String)] = []
        var section = ""
        var isExample = false
        for line in try String(contentsOf: document, encoding: .utf8).components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                isExample = line == "```json"
            } else if isExample {
                examples.append((section, line))
            } else if line.hasPrefix("#") {
                section = line.trimmingCharacters(in: ["#", " "])
            }
        }
        return examples
    }
}
