import FarmSecrets
import FarmWire
import Testing

/// Two sides in one process, and somebody between them.
@Suite("The handshake") struct HandshakeTests {
    private let secret: FarmSecret

    init() throws { secret = try FarmSecret.fresh() }

    private func peer(_ role: PeerRole, _ secret: FarmSecret) throws -> PeerHandshake {
        try #require(try PeerHandshake.begin(as: role, secret))
    }

    @Test("both sides prove themselves, for each role", arguments: PeerRole.allCases)
    func bothSidesProveThemselves(role: PeerRole) throws {
        let peer = try peer(role, secret)
        var coordinator = try CoordinatorHandshake.begin(secret)
        let challenge = try coordinator.answer(peer.introduction)
        let proof = try peer.answer(to: challenge)
        #expect(try coordinator.read(proof) == .trust(role))
    }

    @Test("a restricted secret opens its role", arguments: PeerRole.allCases)
    func restrictedSecretOpensItsRole(role: PeerRole) throws {
        let restricted = try #require(secret.restricted(to: FarmSecret.Scope(role), code: hmacSHA256))
        let peer = try peer(role, restricted)
        var coordinator = try CoordinatorHandshake.begin(secret)
        let proof = try peer.answer(to: try coordinator.answer(peer.introduction))
        #expect(try coordinator.read(proof) == .trust(role))
    }

    @Test("a restricted secret opens no other role", arguments: PeerRole.allCases)
    func restrictedSecretOpensNoOtherRole(role: PeerRole) throws {
        let other: PeerRole = role == .worker ? .client : .worker
        let restricted = try #require(secret.restricted(to: FarmSecret.Scope(role), code: hmacSHA256))
        #expect(try PeerHandshake.begin(as: other, restricted) == nil)
        #expect(restricted.restricted(to: .farm, code: hmacSHA256) == nil)
        #expect(restricted.restricted(to: FarmSecret.Scope(other), code: hmacSHA256) == nil)

        // One who claims the other role all the same, with the key there is: as a secret of the farm's scope.
        let forged = try #require(FarmSecret(text: Array(forging(restricted).utf8)))
        let peer = try peer(other, forged)
        var coordinator = try CoordinatorHandshake.begin(secret)
        let challenge = try coordinator.answer(peer.introduction)
        #expect(throws: HandshakeFailure.unproven) { try peer.answer(to: challenge) }
    }

    /// The same key in a file that calls it the farm's.
    private func forging(_ secret: FarmSecret) -> String {
        secret.text.replacing("secret \(secret.scope.rawValue)", with: "secret farm")
    }

    @Test("a coordinator with another secret is told nothing")
    func anotherCoordinator() throws {
        let peer = try peer(.worker, secret)
        var impostor = try CoordinatorHandshake.begin(try FarmSecret.fresh())
        let challenge = try impostor.answer(peer.introduction)
        #expect(throws: HandshakeFailure.unproven) { try peer.answer(to: challenge) }
    }

