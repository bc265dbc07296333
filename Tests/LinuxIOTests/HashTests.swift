import CLinux
import Glibc
import Testing

@testable import LinuxIO

@Suite struct HashTests {
    /// FIPS 180-4 and its well-known companions.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ])
    func sha256OfPublishedVectors(text: String, digest: String) {
        #expect(SHA256.hexDigest(of: Array(text.utf8)) == digest)
    }

    @Test func sha256OfAMillionLetters() {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(SHA256.hexDigest(of: bytes) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func piecesGiveTheSameDigestAsTheWhole() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let whole = SHA256.digest(of: bytes)
        for size in [1, 3, 55, 56, 63, 64, 65, 127, 128, 500] {
            var hash = SHA256()
            for start in stride(from: 0, to: bytes.count, by: size) {
                hash.update(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(hash.finish() == whole, "in pieces of \(size)")
        }
    }

    @Test func portableAndFastPathsAgree() {
        let blocks = (0..<64 * 50).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 3) }
        var fast: [UInt32] = Array(1...8)
        var portable = fast
        clinux_sha256_blocks(&fast, blocks, 50)
        clinux_sha256_blocks_portable(&portable, blocks, 50)
        #expect(fast == portable)
        for length in [0, 1, 7, 8, 9, 63, 1000, 3200] {
            #expect(clinux_crc32c(77, blocks, length) == clinux_crc32c_portable(77, blocks, length))
        }
    }

    @Test func digestOfAFileIsThatOfSha256sum() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("data")
        let bytes = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }
        try Files.writeAtomically(path, bytes, synced: false)
        let result = try runCommand(
            SpawnRequest(program: "sha256sum", arguments: [path]), timeoutMilliseconds: patienceMilliseconds)
        let printed = String(decoding: result.standardOutput.prefix(64), as: UTF8.self)
        #expect(try sha256OfFile(path) == printed)
        #expect(SHA256.hexDigest(of: bytes) == printed)
    }

    /// RFC 3720, appendix B.4, and the customary check value.
    @Test func crc32cOfPublishedVectors() {
        #expect(crc32c(Array("123456789".utf8)) == 0xe306_9283)
        #expect(crc32c([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
        #expect(crc32c([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
        #expect(crc32c(Array(0..<32)) == 0x46dd_794e)
        #expect(crc32c(Array((0..<32).reversed())) == 0x113f_db5c)
        #expect(crc32c([UInt8]()) == 0)
    }

    @Test func crc32cContinues() {
        let bytes = Array("The quick brown fox jumps over the lazy dog".utf8)
        let first = crc32c(Array(bytes[..<13]))
        #expect(crc32c(Array(bytes[13...]), continuing: first) == crc32c(bytes))
    }
}
