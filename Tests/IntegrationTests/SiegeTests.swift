import FarmSecrets
import FarmWire
import Foundation
import Glibc
import Synchronization
import Testing

/// Everything that a stranger can do to the port, all at once and as fast as it goes, while the farm renders.
@Suite struct SiegeTests {
    /// Far above what a coordinator with a hundred peers takes, and far below what the besiegers send.
    private static let memoryLimitKilobytes = 256 << 10

    @Test func theFarmRendersThroughoutASiege() throws {
        let farm = try Farm()
        let secretFile = farm.folder + "/farm.secret"
        try run(Farm.binary("renderctl"), ["secret", "new", secretFile], folder: farm.folder)
        farm.environment["FARM_SECRET_FILE"] = secretFile
        try farm.start()
        try Clips.make(farm.folder + "/in.mp4", seconds: 2)
        let siege = Siege(of: farm.address, secret: try SecretFile.read(secretFile))
        siege.begin()
        try siege.waitUntilUnderWay()
        // One job after the other, from friends that come while every besieger is at work.
        for index in 1...2 {
            let words = [farm.folder + "/in.mp4", "-o", "\(farm.folder)/out\(index).mp4", "--chunks", "4", "--wait"]
            // Each try waits in line with the besiegers, and on a busy machine not always long enough.
            try waitFor("job \(index) to be rendered") {
                let result = try farm.control(["submit", "--overwrite"] + words)
                #expect([0, 69].contains(result.status), "\(result.stdout) \(result.stderr)")
                return result.status == 0
            }
        }
        let attempts = try siege.end()
        for (name, count) in attempts { #expect(count >= 3, "\(name) tried only \(count) times") }

        #expect(farm.coordinator?.isRunning == true)
        #expect(try farm.connectedWorkers() == 2)
        let peak = try #require(farm.coordinator.flatMap { peakKilobytes(of: $0.pid) })
        #expect(peak < Self.memoryLimitKilobytes, "\(peak) KiB")
        let log = farm.log("coordinatord")
        #expect(log.components(separatedBy: "denied: its secret is not").count <= 3, "\(log)")
        #expect(log.split(separator: "\n").count < 150, "\(log)")
        #expect(try farm.finish() == [])
    }

    /// A farm that can hold forty connections is besieged by two hundred that say nothing, or not enough.
    @Test func friendsGetInHoweverManyStrangersHangOn() throws {
        let farm = try Farm()
        farm.configuration["max_connections"] = 40
        try farm.start()
        let beginnings = ["", "{\"type\":\"client_hel", "GET / HT", "GET / HTTP/1.1\r\nHost: x\r\nX: "]
        let strangers = try (0..<200).map { index in
            let peer = try RawPeer(farm.address)
            peer.send(beginnings[index % beginnings.count])
            return peer
        }
        for _ in 1...3 { #expect(try farm.control("jobs").status == 0) }
        #expect(try farm.connectedWorkers() == 2)
        withExtendedLifetime(strangers) {}
        #expect(try farm.finish() == [])
    }

    /// In a farm with a secret, whoever has proved nothing is cut off after a kilobyte.
    @Test func whoHasProvedNothingIsHeardForAKilobyte() throws {
        let farm = try Farm()
        try run(Farm.binary("renderctl"), ["secret", "new", farm.folder + "/farm.secret"], folder: farm.folder)
        farm.environment["FARM_SECRET_FILE"] = farm.folder + "/farm.secret"
        try farm.startCoordinator()
        let peer = try RawPeer(farm.address)
        peer.send([UInt8](repeating: UInt8(ascii: "{"), count: 2_000))
        #expect(try peer.readToEnd().contains("denied"))
        #expect(try farm.finish() == [])
    }
}

/// The besiegers, each on a thread of its own.
private final class Siege: Sendable {
    private let address: String
    private let secret: FarmSecret
    private let state = Mutex<State>(State())

    private struct State {
        var isOver = false
        var attempts: [String: Int] = [:]
        var running = 0
    }

    init(of address: String, secret: FarmSecret) {
        self.address = address
        self.secret = secret
    }

    func begin() {
        let besiegers: [(String, @Sendable () throws -> Void)] = [
            ("random bytes", randomBytes), ("half a request", halfARequest), ("a line without end", endlessLine),
            ("a wrong secret", wrongSecret), ("nonsense of a worker", workersNonsense), ("a slow one", slowOne),
        ]
        for (name, attack) in besiegers {
            state.withLock { $0.running += 1 }
            Thread.detachNewThread { [self] in
                while !state.withLock({ $0.isOver }) {
                    // That a connection fails is what the farm may do to besiegers.
                    try? attack()
                    // Hundreds in a second from each; without a pause they would take the machine, and not the port.
                    usleep(2_000)
                    state.withLock { $0.attempts[name, default: 0] += 1 }
                }
                state.withLock { $0.running -= 1 }
            }
        }
    }

    func waitUntilUnderWay() throws {
        try waitFor("the besiegers") { state.withLock { $0.attempts.count == 6 } }
    }

    func end() throws -> [String: Int] {
        state.withLock { $0.isOver = true }
        try waitFor("the besiegers to go home") { state.withLock { $0.running == 0 } }
        return state.withLock { $0.attempts }
    }

    private func randomBytes() throws {
        let peer = try RawPeer(address)
        peer.send((0..<Int.random(in: 1...2_000)).map { _ in UInt8.random(in: 0...255) })
    }

    private func halfARequest() throws {
        let texts = [
            "{\"type\":\"introduction\",\"protocol\":1,\"ro", "GET /api/jobs HTTP/1.1\r\nHos", "POST / HTTP/1.1\r\n",
            "{\"type\":\"client_hello\",\"protocol\":1,\"version\":\"x\"}\n{\"type\":\"jobs\"}\n",
        ]
        let peer = try RawPeer(address)
        peer.send(texts.randomElement() ?? "")
    }

    /// As much of a gigabyte without a newline as the coordinator takes.
    private func endlessLine() throws {
        let peer = try RawPeer(address)
        peer.send("{\"type\":\"client_hello\",\"x\":\"")
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<1_024 where !state.withLock({ $0.isOver }) {
            guard peer.send(piece) else { return }
        }
    }

    private func wrongSecret() throws {
        let peer = try RawPeer(address)
        let nonce = String(repeating: "0", count: 64)
        peer.send(
            "{\"type\":\"introduction\",\"protocol\":1,\"role\":\"client\",\"nonce\":\"\(nonce)\"}\n"
                + "{\"type\":\"proof\",\"proof\":\"\(nonce)\"}\n")
    }

    /// Knows the secret, greets as a worker should, and then sends what no worker says.
    private func workersNonsense() throws {
        let peer = try RawPeer(address)
        guard let handshake = try PeerHandshake.begin(as: .worker, secret) else { return }
        peer.send(handshake.introduction.line)
        let challenge = try peer.readLine()
        peer.send(try challenge.withUnsafeBytes { try handshake.answer(to: $0) }.line)
        peer.send(
            "{\"type\":\"worker_hello\",\"protocol\":1,\"name\":\"nonsense\",\"instance\":\"\(UInt32.random(in: 0...(.max)))\","
                + "\"slots\":4,\"pid\":1,\"host\":\"h\",\"version\":\"0\",\"held_attempts\":[],\"is_draining\":true}\n")
        _ = try peer.readLine()
        let nonsense = [
            "{\"type\":\"heartbeat\"}\n", "}{\n", "{\"type\":\"attempt_succeeded\",\"attempt_id\":1,\"product\":7}\n",
            "{\"type\":\"worker_hello\",\"protocol\":9}\n", String(repeating: "[", count: 100_000) + "\n",
            String(decoding: (0..<500).map { _ in UInt8.random(in: 0x20...0x7e) }, as: UTF8.self) + "\n",
        ]
        peer.send(nonsense.randomElement() ?? "")
        _ = try peer.readToEnd()
    }

    /// A byte at a time, and never enough.
    private func slowOne() throws {
        let peer = try RawPeer(address)
        for byte in Array("{\"type\":\"introd".utf8) {
            guard peer.send([byte]) else { return }
            usleep(2_000)
        }
    }
}

private func peakKilobytes(of pid: pid_t) -> Int? {
    let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
}
