import Foundation
import Testing

/// Workers that see neither the input nor the run's folder: everything comes and goes over the coordinator's port.
@Suite struct ElsewhereTests {
    private func farmOfStrangers() throws -> Farm {
        let farm = try Farm()
        try farm.startCoordinator()
        for name in ["alpha", "beta"] { try farm.startWorker(name, arguments: ["--files", "elsewhere"]) }
        try waitFor("the workers to join") { try farm.connectedWorkers() == 2 }
        return farm
    }

    /// Without an index, with one at the end, with one inside.
    @Test(arguments: ["ts", "mp4", "mkv"])
    func theVideoIsTheSameAsThatOfASerialRun(kind: String) throws {
        let farm = try farmOfStrangers()
        let (input, serial, far) = (farm.folder + "/in.\(kind)", farm.folder + "/serial.mkv", farm.folder + "/far.mkv")
        try Clips.make(input, seconds: 2)
        try Clips.renderSerially(input, filter: "hflip", to: serial)
        let job = try farm.submit([input, "-o", far, "--chunks", "6", "--filter", "hflip", "--encoder", "ffv1"])
        try farm.waitUntil(job, is: "done")
        #expect(try Clips.fingerprint(far) == Clips.fingerprint(serial))
        let log = try farm.control("logs", "\(job)").stdout
        #expect(log.contains("started: "), "ffmpeg's command reaches the run's log")
        #expect(log.contains("the input came over the network: "))
        #expect(try farm.finish() == [])
    }

    @Test func aWorkerThatSeesTheFilesUsesThem() throws {
        let farm = try Farm()
        try farm.start(workers: ["gamma"])
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 1)
        let job = try farm.submit([input, "-o", farm.folder + "/near.mkv", "--chunks", "2"])
        try farm.waitUntil(job, is: "done")
        #expect(!(try farm.control("logs", "\(job)").stdout.contains("over the network")))
        #expect(try farm.finish() == [])
    }

    @Test func aWorkerThatIsKilledInTheMiddleOfItLeavesItsChunksToOthers() throws {
        let farm = try farmOfStrangers()
        let (input, serial, far) = (farm.folder + "/in.mp4", farm.folder + "/serial.mkv", farm.folder + "/far.mkv")
        try Clips.make(input, seconds: 2)
        try Clips.renderSerially(input, filter: "hflip", to: serial)
        let job = try farm.submit([input, "-o", far, "--chunks", "10", "--filter", "hflip", "--encoder", "ffv1"])
        try waitFor("a first chunk") { try !farm.chunks(of: job, in: "done").isEmpty }
        try farm.workers["alpha"]?.killHard()
        try farm.waitUntil(job, is: "done")
        #expect(try Clips.fingerprint(far) == Clips.fingerprint(serial))
        #expect(try farm.finish() == [])
    }

    @Test func chunksOnTheirWaySurviveTheDeathOfTheCoordinator() throws {
        let farm = try farmOfStrangers()
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 2)
        let job = try farm.submit([input, "-o", farm.folder + "/out.mkv", "--chunks", "8"])
        for _ in 0..<2 {
            let before = try farm.chunks(of: job, in: "done").count
            try waitFor("a further chunk") {
                try farm.chunks(of: job, in: "done").count > before || farm.status(of: job) == "done"
            }
            try farm.coordinator?.killHard()
            try farm.startCoordinator()
        }
        try farm.waitUntil(job, is: "done")
        #expect(try farm.finish() == [])
    }

    @Test func anInputThatChangesIsNotRenderedFrom() throws {
        let farm = try farmOfStrangers()
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 2)
        for name in ["alpha", "beta"] { farm.workers[name]?.signal(SIGSTOP) }
        let job = try farm.submit([input, "-o", farm.folder + "/out.mkv", "--chunks", "4"])
        try farm.waitUntil(job, is: "rendering")
        let file = try #require(FileHandle(forWritingAtPath: input))
        try file.seekToEnd()
        try file.write(contentsOf: Data([0]))
        try file.close()
        for name in ["alpha", "beta"] { farm.workers[name]?.signal(SIGCONT) }
        try farm.waitUntil(job, is: "failed")
        #expect(try farm.control("report", "\(job)").stdout.contains("the input changed since it was analysed"))
        #expect(try farm.finish() == [])
    }

    @Test func withoutALeaseNothingIsToBeHad() throws {
        let farm = try farmOfStrangers()
        for request in [
            "GET /media/attempts/1/input", "HEAD /media/attempts/1/chunk", "PATCH /media/attempts/1/chunk",
            "GET /media/attempts/../input", "GET /media/attempts/99999999999999999999/input",
        ] {
            let peer = try RawPeer(farm.address)
            peer.send(
                "\(request) HTTP/1.1\r\nConnection: close\r\nAuthorization: Bearer \(String(repeating: "0", count: 64))\r\n\r\n"
            )
            #expect(try peer.readToEnd().hasPrefix("HTTP/1.1 403 "))
        }
        #expect(try farm.finish() == [])
    }
}
