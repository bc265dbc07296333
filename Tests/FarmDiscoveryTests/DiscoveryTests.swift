import FarmDiscovery
import FarmWire
import Invocation
import LinuxIO
import Testing

@Suite struct DiscoveryTests {
    private func found(_ address: String, farm: String = "f") throws -> FoundFarm {
        let address = try HostPort(parsing: address, for: "address")
        let announcement = Announcement(
            farm: farm, host: "oak", address: nil, port: Int(address.port), version: "1", needsSecret: true)
        return FoundFarm(announcement, heardFrom: address.host)
    }

    @Test func onlyOneThatCanProveItselfIsUsed() throws {
        let near = try found("127.0.0.1:7420")
        let far = try found("10.0.0.7:7420", farm: "g")
        #expect(FarmChoice(among: [], hasSecret: true) == .none)
        #expect(FarmChoice(among: [near], hasSecret: false) == .use(near))
        #expect(FarmChoice(among: [far], hasSecret: true) == .use(far))
        #expect(FarmChoice(among: [far], hasSecret: false) == .needsSecret(far))
        #expect(FarmChoice(among: [near, far], hasSecret: true) == .several([near, far]))
    }

    /// A free port, as the kernel gives it.
    private func freePort(_ loop: EventLoop) throws -> UInt16 {
        let socket = try DatagramSocket(loop: loop, host: "127.0.0.1", port: 0, limitBytes: 1) { _ in }
        defer { socket.close() }
        return socket.port
    }

    private func seek(_ loop: EventLoop, port: UInt16) throws -> [FoundFarm] {
        var result: Result<[FoundFarm], SystemError>?
        let seeker = FarmSeeker(loop: loop, port: port) { result = $0 }
        seeker.start()
        #expect(try loop.run(until: { result != nil }, deadlineMilliseconds: 20_000))
        return try #require(try result?.get())
    }

    @Test func aBeaconIsFoundOnceHoweverOftenItAnswers() throws {
        let loop = try EventLoop()
        let port = try freePort(loop)
        let beacon = try FarmBeacon(
            loop: loop, listen: HostPort(host: "127.0.0.1", port: 4711), port: port, version: "1", needsSecret: true)
        let farms = try seek(loop, port: port)
        #expect(farms.map(\.address.description) == ["127.0.0.1:4711"])
        #expect(farms.map(\.needsSecret) == [true])
        withExtendedLifetime(beacon) {}
    }

    @Test func whereNobodyListensNobodyIsFound() throws {
        let loop = try EventLoop()
        #expect(try seek(loop, port: try freePort(loop)) == [])
    }

    /// Strangers that answer without having been asked, and nonsense.
    @Test func answersToOtherQuestionsCountForNothing() throws {
        let loop = try EventLoop()
        let port = try freePort(loop)
        let announcement = Announcement(
            farm: "f", host: "oak", address: "10.0.0.1", port: 1, version: "1", needsSecret: false)
        var socket: DatagramSocket?
        var questions = 0
        socket = try DatagramSocket(loop: loop, host: "127.0.0.1", port: port, limitBytes: 4_096) { arrival in
            questions += 1
            socket?.send(DiscoveryMessage.here(nonce: "0123456789abcdef", announcement).datagram, to: arrival.sender)
            socket?.send([UInt8](repeating: 0xFF, count: 3_000), to: arrival.sender)
            socket?.send([], to: arrival.sender)
            socket?.send(Array("{\"type\":\"farm_here\"".utf8), to: arrival.sender)
        }
        #expect(try seek(loop, port: port) == [])
        #expect(questions > 0)
        socket?.close()
    }
}
