import Foundation
import Testing

/// Whoever reaches the port may say anything, and the farm goes on.
@Suite struct AbuseTests {
    private static let greeting = "{\"type\":\"client_hello\",\"protocol\":1,\"version\":\"x\"}\n"

    @Test func aSecondRequestBeforeTheEndOfAnAnswerIsRefused() throws {
        let farm = try Farm()
        try farm.startCoordinator()
        try Clips.make(farm.folder + "/in.mp4", seconds: 1)
        let job = try farm.submit([farm.folder + "/in.mp4", "-o", farm.folder + "/out.mp4"])
        for request in [
            "{\"type\":\"follow\",\"job_id\":\(job)}\n", "{\"type\":\"logs\",\"job_id\":\(job),\"follow\":true}\n",
        ] {
            let peer = try RawPeer(farm.address)
            peer.send(Self.greeting + String(repeating: request, count: 10_000))
            #expect(try peer.readToEnd().contains("the answer to the last one is not complete"))
        }
        #expect(try farm.control("cancel", "\(job)").status == 0)
        try farm.waitUntil(job, is: "cancelled")
        #expect(try farm.finish() == [])
    }

    @Test func aClientThatReadsLateGetsEveryAnswer() throws {
        let farm = try Farm()
        try farm.startCoordinator()
        let late = try RawPeer(farm.address)
        // The answers are far more than the coordinator holds for one client: it has to stop listening, and go on.
        let questions = 20_000
        late.send(Self.greeting + String(repeating: "{\"type\":\"status\"}\n", count: questions))
        late.finishSending()
        #expect(try farm.control("jobs").status == 0)
        let answers = try late.readToEnd().split(separator: "\n")
        #expect(answers.count == questions + 1)
        #expect(answers.dropFirst().allSatisfy { $0.hasPrefix("{\"type\":\"status\"") && $0.hasSuffix("}") })
        #expect(try farm.finish() == [])
    }

    @Test func strangersDoNotFillTheLog() throws {
        let farm = try Farm()
        try farm.startCoordinator()
        for _ in 1...100 {
            let peer = try RawPeer(farm.address)
            peer.send("{ this is no message \u{1B}[2J\n")
            #expect(try peer.readToEnd().contains("refused"))
        }
        let endless = try RawPeer(farm.address)
        endless.send([UInt8](repeating: UInt8(ascii: "{"), count: 200_000))
        #expect(try endless.readToEnd().contains("longer than"))
        #expect(try farm.control("jobs").status == 0)
        let log = farm.log("coordinatord")
        // Once for each of the two, besides what every start says.
        #expect(log.components(separatedBy: "refused").count == 3, "\(log)")
        #expect(!log.contains("\u{1B}"))
        #expect(try farm.finish() == [])
    }
}
