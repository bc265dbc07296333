import Foundation
import Testing

/// `renderctl bench` measures a real farm with real videos, and leaves nothing of them.
@Suite struct BenchmarkTests {
    @Test func aRunningFarmIsMeasured() throws {
        let farm = try Farm()
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 1)
        try farm.start()
        let files = ["b.json", "b.svg", "b.html"].map { farm.folder + "/" + $0 }
        let result = try farm.control(
            "bench", input, "--filter", "hflip", "--encoder", "ffv1", "--chunks", "2", "--sweep", "1,2,9", "--repeat",
            "1", "--export", files[0], "--plot", files[1], "--html", files[2])
        #expect(result.status == 0, "\(result.stdout) \(result.stderr)")
        let export = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: files[0]))) as? [String: Any])
        let runs = try #require(export["runs"] as? [[String: Any]])
        #expect(runs.compactMap { $0["kind"] as? String } == ["serial", "plain", "farm", "farm"])
        #expect(runs.compactMap { $0["workers"] as? Int } == [1, 2])
        #expect(runs.allSatisfy { ($0["frames"] as? Int ?? 0) == 25 })
        #expect(runs.suffix(2).allSatisfy { ($0["attempts"] as? [Any])?.count == 2 })
        #expect((export["verified"] as? String)?.contains("the same pixels at the same time") == true)
        #expect((export["remarks"] as? [String])?.contains { $0.contains("left out of the sweep: 9") } == true)
        #expect(try String(contentsOfFile: files[1], encoding: .utf8).hasPrefix("<svg"))
        #expect(try String(contentsOfFile: files[2], encoding: .utf8).contains("</html>"))
        // The warm-up and both runs have made a video each, and all are gone again.
        let outputs = try FileManager.default.contentsOfDirectory(atPath: farm.outputsFolder + "/final")
        #expect(outputs == [])
        #expect(try farm.finish() == [])
    }
}
