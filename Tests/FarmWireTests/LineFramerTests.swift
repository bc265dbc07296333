import FarmWire
import Testing

@Suite struct LineFramerTests {
    /// Feeds `stream` in pieces the way a connection does: what was not consumed is offered again.
    private func lines(
        _ stream: [UInt8], limit: Int = 100, pieces: () -> Int
    ) throws(LineTooLong) -> (lines: [String], rest: Int) {
        var framer = LineFramer(limitBytes: limit)
        var found: [String] = []
        var pending: [UInt8] = []
        var offset = 0
        while offset < stream.count {
            let end = min(stream.count, offset + pieces())
            pending += stream[offset..<end]
            offset = end
            let result = pending.withUnsafeBytes { bytes -> Result<Int, LineTooLong> in
                var consumed = 0
                do throws(LineTooLong) {
                    while let line = try framer.nextLine(in: bytes, consumed: &consumed) {
                        found.append(String(decoding: line, as: UTF8.self))
                    }
                    return .success(consumed)
                } catch {
                    return .failure(error)
                }
            }
            pending.removeFirst(try result.get())
        }
        return (found, pending.count)
    }

    @Test func linesAreFoundHoweverTheyArrive() throws {
        var samples = Samples(seed: 9)
        for _ in 0..<300 {
            let expected = samples.list { samples in String(repeating: "é", count: samples.below(40)) } + ["", "x"]
            let stream = Array((expected.joined(separator: "\n") + "\nrest").utf8)
            let most = 1 + samples.below(30)
            let (found, rest) = try lines(stream) { 1 + samples.below(most) }
            #expect(found == expected)
            #expect(rest == 4)
        }
    }

    @Test func theLimitCountsTheBytesBeforeTheNewline() throws {
        let longest = Array(repeating: UInt8(ascii: "x"), count: 100)
        for piece in [1, 7, 1000] {
            #expect(try lines(longest + [0x0A]) { piece }.lines.count == 1)
            #expect(throws: LineTooLong(limitBytes: 100)) { try lines(longest + [0x78, 0x0A]) { piece } }
            #expect(throws: LineTooLong(limitBytes: 100)) { try lines(longest + [0x78]) { piece } }
        }
    }
}
