import Foundation
import Testing

@Suite("Scripts")
struct ScriptTests {
    @Test("each starts like a script, says how it is used, and can be executed", arguments: Repository.scripts)
    func startsWithItsUsage(path: String) throws {
        let lines = try Repository.text(path).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first == "#!/usr/bin/env bash")
        #expect(lines.dropFirst().first?.hasPrefix("# Usage: \(path)") == true)
        #expect(lines.contains("set -euo pipefail"))
        #expect(FileManager.default.isExecutableFile(atPath: Repository.url(path).path))
    }

    @Test("--help prints that usage and does nothing else", arguments: Repository.scripts)
    func printsItsUsage(path: String) throws {
        let (output, status) = try run("\(quoted(Repository.url(path).path)) --help")
        #expect(status == 0)
        #expect(output.hasPrefix("Usage: \(path)"))
        #expect(!output.contains("#!"))
    }

    @Test("bash understands every line", arguments: Repository.scripts + Repository.scriptLibraries)
    func syntaxIsRight(path: String) throws {
        let (output, status) = try run("bash -n \(quoted(Repository.url(path).path)) 2>&1")
        #expect(status == 0, "\(output)")
    }

    private struct CannotRun: Error {}

    private func run(_ command: String) throws -> (output: String, status: Int32) {
        guard let pipe = popen(command, "r") else { throw CannotRun() }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { bytes += buffer[..<count] }
        return (String(decoding: bytes, as: UTF8.self), pclose(pipe))
    }

    private func quoted(_ path: String) -> String {
        "'" + path.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
    }
}
