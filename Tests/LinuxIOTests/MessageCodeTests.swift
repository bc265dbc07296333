import Testing

@testable import LinuxIO

@Suite struct MessageCodeTests {
    private struct Vector {
        let key: [UInt8]
        let message: [UInt8]
        let code: String
    }

    /// RFC 4231, test cases 1 to 4, 6 and 7; case 5 is about codes cut short, which the farm has none of.
    private static let published = [
        Vector(
            key: [UInt8](repeating: 0x0b, count: 20), message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            key: [UInt8](repeating: 0xaa, count: 20), message: [UInt8](repeating: 0xdd, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Vector(
            key: Array(1...25), message: [UInt8](repeating: 0xcd, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Vector(
            key: [UInt8](repeating: 0xaa, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Vector(
            key: [UInt8](repeating: 0xaa, count: 131),
            message: Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    @Test(arguments: published.indices)
    func codesOfPublishedVectors(index: Int) {
        let vector = Self.published[index]
        #expect(hexString(HMACSHA256(key: vector.key).code(of: vector.message)) == vector.code)
    }

    @Test(.enabled(if: findProgram("openssl") != nil), arguments: [1, 63, 64, 65, 200])
    func codesAreThoseOfOpenSSL(keyBytes: Int) throws {
        let folder = try TemporaryFolder()
        let message = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ keyBytes) }
        try Files.writeAtomically(folder.file("message"), message, synced: false)
        let key = (0..<keyBytes).map { UInt8(truncatingIfNeeded: $0 &* 11) }
        let arguments = ["dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:\(hexString(key))", "-r"]
        let result = try runCommand(
            SpawnRequest(program: "openssl", arguments: arguments + [folder.file("message")]),
            timeoutMilliseconds: patienceMilliseconds)
        let printed = String(decoding: result.standardOutput.prefix(64), as: UTF8.self)
        #expect(hexString(HMACSHA256(key: key).code(of: message)) == printed)
    }

    @Test func aKeyServesForManyMessages() {
        let key = HMACSHA256(key: Array("key".utf8))
        let first = key.code(of: Array("message".utf8))
        _ = key.code(of: Array("another".utf8))
        #expect(key.code(of: Array("message".utf8)) == first)
    }

    @Test func randomBytesDoNotComeTwice() throws {
        let draws = try (0..<100).map { _ in try randomBytes(32) }
        #expect(Set(draws).count == 100)
        #expect(draws.allSatisfy { $0.count == 32 })
        #expect(try randomBytes(0).isEmpty)
        #expect(try randomBytes(100_000).contains { $0 != 0 })
    }
}
