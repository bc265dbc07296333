import Foundation
import Glibc
import Testing

/// A farm with a secret: who has it takes part, and who has another, half of it or none does not.
@Suite struct TrustTests {
    private static let greeting = "{\"type\":\"client_hello\",\"protocol\":1,\"version\":\"x\"}\n"
    private static let workerGreeting =
        "{\"type\":\"worker_hello\",\"protocol\":1,\"name\":\"evil\",\"instance\":\"e\",\"slots\":4,\"pid\":1,"
        + "\"host\":\"h\",\"version\":\"0\",\"held_attempts\":[],\"is_draining\":false}\n"

    /// A farm with a secret of its own, and the secrets made from it.
    private func farmWithSecret() throws -> Farm {
        let farm = try Farm()
        func make(_ words: [String]) throws {
            let made = try run(Farm.binary("renderctl"), words, folder: farm.folder)
            #expect(made.status == 0, "\(made.stderr)")
        }
        try make(["secret", "new", farm.folder + "/farm.secret"])
        let source = ["--secret-file", farm.folder + "/farm.secret", "secret", "new"]
        try make(source + [farm.folder + "/workers.secret", "--for", "workers"])
        try make(source + [farm.folder + "/clients.secret", "--for", "clients"])
        try make(["secret", "new", farm.folder + "/other.secret"])
        farm.environment["FARM_SECRET_FILE"] = farm.folder + "/farm.secret"
        return farm
    }

    private func renderctl(_ farm: Farm, secret: String?, _ words: [String]) throws -> CommandOutput {
        try run(
            Farm.binary("renderctl"), ["--coordinator", farm.address] + words,
            environment: ["FARM_SECRET_FILE": secret.map { "\(farm.folder)/\($0)" } ?? ""], folder: farm.folder)
    }

    private func worker(_ farm: Farm, secret: String?) throws -> CommandOutput {
        try run(
            Farm.binary("render-worker"),
            ["--coordinator", farm.address, "--name", "stranger", "--scratch", farm.folder + "/scratch-stranger"],
            environment: ["FARM_SECRET_FILE": secret.map { "\(farm.folder)/\($0)" } ?? ""], folder: farm.folder)
    }

    @Test func aFarmWithASecretRendersForThoseWhoHaveIt() throws {
        let farm = try farmWithSecret()
        try farm.startCoordinator()
        try farm.startWorker("alpha")
        try farm.startWorker("beta", environment: ["FARM_SECRET_FILE": farm.folder + "/workers.secret"])
        try waitFor("the workers to join") { try farm.connectedWorkers() == 2 }
        try Clips.make(farm.folder + "/in.mp4", seconds: 1)
        let result = try renderctl(
            farm, secret: "clients.secret",
            ["submit", farm.folder + "/in.mp4", "-o", farm.folder + "/out.mp4", "--chunks", "2", "--wait"])
        #expect(result.status == 0, "\(result.stderr)")
        #expect(FileManager.default.fileExists(atPath: farm.folder + "/out.mp4"))
        #expect(farm.log("coordinatord").contains("with a secret"))

        // Killed and started again, it has the same friends.
        try farm.coordinator?.killHard()
        try farm.startCoordinator()
        try waitFor("the workers to come back") { try farm.connectedWorkers() == 2 }
        #expect(try farm.finish() == [])
    }

    @Test(arguments: [nil, "other.secret", "workers.secret"])
    func aClientWithoutTheSecretIsRefused(secret: String?) throws {
        let farm = try farmWithSecret()
        try farm.start()
        try Clips.make(farm.folder + "/in.mp4", seconds: 1)
        for words in [["jobs"], ["cancel", "1"], ["status"], ["submit", farm.folder + "/in.mp4"]]
        where words != ["status"] {
            let result = try renderctl(farm, secret: secret, words)
            #expect(result.status == 77, "\(words): \(result.stderr)")
            #expect(result.stderr.contains("error: ") && result.stderr.contains("hint: "))
        }
        #expect(try farm.control("jobs").stdout == "{\"jobs\":[]}\n")
        #expect(try farm.finish() == [])
    }

