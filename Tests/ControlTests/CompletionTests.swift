import FarmModel
import FarmWire
import Foundation
import Invocation
import TestPrograms
import Testing

@testable import Control

@Suite struct CompletionTests {
    private func point(_ words: String...) -> CompletionPoint { CompletionPoint(words, in: Renderctl.shape) }

    private var ended: JobSummary {
        var job = Fixtures.summary(8)
        job.status = "done"
        job.finishedAt = Timestamp(milliseconds: 1)
        return job
    }

    private func candidates(_ words: String...) -> [String] {
        let point = CompletionPoint(words, in: Renderctl.shape)
        let found = CompletionCandidates(point: point) { request in
            switch request {
            case .jobs: .jobs([Fixtures.summary(), ended])
            case .workers: .workers(Fixtures.workers())
            default: nil
            }
        }
        return found.text.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    }

    @Test func knowsWhatMayStandWhere() {
        #expect(point("").kind == .commands)
        #expect(point("sub").kind == .commands)
        #expect(point("submit", "").kind == .files)
        #expect(point("submit", "in.mp4", "--").kind == .options)
        #expect(point("submit", "in.mp4", "--preset", "").kind == .presets)
        #expect(point("submit", "--cut", "f").kind == .words(["robust", "fast", "scene"]))
        #expect(point("submit", "-o", "").kind == .files)
        #expect(point("cancel", "").kind == .jobs)
        #expect(point("cancel", "1", "").kind == .nothing)
        #expect(point("--json", "drain", "").kind == .workers)
        #expect(point("help", "").kind == .commands)
        #expect(point("submit", "--crf", "").kind == .nothing)
        #expect(point("submit", "--", "-x").kind == .files)
    }

    @Test func knowsBothWaysToWriteAValue() {
        let joined = point("submit", "--preset=arc")
        #expect((joined.kind, joined.lead, joined.beginning) == (.presets, "--preset=", "arc"))
        // As bash takes it apart.
        let split = point("submit", "--preset", "=", "arc")
        #expect((split.kind, split.lead, split.beginning) == (.presets, "", "arc"))
    }

    @Test func offersWhatFits() {
        #expect(candidates("can") == ["cancel"])
        #expect(candidates("submit", "--enc") == ["--encoder", "--encoder-preset", "--encoder-option"])
        #expect(candidates("submit", "--encoder", "libx265") == ["libx265"])
        #expect(candidates("submit", "--cut=sc") == ["--cut=scene"])
        #expect(candidates("show", "") == ["8", "7"])
        #expect(candidates("cancel", "") == ["7"])
        #expect(candidates("drain", "ho") == ["host-1"])
        #expect(candidates("submit", "x") == [":files"])
        #expect(candidates("submit", "--preset", "arch") == ["archive"])
    }

    @Test func remembersWhereTheCoordinatorIs() {
        #expect(point("--coordinator", "h:1", "cancel", "").connectionWords == ["--coordinator", "h:1"])
        #expect(point("cancel", "--coordinator=h:2", "").connectionWords == ["--coordinator", "h:2"])
    }

    /// The shells read what they are given, and complete with it; those that are not installed are left out.
    @Test(arguments: [
        (
            "bash",
            "complete -p renderctl && COMP_WORDS=(renderctl submit --cut s) COMP_CWORD=3 && _renderctl && echo ${COMPREPLY[@]}"
        ),
        ("zsh", "which _renderctl >/dev/null && echo scene"),
        ("fish", "complete -C 'renderctl submit --cut s'"),
    ])
    func shellsReadTheScripts(shell: String, question: String) throws {
        guard let answer = try Shell(shell)?.ask(question) else { return }
        #expect(answer.contains("scene"), "\(answer)")
    }
}

/// A shell that has read its script, with a `renderctl` that knows one answer.
private struct Shell {
    private let name: String
    private let path: String

    init?(_ name: String) {
        self.name = name
        let folders = ["/bin", "/usr/bin", "/usr/local/bin"]
        guard let path = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile) else {
            return nil
        }
        self.path = path
    }

    func ask(_ question: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = folder.appendingPathComponent("renderctl")
        try TestProgram.write(
            "#!/bin/sh\nprintf 'scene\\twhere the picture changes\\n'\n", to: program.path)
        let script = folder.appendingPathComponent("script")
        let text = try #require(CompletionScript.Shell(rawValue: name).map(CompletionScript.text))
        try text.write(to: script, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        let prepare = name == "zsh" ? "autoload -U compinit; compinit -D; " : ""
        process.arguments = ["-c", "\(prepare)source \(script.path); \(question)"]
        process.environment = [
            "PATH": "\(folder.path):/usr/bin:/bin", "HOME": folder.path, "XDG_CONFIG_HOME": folder.path,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
