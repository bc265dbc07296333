import FarmWire
import LinuxIO

/// HMAC-SHA-256, for the pure code that is handed it.
public let hmacSHA256: MessageCode = { message, key in HMACSHA256(key: key).code(of: message) }

extension FarmSecret {
    /// A secret for a new farm.
    public static func fresh() throws(SystemError) -> FarmSecret {
        FarmSecret(scope: .farm, key: try randomBytes(keyBytes))
    }
}

extension PeerHandshake {
    /// Nil when the secret is not one for this role.
    public static func begin(as role: PeerRole, _ secret: FarmSecret) throws(SystemError) -> PeerHandshake? {
        PeerHandshake(as: role, secret: secret, nonce: try randomBytes(Handshake.nonceBytes), code: hmacSHA256)
    }
}

extension CoordinatorHandshake {
    public static func begin(_ secret: FarmSecret) throws(SystemError) -> CoordinatorHandshake {
        CoordinatorHandshake(secret: secret, nonce: try randomBytes(Handshake.nonceBytes), code: hmacSHA256)
    }
}
