import FarmWire
import Testing

@Suite struct DiscoveryMessageTests {
    private let announcement = Announcement(
        farm: "0123456789abcdef", host: String(repeating: "h", count: 64), address: "255.255.255.255", port: 65_535,
        version: String(repeating: "9", count: 64), needsSecret: true)

    @Test func comesThroughAsItWas() {
        for message in [DiscoveryMessage.seek(nonce: "n"), .here(nonce: "n", announcement)] {
            #expect(DiscoveryMessage(datagram: message.datagram) == message)
        }
    }

    /// Forging a sender's address must not multiply anybody's bytes.
    @Test func anAnswerIsNeverLongerThanItsQuestion() {
        let longest = String(repeating: "f", count: 64)
        let answer = DiscoveryMessage.here(nonce: longest, announcement)
        #expect(answer.datagram.count <= DiscoveryMessage.seek(nonce: "n").datagram.count)
        #expect(DiscoveryMessage(datagram: DiscoveryMessage.seek(nonce: "n").line) == nil)
    }

    @Test func whateverArrivesIsBounded() {
        var random = SystemRandomNumberGenerator()
        let valid = DiscoveryMessage.here(nonce: "n", announcement).datagram
        for _ in 0..<5_000 {
            var bytes = valid
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
            }
            let cut = bytes.prefix(Int.random(in: 0...bytes.count, using: &random))
            guard case .here(let nonce, let heard)? = DiscoveryMessage(datagram: Array(cut)) else { continue }
            #expect(nonce.utf8.count <= 64 && heard.host.utf8.count <= 64 && (1...65_535).contains(heard.port))
        }
        #expect(DiscoveryMessage(datagram: [UInt8](repeating: 32, count: 100_000)) == nil)
    }
}
