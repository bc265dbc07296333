import CLinux

/// HMAC-SHA-256 (RFC 2104) under one key, which is prepared once and used for any number of messages.
public struct HMACSHA256: Sendable {
    public static let byteCount = 32
    private static let blockBytes = 64

    /// Both have taken in their padded key already.
    private let inner: SHA256
    private let outer: SHA256

    public init(key: [UInt8]) {
        var block = key.count > Self.blockBytes ? SHA256.digest(of: key) : key
        block += [UInt8](repeating: 0, count: Self.blockBytes - block.count)
        var inner = SHA256()
        inner.update(block.map { $0 ^ 0x36 })
        var outer = SHA256()
        outer.update(block.map { $0 ^ 0x5c })
        self.inner = inner
        self.outer = outer
    }

    /// The 32 bytes that only holders of the key can make of `message`.
    public func code(of message: [UInt8]) -> [UInt8] {
        var hash = inner
        hash.update(message)
        var result = outer
        result.update(hash.finish())
        return result.finish()
    }
}

/// Bytes that nobody can guess, from the kernel.
public func randomBytes(_ count: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard clinux_random(&bytes, count) else { throw SystemError(operation: "ask the kernel for random bytes") }
    return bytes
}
