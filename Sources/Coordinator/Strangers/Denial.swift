import FarmWire

/// Why a peer is not believed, in words that it may read.
struct Denial: Error, Equatable {
    let cause: String

    static let wrongSecret = Denial(cause: "its secret is not the one of this farm")
    static let noSecret = Denial(cause: "this farm has a secret, and it shows none")
    static let unwantedSecret = Denial(cause: "this farm has no secret, and it insists on one")
    static let otherRole = Denial(cause: "it has proved to be something else than it says")

    private init(cause: String) { self.cause = cause }

    /// What a failed handshake means. A line that is neither part of a handshake nor a greeting is thrown as it is.
    init(_ failure: HandshakeFailure, _ line: UnsafeRawBufferPointer) throws {
        switch failure {
        case .unproven, .denied: self = .wrongSecret
        case .unexpected(let error):
            _ = try PeerRole(firstLine: line)
            if case .protocolMismatch(let mismatch)? = error { throw WireError.protocolMismatch(mismatch) }
            self = .noSecret
        }
    }

    /// The role that a greeting claims.
    static func role(greetingOf line: UnsafeRawBufferPointer) throws -> PeerRole {
        do throws(WireError) {
            return try PeerRole(firstLine: line)
        } catch {
            // Whoever begins a handshake expects to see a proof.
            if (try? HandshakeMessage(line: line)) != nil { throw Denial.unwantedSecret }
            throw error
        }
    }
}