    @Test(arguments: [nil, "other.secret", "clients.secret"])
    func aWorkerWithoutTheSecretIsRefused(secret: String?) throws {
        let farm = try farmWithSecret()
        try farm.startCoordinator()
        let result = try worker(farm, secret: secret)
        #expect(result.status == 77, "\(result.stderr)")
        #expect(result.stderr.contains("hint: "))
        #expect(try farm.control("workers").stdout == "{\"workers\":[]}\n")
        #expect(try farm.finish() == [])
    }

    /// Words that would do something in a farm without a secret, and bytes of a handshake out of order, do nothing.
    @Test func nothingIsDoneForWhoHasProvedNothing() throws {
        let farm = try farmWithSecret()
        try farm.startCoordinator()
        let nonce = String(repeating: "a", count: 64)
        let openings = [
            Self.greeting + "{\"type\":\"jobs\"}\n{\"type\":\"shutdown\"}\n", Self.workerGreeting,
            "{\"type\":\"proof\",\"proof\":\"\(nonce)\"}\n" + Self.greeting + "{\"type\":\"jobs\"}\n",
            "{\"type\":\"introduction\",\"protocol\":1,\"role\":\"client\",\"nonce\":\"\(nonce)\"}\n" + Self.greeting
                + "{\"type\":\"jobs\"}\n",
            "{\"type\":\"introduction\",\"protocol\":1,\"role\":\"client\",\"nonce\":\"\(nonce)\"}\n"
                + "{\"type\":\"proof\",\"proof\":\"\(nonce)\"}\n" + Self.greeting + "{\"type\":\"jobs\"}\n",
        ]
        for opening in openings {
            let peer = try RawPeer(farm.address)
            peer.send(opening)
            let answer = try peer.readToEnd()
            #expect(answer.hasSuffix("}\n") && (answer.contains("denied") || answer.contains("refused")), "\(answer)")
            #expect(!answer.contains("welcome") && !answer.contains("\"jobs\""))
        }
        #expect(farm.coordinator?.isRunning == true)
        #expect(try farm.control("workers").stdout == "{\"workers\":[]}\n")
        #expect(try farm.finish() == [])
    }

    /// A whole handshake of a friend, recorded and played again byte for byte.
    @Test func aRecordedHandshakeIsWorthNothing() throws {
        let farm = try farmWithSecret()
        try farm.startCoordinator()
        let listener = try Eavesdropper(to: farm.address)
        let overheard = try run(
            Farm.binary("renderctl"), ["--coordinator", listener.address, "jobs"], environment: farm.environment,
            folder: farm.folder)
        #expect(overheard.status == 0, "\(overheard.stderr)")
        let spoken = try listener.spoken()
        #expect(spoken.contains("introduction") && spoken.contains("proof") && spoken.contains("jobs"))
        let secret = try String(contentsOfFile: farm.folder + "/farm.secret", encoding: .utf8)
        let key = try #require(secret.split(separator: "\n").last?.split(separator: " ").last.map(String.init))
        #expect(!spoken.contains(key), "the secret itself crossed the wire")

        let replay = try RawPeer(farm.address)
        replay.send(spoken)
        let answer = try replay.readToEnd()
        #expect(answer.contains("denied") && !answer.contains("welcome"), "\(answer)")
        #expect(try farm.finish() == [])
    }

    /// Who merely listens at the coordinator's address learns nothing but that somebody is there.
    @Test func nothingIsSaidToAnImpostor() throws {
        let farm = try farmWithSecret()
        try farm.startCoordinator()
        // A coordinator of another farm stands at the place where this farm's friends look.
        let result = try run(
            Farm.binary("renderctl"),
            ["--coordinator", farm.address, "--secret-file", farm.folder + "/other.secret", "jobs"],
            folder: farm.folder)
        #expect(result.status == 77)
        #expect(result.stderr.contains("the coordinator does not know the secret used here"))
        #expect(try farm.finish() == [])
    }

    @Test func aFarmWithoutASecretIsNoFarmForThoseWhoInsistOnOne() throws {
        let farm = try farmWithSecret()
        let secret = farm.environment.removeValue(forKey: "FARM_SECRET_FILE")
        try farm.startCoordinator()
        let client = try renderctl(farm, secret: "farm.secret", ["jobs"])
        #expect(client.status == 77)
        #expect(client.stderr.contains("this farm has no secret"))
        #expect(secret != nil)
        #expect(try farm.finish() == [])
    }