    @Test("a peer that cannot make the proof is not trusted, and has one try")
    func guessing() throws {
        var coordinator = try CoordinatorHandshake.begin(secret)
        _ = try coordinator.answer(.introduction(.client, nonce: [UInt8](repeating: 7, count: 32)))
        #expect(throws: HandshakeFailure.unproven) {
            try coordinator.read(.proof([UInt8](repeating: 0, count: 32)))
        }
        #expect(throws: HandshakeFailure.unexpected(nil)) {
            try coordinator.read(.proof([UInt8](repeating: 0, count: 32)))
        }
    }

    @Test("a recorded handshake is worth nothing the next time")
    func replay() throws {
        let peer = try peer(.client, secret)
        var first = try CoordinatorHandshake.begin(secret)
        let proof = try peer.answer(to: try first.answer(peer.introduction))
        #expect(try first.read(proof) == .trust(.client))

        var second = try CoordinatorHandshake.begin(secret)
        _ = try second.answer(peer.introduction)
        #expect(throws: HandshakeFailure.unproven) { try second.read(proof) }

        // The other way round: an old challenge, played to a peer that asks anew.
        var third = try CoordinatorHandshake.begin(secret)
        let oldChallenge = try third.answer(peer.introduction)
        let newPeer = try self.peer(.client, secret)
        #expect(throws: HandshakeFailure.unproven) { try newPeer.answer(to: oldChallenge) }
    }

    @Test("what the coordinator signs cannot be handed back to it")
    func reflection() throws {
        var coordinator = try CoordinatorHandshake.begin(secret)
        let challenge = try coordinator.answer(.introduction(.worker, nonce: [UInt8](repeating: 7, count: 32)))
        guard case .challenge(_, let proof) = challenge else { throw Unexpected() }
        #expect(throws: HandshakeFailure.unproven) { try coordinator.read(.proof(proof)) }

        // Nor does a second connection help, on which the coordinator is asked to sign its own nonce.
        var one = try CoordinatorHandshake.begin(secret)
        guard
            case .challenge(let nonce, _) = try one.answer(
                .introduction(.worker, nonce: .init(repeating: 7, count: 32)))
        else { throw Unexpected() }
        var two = try CoordinatorHandshake.begin(secret)
        guard case .challenge(_, let signed) = try two.answer(.introduction(.worker, nonce: nonce)) else {
            throw Unexpected()
        }
        #expect(throws: HandshakeFailure.unproven) { try one.read(.proof(signed)) }
    }

    @Test("a proof for one role is none for the other")
    func rolesAreSigned() throws {
        let peer = try peer(.client, secret)
        var coordinator = try CoordinatorHandshake.begin(secret)
        guard case .introduction(_, let nonce) = peer.introduction else { throw Unexpected() }
        let challenge = try coordinator.answer(.introduction(.worker, nonce: nonce))
        #expect(throws: HandshakeFailure.unproven) { try peer.answer(to: challenge) }
    }

    @Test("a flipped bit anywhere breaks it", arguments: 0..<32)
    func everyBitCounts(place: Int) throws {
        let peer = try peer(.worker, secret)
        var coordinator = try CoordinatorHandshake.begin(secret)
        guard case .challenge(let nonce, let proof) = try coordinator.answer(peer.introduction) else {
            throw Unexpected()
        }
        var wrongProof = proof
        wrongProof[place] ^= 1
        #expect(throws: HandshakeFailure.unproven) {
            try peer.answer(to: .challenge(nonce: nonce, proof: wrongProof))
        }
        var wrongNonce = nonce
        wrongNonce[place] ^= 0x80
        #expect(throws: HandshakeFailure.unproven) {
            try peer.answer(to: .challenge(nonce: wrongNonce, proof: proof))
        }
    }

    @Test("what is out of order or no line of a handshake is refused")
    func outOfOrder() throws {
        let nonce = [UInt8](repeating: 7, count: 32)
        var coordinator = try CoordinatorHandshake.begin(secret)
        #expect(throws: HandshakeFailure.unexpected(nil)) { try coordinator.read(.proof(nonce)) }
        #expect(throws: HandshakeFailure.unexpected(nil)) {
            try coordinator.read(.challenge(nonce: nonce, proof: nonce))
        }
        _ = try coordinator.read(.introduction(.worker, nonce: nonce))
        #expect(throws: HandshakeFailure.unexpected(nil)) {
            try coordinator.read(.introduction(.client, nonce: nonce))
        }
        let peer = try peer(.worker, secret)
        #expect(throws: HandshakeFailure.unexpected(nil)) { try peer.answer(to: .proof(nonce)) }
        #expect(throws: HandshakeFailure.denied(cause: "no")) { try peer.answer(to: .denied(cause: "no")) }
    }

    @Test("a nonce of another length is no nonce", arguments: ["", "00", String(repeating: "0", count: 62), "zz"])
    func shortNonces(nonce: String) {
        let line = Array(#"{"type":"introduction","protocol":1,"role":"worker","nonce":"\#(nonce)"}"#.utf8)
        #expect(throws: WireError.self) { try HandshakeMessage(line: line) }
    }

    @Test("only equal bytes are equal")
    func comparison() {
        #expect(isEqualInConstantTime([], []))
        #expect(isEqualInConstantTime([1, 2, 3], [1, 2, 3]))
        #expect(!isEqualInConstantTime([1, 2, 3], [1, 2]))
        let bytes = [UInt8](repeating: 0x5a, count: 32)
        for place in 0..<32 {
            for bit in 0..<8 {
                var other = bytes
                other[place] ^= 1 << bit
                #expect(!isEqualInConstantTime(bytes, other))
            }
        }
    }
}

private struct Unexpected: Error {}

extension PeerHandshake {
    fileprivate func answer(to message: HandshakeMessage) throws -> HandshakeMessage {
        try message.jsonBytes.withUnsafeBytes { try answer(to: $0) }
    }
}

extension CoordinatorHandshake {
    fileprivate mutating func read(_ message: HandshakeMessage) throws -> Step {
        try message.jsonBytes.withUnsafeBytes { try read($0) }
    }

    fileprivate mutating func answer(_ message: HandshakeMessage) throws -> HandshakeMessage {
        guard case .send(let reply) = try read(message) else { throw Unexpected() }
        return reply
    }
}
