import Foundation
import Testing

/// What people watch with: the live view in a terminal, and its lines where there is none.
@Suite struct WatchingTests {
    @Test func theLiveViewInARealTerminal() throws {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let script = repository.appendingPathComponent("terminal/run").path
        let hasTmux = try run("/bin/sh", ["-c", "command -v tmux"], folder: NSTemporaryDirectory()).status == 0
        guard hasTmux else {
            print("note: tmux is not installed: Tests/terminal/run installs it, and was left out here")
            return
        }
        let folder = (Farm.binary("renderctl") as NSString).deletingLastPathComponent
        let result = try run(script, [folder], folder: NSTemporaryDirectory())
        #expect(result.status == 0, "\(result.stderr)")
    }

    @Test func withoutATerminalEachEventIsALineOfJSON() throws {
        let farm = try Farm()
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 1, size: "160x90")
        try farm.start(workers: ["alpha"])
        let job = try farm.submit([input, "--chunks", "3"])
        let result = try farm.control("watch", "\(job)")
        #expect(result.status == 0, "\(result.stderr)")
        let events = result.stdout.split(separator: "\n").compactMap { line in
            (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
        }
        #expect(events.count == result.stdout.split(separator: "\n").count)
        #expect(events.first?["type"] as? String == "snapshot")
        let last = events.last { $0["type"] as? String == "job" }?["job"] as? [String: Any]
        let snapshot = (events.first?["jobs"] as? [[String: Any]])?.first
        #expect((last ?? snapshot)?["status"] as? String == "done")
        #expect(try farm.finish() == [])
    }
}
