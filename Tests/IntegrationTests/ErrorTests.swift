import Foundation
import Testing

/// Bad input gives a clear error with the right exit status, and the farm goes on.
@Suite struct ErrorTests {
    private static func error(of output: CommandOutput) -> String {
        let error = output.json["error"] as? [String: Any] ?? output.json["failure"] as? [String: Any] ?? [:]
        return ["summary", "cause", "hint"].compactMap { error[$0] as? String }.joined(separator: " / ")
    }

    @Test func submissionsThatCannotWork() throws {
        let farm = try Farm()
        try farm.start()
        let good = farm.folder + "/good.mp4"
        try Clips.make(good, seconds: 1)
        let text = farm.folder + "/text.mp4"
        try "this is no video".write(toFile: text, atomically: true, encoding: .utf8)
        let empty = farm.folder + "/empty.mp4"
        try Data().write(to: URL(fileURLWithPath: empty))
        let sound = farm.folder + "/sound.m4a"
        try run(
            "/usr/bin/env", ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", sound],
            folder: farm.folder)
        // Arguments, exit status, and words that must be said.
        let cases: [([String], Int32, String)] = [
            ([farm.folder + "/missing.mp4"], 1, "no such file"),
            ([farm.folder], 1, "is a directory"),
            ([empty], 1, "empty"),
            ([text], 2, "text.mp4"),
            ([sound], 2, "no video"),
            ([good, "--filter", "nosuchfilter"], 2, "nosuchfilter"),
            ([good, "--filter", "scale=0:0:0:0:x"], 2, "filter"),
            ([good, "--encoder", "libnothing"], 2, "libnothing"),
            ([good, "-o", farm.folder + "/missing/out.mp4"], 1, "does not exist"),
            ([good, "-o", text + "/out.mp4"], 1, "not writable"),
            ([good, "-o", good, "--overwrite"], 1, "the input itself"),
            ([good, "-o", text], 1, "it exists"),
        ]
        for (arguments, status, words) in cases {
            let result = try farm.control(["submit"] + arguments + ["--wait"])
            #expect(result.status == status, "\(arguments): \(result.stdout) \(result.stderr)")
            let said = Self.error(of: result)
            #expect(said.lowercased().contains(words), "\(arguments): \(said) | \(result.stdout)")
        }
        // A file that existed is as it was.
        #expect(try String(contentsOfFile: text, encoding: .utf8) == "this is no video")
        let last = try farm.control("submit", good, "-o", farm.folder + "/out.mp4", "--wait")
        #expect(last.status == 0, "\(last.stdout) \(last.stderr)")
        #expect(try farm.finish() == [])
    }

    @Test func nobodyThere() throws {
        let farm = try Farm()
        let result = try run(
            Farm.binary("renderctl"), ["--coordinator", "127.0.0.1:1", "jobs"], folder: farm.folder)
        #expect(result.status == 69)
        #expect(result.stderr.contains("error: no coordinator is listening on 127.0.0.1:1"))
        #expect(result.stderr.contains("hint:"))
    }

    @Test func aJobWithoutWorkersSaysWhatItWaitsFor() throws {
        let farm = try Farm()
        let gates = try GatedFFmpeg(in: farm.folder)
        farm.environment = gates.environment
        try farm.startCoordinator()
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 1)
        try gates.hold(.probe)
        let job = try farm.submit([input, "-o", farm.folder + "/out.mp4"])
        // The analysis may take its time: that nobody is there to render can be said at once.
        try gates.waitUntilHeld(.probe)
        #expect(try farm.show(job)["status"] as? String == "analyzing")
        #expect(try farm.show(job)["waiting_for"] as? String == "a worker")
        gates.release(.probe)
        try waitFor("the job to say that it waits for a worker") {
            try farm.show(job)["waiting_for"] as? String == "a worker"
        }
        try farm.startWorker("alpha")
        try farm.waitUntil(job, is: "done")
        #expect(try farm.finish() == [])
    }

    @Test func aLinkThatLeadsNowhereIsInTheWay() throws {
        let farm = try Farm()
        try farm.startCoordinator()
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 1)
        try FileManager.default.createSymbolicLink(
            atPath: farm.folder + "/out.mp4", withDestinationPath: "nowhere.mp4")
        let result = try farm.control("submit", input, "-o", farm.folder + "/out.mp4")
        #expect(result.status == 1)
        #expect(result.stdout.contains("it is a link that leads nowhere"))
        #expect(try farm.finish() == [])
    }

    @Test func twoCoordinatorsOnOneStateFolder() throws {
        let farm = try Farm()
        try farm.startCoordinator()
        let result = try run(
            Farm.binary("coordinatord"),
            ["--listen", "127.0.0.1:0", "--state", farm.stateFolder, "--outputs", farm.outputsFolder],
            folder: farm.folder)
        #expect(result.status == 1)
        #expect(result.stderr.contains("in use by another coordinator"))
        let taken = try run(
            Farm.binary("coordinatord"),
            ["--listen", farm.address, "--state", farm.folder + "/other", "--outputs", farm.outputsFolder],
            folder: farm.folder)
        #expect(taken.status == 1)
        #expect(taken.stderr.contains("address already in use"))
        #expect(try farm.finish() == [])
    }

    @Test func strangersAreRefused() throws {
        let farm = try Farm()
        let result = try run(
            Farm.binary("coordinatord"), ["--listen", "0.0.0.0:0", "--state", farm.stateFolder], folder: farm.folder)
        #expect(result.status == 78)
        #expect(result.stderr.contains("will not listen on 0.0.0.0:0 without a secret"))
    }

    @Test func aDamagedJournalIsNamed() throws {
        let farm = try Farm()
        try farm.start()
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 1)
        let result = try farm.control("submit", input, "-o", farm.folder + "/out.mp4", "--wait")
        #expect(result.status == 0)
        try farm.coordinator?.killHard()
        let path = farm.stateFolder + "/journal.jsonl"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[20] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        let start = try run(
            Farm.binary("coordinatord"), ["--listen", farm.address, "--state", farm.stateFolder], folder: farm.folder)
        #expect(start.status == 1)
        #expect(start.stderr.contains("journal.jsonl, line 1"))
        for worker in farm.workers.values { try worker.killHard() }
    }
}
