import FarmModel
import LinuxIO
import MediaPlan
import Testing

@testable import MediaStages

/// What a player meets in a file that was joined from chunks: it decodes without a word, lasts as long as its source, can
/// be entered at every joint, and has no packet out of its order.
@Suite(.serialized) struct JointTests {
    private let tools = MediaTools(programs: MediaPrograms())

    struct Kind: Sendable, CustomTestStringConvertible {
        var encoder: String
        var output: String
        var preset: String?
        var testDescription: String { "\(encoder) into \(output)" }
    }

    static let kinds = [
        Kind(encoder: "libx264", output: "x264.mp4"), Kind(encoder: "libx264", output: "x264.mkv"),
        Kind(encoder: "libx264", output: "x264.ts"),
        Kind(encoder: "libx265", output: "x265.mp4", preset: "veryfast"),
        Kind(encoder: "libsvtav1", output: "av1.mp4", preset: "12"),
        Kind(encoder: "libvpx-vp9", output: "vp9.webm", preset: "8"),
        Kind(encoder: "prores_ks", output: "prores.mov"),
        Kind(encoder: "ffv1", output: "ffv1.mkv"), Kind(encoder: "ffv1", output: "ffv1.avi"),
        Kind(encoder: "mpeg4", output: "mpeg4.avi"),
    ]

    @Test(arguments: kinds)
    func playersNoticeNothing(_ kind: Kind) throws {
        let clips = try Clips()
        let input = try clips.make(Clips.pictures("2", rate: "30000/1001") + Clips.h264 + ["in.mp4"])
        let request = VideoRequest(
            input: input, encoding: EncoderSettings(encoder: kind.encoder, encoderPreset: kind.preset),
            chunking: .count(3))
        let farm = try SmallFarm(request: request, output: clips.path(kind.output), folder: clips.path("farm"))
        let done = try farm.runAll()
        #expect(done.plan.chunks.count == 3)
        #expect(done.merge.method == .copy, "\(done.merge.fallbackReason ?? "")")
        #expect(try words(farm.run.output) == "")
        let serial = clips.path("serial_" + kind.output)
        _ = try renderSerially(request, to: serial, programs: MediaPrograms())
        try checkOrder(farm.run.output, serial)
        try checkLength(farm.run.output, input)
        // Transport streams have no index, and are entered somewhere near.
        if !kind.output.hasSuffix(".ts") { try checkEntries(farm.run.output, done.plan) }
    }

    /// What ffmpeg has to say about a file, warnings included.
    private func words(_ path: String) throws -> String {
        let result = try runCommand(
            SpawnRequest(
                program: "ffmpeg", arguments: ["-nostdin", "-v", "warning", "-i", path, "-f", "null", "-"]),
            timeoutMilliseconds: 60_000)
        return String(decoding: result.standardErrorTail, as: UTF8.self)
    }

    /// Each packet is decoded behind the one before and shown no earlier, at the times of a serial run.
    private func checkOrder(_ path: String, _ serial: String) throws {
        let (found, wanted) = (try packets(path), try packets(serial))
        let dts = found.compactMap(\.dts)
        #expect(zip(dts, dts.dropFirst()).allSatisfy { $0 < $1 })
        #expect(found.allSatisfy { $0.dts ?? $0.pts <= $0.pts })
        #expect(found.map(\.pts).sorted() == wanted.map(\.pts).sorted())
        let starts = try [path, serial].map { try tools.probe($0).video?.startMicroseconds }
        #expect(starts[0] == starts[1])
    }

    /// To a tick of the coarser clock, from the first picture to the end of the last.
    private func checkLength(_ path: String, _ input: String) throws {
        func length(_ path: String) throws -> (microseconds: Int64, tick: Int64) {
            let video = try #require(try tools.probe(path).video)
            let base = try #require(video.timeBase)
            let packets = try packets(path).sorted { $0.pts < $1.pts }
            let last = try #require(packets.last)
            // Where a file does not say how long its last picture lasts, that is as long as the one before.
            let duration = last.duration ?? last.pts - packets[packets.count - 2].pts
            let ticks = last.pts + duration - packets[0].pts
            return (MediaTime.microseconds(ticks, in: base), MediaTime.microseconds(1, in: base) + 1)
        }
        let (found, wanted) = (try length(path), try length(input))
        #expect(abs(found.microseconds - wanted.microseconds) <= max(found.tick, wanted.tick))
    }

    /// A chunk begins with a key frame: who jumps to its first picture enters there, and not far before.
    private func checkEntries(_ path: String, _ plan: VideoPlan) throws {
        let base = try #require(try tools.probe(path).video?.timeBase)
        let all = try packets(path).map(\.pts).sorted()
        for chunk in plan.chunks {
            let place = MediaTime.secondsText(all[chunk.firstFrame], in: base)
            let entered = try #require(try packets(path, from: "\(place)%+#1").first)
            #expect(entered.isKey && entered.pts <= all[chunk.firstFrame])
            if chunk.firstFrame > 0 { #expect(entered.pts > all[0], "nothing but the beginning can be entered") }
        }
    }

    private struct Packet {
        var pts: Int64
        var dts: Int64?
        var duration: Int64?
        var isKey: Bool
    }

    private func packets(_ path: String, from interval: String? = nil) throws -> [Packet] {
        let entries = ["-show_entries", "packet=pts,dts,duration,flags", "-of", "csv=p=0:nokey=0"]
        let result = try runCommand(
            SpawnRequest(
                program: "ffprobe",
                arguments: ["-v", "error", "-select_streams", "V:0"] + (interval.map { ["-read_intervals", $0] } ?? [])
                    + entries + [path]), timeoutMilliseconds: 60_000)
        return String(decoding: result.standardOutput, as: UTF8.self).split(separator: "\n").compactMap { line in
            var values: [Substring: Substring] = [:]
            for field in line.split(separator: ",") {
                let parts = field.split(separator: "=", maxSplits: 1)
                if parts.count == 2 { values[parts[0]] = parts[1] }
            }
            func number(_ name: Substring) -> Int64? { values[name].flatMap { Int64($0) } }
            guard let pts = number("pts") ?? number("dts") else { return nil }
            return Packet(
                pts: pts, dts: number("dts"), duration: number("duration"),
                isKey: values["flags"]?.contains("K") ?? false)
        }
    }
}
