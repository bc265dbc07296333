import CLinux
import Glibc

/// SHA-256, with the processor's own instructions where it has them.
public struct SHA256: Sendable {
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    /// What is left of the last block, fewer than 64 bytes.
    private var pending: [UInt8] = []
    private var length: UInt64 = 0

    public init() {
        pending.reserveCapacity(64)
    }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length += UInt64(bytes.count)
        var rest = bytes[...]
        if !pending.isEmpty {
            let missing = min(64 - pending.count, rest.count)
            pending.append(contentsOf: rest.prefix(missing))
            rest = rest.dropFirst(missing)
            guard pending.count == 64 else { return }
            clinux_sha256_blocks(&state, pending, 1)
            pending.removeAll(keepingCapacity: true)
        }
        let blocks = rest.count / 64
        if blocks > 0, let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress {
            clinux_sha256_blocks(&state, start.assumingMemoryBound(to: UInt8.self), blocks)
        }
        pending.append(contentsOf: rest.dropFirst(blocks * 64))
    }

    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The 32 bytes of the digest. The value is used up afterwards.
    public mutating func finish() -> [UInt8] {
        let bits = length * 8
        let padding = (pending.count < 56 ? 56 : 120) - pending.count
        update([0x80] + [UInt8](repeating: 0, count: padding - 1) + withUnsafeBytes(of: bits.bigEndian) { Array($0) })
        return state.flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } }
    }

    public static func digest(of bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    public static func hexDigest(of bytes: [UInt8]) -> String {
        hexString(digest(of: bytes))
    }

    /// 64 hexadecimal digits, as `sha256sum` prints them.
    public static func hexDigest(ofFile path: String) throws(SystemError) -> String {
        let file = try FileDescriptor.open(path, flags: O_RDONLY)
        posix_fadvise(file.number, 0, 0, POSIX_FADV_SEQUENTIAL)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var hash = SHA256()
        while true {
            let count = try file.read(into: buffer)
            if count == 0 { return hexString(hash.finish()) }
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}

/// The digest of a file as `sha256sum` prints it.
public func sha256OfFile(_ path: String) throws(SystemError) -> String {
    try SHA256.hexDigest(ofFile: path)
}

/// Two hexadecimal digits a byte, in lower case.
public func hexString(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

/// CRC-32C (Castagnoli) of `bytes`; pass an earlier result to continue it.
public func crc32c(_ bytes: UnsafeRawBufferPointer, continuing earlier: UInt32 = 0) -> UInt32 {
    clinux_crc32c(earlier, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
}

public func crc32c(_ bytes: [UInt8], continuing earlier: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { crc32c($0, continuing: earlier) }
}
