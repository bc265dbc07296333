import FarmModel
import Foundation
import Testing

@testable import MediaPlan

/// The commands of every encoder into every container that holds it, word by word: whoever changes one sees what else
/// changes with it. `UPDATE_GOLDEN=1` writes them anew.
@Suite struct GoldenCommandTests {
    @Test(arguments: EncoderFacts.all.map(\.name))
    func commands(of encoder: String) throws {
        let facts = try #require(EncoderFacts.named(encoder))
        var text = "chunk:  " + shellQuoted(chunk(facts)) + "\n"
        for name in OutputContainer.extensions {
            let container = Fixtures.container(name)
            guard container.holds(videoCodec: facts.codec) else { continue }
            text += "\n.\(name)\n"
            text += "merge:  " + shellQuoted(merge(facts, container, .copy)) + "\n"
            text += "again:  " + shellQuoted(merge(facts, container, .reencode)) + "\n"
            text += "serial: " + shellQuoted(try serial(facts, container)) + "\n"
        }
        try check(text, "commands_\(encoder)")
    }

    private func check(_ text: String, _ name: String) throws {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Golden/\(name).txt")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil { try Data(text.utf8).write(to: url) }
        let expected = try String(contentsOf: url, encoding: .utf8)
        #expect(text == expected)
    }

    private let chunks = [
        Fixtures.chunk(first: 0, count: 250, start: 0, end: 128_000, last: 127_488, seek: nil, warmUp: 0),
        Fixtures.chunk(end: nil),
    ]

    private var probe: ProbeReport { Fixtures.probe(audio: ["aac", "vorbis"], subtitles: ["subrip"]) }

    private func request(_ encoder: EncoderFacts) -> VideoRequest {
        let crf: Int? = if case .none = encoder.quality { nil } else { 20 }
        return VideoRequest(
            input: "/videos/in.mp4", filter: "hflip", encoding: EncoderSettings(encoder: encoder.name, crf: crf))
    }

    private func chunk(_ encoder: EncoderFacts) -> [String] {
        var task = Fixtures.task(encoder: encoder.name, chunk: Fixtures.chunk())
        task.settings = RequestCheck.settings(of: request(encoder), probe: probe)
        return RenderCommand.arguments(
            for: task, ffmpeg: Fixtures.ffmpeg51, writingTo: "/chunks/a.\(encoder.chunk.rawValue)", seamsIn: "/scratch")
    }

    private func merge(
        _ encoder: EncoderFacts, _ container: OutputContainer, _ method: MergeReport.Method
    ) -> [String] {
        var plan = Fixtures.plan(chunks: chunks, encoder: encoder.name)
        plan.settings = RequestCheck.settings(of: request(encoder), probe: probe)
        return MergeCommand(
            plan: plan, probe: probe, container: container, request: request(encoder), method: method
        ).arguments(
            ffmpeg: Fixtures.ffmpeg51, list: "concat_list.txt", threads: 2,
            writingTo: "/out/a.\(container.fileExtension)")
    }

    private func serial(_ encoder: EncoderFacts, _ container: OutputContainer) throws -> [String] {
        let command = SerialCommand(request: request(encoder), probe: probe, container: container, threads: 1)
        return try #require(command).arguments(
            ffmpeg: Fixtures.ffmpeg51, writingTo: "/out/b.\(container.fileExtension)")
    }
}
