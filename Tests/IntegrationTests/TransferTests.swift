import Foundation
import Testing

/// Inputs that only the client has, and finished videos that it brings back.
@Suite struct TransferTests {
    private func farmWithASecret() throws -> Farm {
        let farm = try Farm()
        let secret = farm.folder + "/farm.secret"
        let made = try run(Farm.binary("renderctl"), ["secret", "new", secret], folder: farm.folder)
        #expect(made.status == 0, "\(made.stderr)")
        farm.environment["FARM_SECRET_FILE"] = secret
        return farm
    }

    private func digest(_ path: String) throws -> String {
        let result = try run("/usr/bin/env", ["sha256sum", path], folder: NSTemporaryDirectory())
        return String(result.stdout.prefix(64))
    }

    private func firstHalf(of path: String) throws -> Data {
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        return whole.prefix(whole.count / 2)
    }

    @Test func theVideoComesBackAsASerialRunWouldHaveMadeItHere() throws {
        let farm = try farmWithASecret()
        try farm.start(workers: ["alpha"])
        let (input, serial, far) = (farm.folder + "/ä b.mp4", farm.folder + "/serial.mkv", farm.folder + "/far.mkv")
        try Clips.make(input, seconds: 1)
        try Clips.renderSerially(input, filter: "hflip", to: serial)
        let submission = ["submit", input, "-o", far, "--upload", "--filter", "hflip", "--encoder", "ffv1"]
        let first = try farm.control(submission)
        #expect(first.status == 0, "\(first.stderr)")
        #expect(first.stderr.contains("sending "))
        #expect(try Clips.fingerprint(far) == Clips.fingerprint(serial))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: farm.folder).allSatisfy { !$0.hasSuffix(".partial") })

        let again = try farm.control(submission)
        #expect(again.status == 1 && again.stderr.contains("it exists"), "\(again.stderr)")
        let over = try farm.control(submission + ["--overwrite"])
        #expect(over.status == 0 && over.stderr.contains("has \(input) already"), "\(over.stderr)")
        #expect(try Clips.fingerprint(far) == Clips.fingerprint(serial))
        #expect(try farm.finish() == [])
    }

    @Test func whatWasBrokenOffGoesOnWhereItWas() throws {
        let farm = try farmWithASecret()
        try farm.start(workers: ["alpha"])
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 1)
        let uploads = try "\(farm.outputsFolder)/uploads/\(digest(input))"
        try FileManager.default.createDirectory(atPath: uploads, withIntermediateDirectories: true)
        try firstHalf(of: input).write(to: URL(fileURLWithPath: uploads + "/in.mp4.partial"))
        let submitted = try farm.control("submit", input, "--upload")
        #expect(submitted.stderr.contains("going on to send "), "\(submitted.stderr)")
        #expect(try digest(uploads + "/in.mp4") == digest(input))
        let job = try #require(submitted.json["job_id"] as? Int)
        #expect(try farm.control("fetch", "\(job)").status == 1 || farm.status(of: job) == "done")
        try farm.waitUntil(job, is: "done")

        let made = try #require(try farm.show(job)["output"] as? String)
        let here = farm.folder + "/here.mp4"
        let partial = try "\(farm.folder)/.job-\(job)-\(digest(made).prefix(16)).partial"
        try firstHalf(of: made).write(to: URL(fileURLWithPath: partial))
        let fetched = try farm.control("fetch", "\(job)", "-o", here)
        #expect(fetched.status == 0 && fetched.stderr.contains("going on to fetch"), "\(fetched.stderr)")
        #expect(try digest(here) == digest(made))
        #expect(fetched.json["sha256"] as? String == (try digest(made)))
        #expect(!FileManager.default.fileExists(atPath: partial))
        #expect(try farm.finish() == [])
    }

    @Test func whatIsAlteredOrTooMuchIsNotTaken() throws {
        let farm = try farmWithASecret()
        farm.configuration["upload_limit_bytes"] = 1_000_000
        try farm.start(workers: ["alpha"])
        let input = farm.folder + "/in.mp4"
        try Clips.make(input, seconds: 1)
        // What waits there is not what the name says: it is thrown away, and all of it comes anew.
        let uploads = try "\(farm.outputsFolder)/uploads/\(digest(input))"
        try FileManager.default.createDirectory(atPath: uploads, withIntermediateDirectories: true)
        try Data(repeating: 7, count: 1_000).write(to: URL(fileURLWithPath: uploads + "/in.mp4.partial"))
        let submitted = try farm.control("submit", input, "--upload")
        #expect(submitted.stderr.contains("arrived altered"), "\(submitted.stderr)")
        let job = try #require(submitted.json["job_id"] as? Int)
        try farm.waitUntil(job, is: "done")

        let made = try #require(try farm.show(job)["output"] as? String)
        let partial = try "\(farm.folder)/.job-\(job)-\(digest(made).prefix(16)).partial"
        try Data(repeating: 7, count: 1_000).write(to: URL(fileURLWithPath: partial))
        let here = farm.folder + "/here.mp4"
        let altered = try farm.control("fetch", "\(job)", "-o", here)
        #expect(altered.status == 1 && altered.stderr.contains("altered"), "\(altered.stderr)")
        #expect(!FileManager.default.fileExists(atPath: here) && !FileManager.default.fileExists(atPath: partial))
        #expect(try farm.control("fetch", "\(job)", "-o", here).status == 0)

        let large = farm.folder + "/large.bin"
        try Data(repeating: 7, count: 2_000_000).write(to: URL(fileURLWithPath: large))
        let refused = try farm.control("submit", large, "--upload")
        #expect(refused.status == 1 && refused.stderr.contains("no room for the upload"), "\(refused.stderr)")
        #expect(try farm.finish() == [])
    }

    @Test func withoutTheSecretOfClientsNothingIsTakenOrGiven() throws {
        let farm = try farmWithASecret()
        try farm.start(workers: [])
        for request in [
            "GET /api/v1/jobs/1/output", "GET /media/uploads/\(String(repeating: "a", count: 64))?name=in.mp4",
            "PATCH /media/uploads/\(String(repeating: "a", count: 64))?name=in.mp4",
        ] {
            let peer = try RawPeer(farm.address)
            peer.send("\(request) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            #expect(try peer.readToEnd().hasPrefix("HTTP/1.1 401 "))
        }
        #expect(try farm.finish() == [])
    }
}
