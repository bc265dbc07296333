/// Mutual challenge and response. Each side signs both nonces, its own part in the conversation and the peer's role
/// with the key of that role; the key itself never travels. A recorded handshake is of no use, since one of its nonces
/// is another the next time, and neither is a reflected one, since the two sides sign different words.
///
/// The coordinator proves itself first: a peer says nothing about itself, not even its name, to something that merely
/// listens at the coordinator's address.
public enum Handshake {
    /// As many as a code of HMAC-SHA-256 has: nonces that nobody meets twice.
    public static let nonceBytes = 32

    enum Signer: String {
        case coordinator
        case peer
    }

    static func proof(
        by signer: Signer, of role: PeerRole, nonces: (peer: [UInt8], coordinator: [UInt8]), secret: FarmSecret,
        code: MessageCode
    ) -> [UInt8] {
        let words =
            "renderfarm handshake \(WireProtocol.version), signed by the \(signer.rawValue), for a \(role.rawValue)"
        return code(
            Array(words.utf8) + nonces.peer + nonces.coordinator, secret.key(for: "handshake", code: code))
    }
}

/// Why a handshake failed.
public enum HandshakeFailure: Error, Equatable, Sendable {
    /// The other side does not know the secret of this role, or does not even try to prove that it does.
    case unproven
    /// The line is not what comes next in a handshake.
    case unexpected(WireError?)
    /// The coordinator does not believe this side.
    case denied(cause: String)
}

/// The side that connects.
public struct PeerHandshake: Sendable {
    private let role: PeerRole
    private let nonce: [UInt8]
    private let secret: FarmSecret
    private let code: MessageCode

    /// Nil when the secret is not one for this role. `nonce` must never have been used before.
    public init?(as role: PeerRole, secret: FarmSecret, nonce: [UInt8], code: @escaping MessageCode) {
        guard let secret = secret.restricted(to: FarmSecret.Scope(role), code: code) else { return nil }
        self.role = role
        self.secret = secret
        self.nonce = nonce
        self.code = code
    }

    /// The first line of the connection.
    public var introduction: HandshakeMessage { .introduction(role, nonce: nonce) }

    /// This side's proof, once the coordinator has given its own.
    public func answer(to line: UnsafeRawBufferPointer) throws(HandshakeFailure) -> HandshakeMessage {
        switch try HandshakeMessage(handshakeLine: line) {
        case .challenge(let theirs, let proof):
            let nonces = (peer: nonce, coordinator: theirs)
            let expected = Handshake.proof(by: .coordinator, of: role, nonces: nonces, secret: secret, code: code)
            guard isEqualInConstantTime(proof, expected) else { throw .unproven }
            return .proof(Handshake.proof(by: .peer, of: role, nonces: nonces, secret: secret, code: code))
        case .denied(let cause): throw .denied(cause: cause)
        case .introduction, .proof: throw .unexpected(nil)
        }
    }
}

/// The coordinator's side of one connection.
public struct CoordinatorHandshake: Sendable {
    private let secret: FarmSecret
    private let nonce: [UInt8]
    private let code: MessageCode
    private var state = State.expectingIntroduction

    private enum State {
        /// → expectingProof
        case expectingIntroduction
        /// → over
        case expectingProof(PeerRole, nonce: [UInt8])
        /// The proof was judged. No second one is.
        case over
    }

    /// What is to be done after a line.
    public enum Step: Equatable, Sendable {
        case send(HandshakeMessage)
        /// The peer has proved that it knows the secret of this role. Its greeting comes next.
        case trust(PeerRole)
    }

    /// `nonce` must never have been used before.
    public init(secret: FarmSecret, nonce: [UInt8], code: @escaping MessageCode) {
        self.secret = secret
        self.nonce = nonce
        self.code = code
    }

    public mutating func read(_ line: UnsafeRawBufferPointer) throws(HandshakeFailure) -> Step {
        switch (state, try HandshakeMessage(handshakeLine: line)) {
        case (.expectingIntroduction, .introduction(let role, let theirs)):
            guard let proof = proof(by: .coordinator, of: role, theirNonce: theirs) else { throw .unproven }
            state = .expectingProof(role, nonce: theirs)
            return .send(.challenge(nonce: nonce, proof: proof))
        case (.expectingProof(let role, let theirs), .proof(let given)):
            state = .over
            guard let expected = proof(by: .peer, of: role, theirNonce: theirs), isEqualInConstantTime(given, expected)
            else { throw .unproven }
            return .trust(role)
        default: throw .unexpected(nil)
        }
    }

    private func proof(by signer: Handshake.Signer, of role: PeerRole, theirNonce: [UInt8]) -> [UInt8]? {
        guard let secret = secret.restricted(to: FarmSecret.Scope(role), code: code) else { return nil }
        return Handshake.proof(
            by: signer, of: role, nonces: (peer: theirNonce, coordinator: nonce), secret: secret, code: code)
    }
}

extension HandshakeMessage {
    fileprivate init(handshakeLine line: UnsafeRawBufferPointer) throws(HandshakeFailure) {
        do throws(WireError) {
            self = try HandshakeMessage(line: line)
        } catch {
            throw .unexpected(error)
        }
    }
}