    @Test func listeningBeyondThisMachineNeedsASecret() throws {
        let farm = try farmWithSecret()
        farm.environment = [:]
        func coordinator(_ words: [String]) throws -> CommandOutput {
            try run(
                Farm.binary("coordinatord"), ["--listen", "0.0.0.0:0", "--state", farm.stateFolder] + words,
                folder: farm.folder)
        }
        #expect(try coordinator([]).status == 78)
        chmod(farm.folder + "/farm.secret", 0o644)
        let loose = try coordinator(["--secret-file", farm.folder + "/farm.secret"])
        #expect(loose.status == 78)
        #expect(loose.stderr.contains("chmod 600"))
        #expect(try coordinator(["--secret-file", farm.folder + "/workers.secret"]).status == 78)
        #expect(!FileManager.default.fileExists(atPath: farm.stateFolder), "it had begun")
        chmod(farm.folder + "/farm.secret", 0o600)

        farm.environment["FARM_SECRET_FILE"] = farm.folder + "/farm.secret"
        try farm.startCoordinator(listen: "0.0.0.0:0")
        #expect(try farm.control("jobs").status == 0)
        #expect(try farm.finish() == [])
    }

    private func token(_ farm: Farm, _ secret: String, _ words: [String] = []) throws -> String {
        try renderctl(farm, secret: secret, ["secret", "token"] + words).stdout
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func get(_ path: String, of farm: Farm, token: String? = nil, headers: String = "") throws -> String {
        let peer = try RawPeer(farm.address)
        let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        peer.send(
            "GET \(path) HTTP/1.1\r\nHost: \(farm.address)\r\nConnection: close\r\n\(authorization)\(headers)\r\n")
        return try peer.readToEnd()
    }

    @Test func theWebInterfaceOpensWithATokenOfAClient() throws {
        let farm = try farmWithSecret()
        try farm.startCoordinator()
        #expect(try get("/healthz", of: farm).hasPrefix("HTTP/1.1 200"))
        #expect(try get("/", of: farm).hasPrefix("HTTP/1.1 401"))
        #expect(try get("/", of: farm, token: "1-00").hasPrefix("HTTP/1.1 401"))
        #expect(try get("/", of: farm, token: try token(farm, "other.secret")).hasPrefix("HTTP/1.1 401"))
        #expect(try renderctl(farm, secret: "workers.secret", ["secret", "token"]).status == 77)
        #expect(try get("/", of: farm, token: try token(farm, "clients.secret")).hasPrefix("HTTP/1.1 200"))

        // What a browser does with the address that it is given.
        let address = try renderctl(farm, secret: "clients.secret", ["dashboard", "--valid", "1h"]).stdout
        let link = "http://\(farm.address)"
        #expect(address.hasPrefix(link + "/enter?token="))
        let entrance = try get(address.dropFirst(link.count).trimmingCharacters(in: .whitespacesAndNewlines), of: farm)
        #expect(entrance.hasPrefix("HTTP/1.1 303"), "\(entrance)")
        let cookie = try #require(
            entrance.components(separatedBy: "Set-Cookie: ").last?.components(separatedBy: ";").first)
        #expect(try get("/", of: farm, headers: "Cookie: \(cookie)\r\n").hasPrefix("HTTP/1.1 200"))
        #expect(try get("/enter?token=1-00", of: farm).hasPrefix("HTTP/1.1 401"))
        #expect(try farm.finish() == [])
    }

    /// Wrong secrets as fast as they can be sent: each waits for its answer, the log has one line, and friends are served.
    @Test func wrongSecretsAreHeldUpCountedAndLoggedOnce() throws {
        let farm = try farmWithSecret()
        try farm.start(workers: ["alpha"])
        let peers = try (0..<300).map { _ in
            let peer = try RawPeer(farm.address)
            peer.send(Self.greeting)
            return peer
        }
        #expect(try farm.control("jobs").status == 0)
        for peer in peers { #expect(try peer.readToEnd().contains("denied")) }
        #expect(farm.log("coordinatord").components(separatedBy: "denied").count == 2)
        let status = try get("/api/v1/status", of: farm, token: try token(farm, "clients.secret"))
        #expect(status.contains("\"denied_peers\":300"), "\(status)")
        #expect(try farm.finish() == [])
    }
}
