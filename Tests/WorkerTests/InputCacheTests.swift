import Testing

@testable import Worker

@Suite struct BlockMapTests {
    @Test func whatIsHereAndWhatIsMissingIsKnownToTheByte() {
        var map = BlockMap(sizeBytes: 1_050, blockBytes: 100)
        #expect(map.blockCount == 11)
        #expect(map.end(ofBytesFrom: 250, atMost: 1_000) == 250)
        #expect(map.gap(from: 0, atMost: 4) == 0..<4)
        for block in [2, 3, 10] { map.insert(block) }
        #expect(map.end(ofBytesFrom: 250, atMost: 1_000) == 400)
        #expect(map.end(ofBytesFrom: 250, atMost: 60) == 310)
        #expect(map.end(ofBytesFrom: 1_049, atMost: 100) == 1_050, "the last block is shorter")
        #expect(map.gap(from: 0, atMost: 10) == 0..<2, "no further than to what is here")
        #expect(map.gap(from: 200, atMost: 3) == 4..<7)
        #expect(map.gap(from: 901, atMost: 3) == 9..<10)
        #expect(map.gap(from: 1_000, atMost: 3) == nil)
        #expect(map.gap(from: 1_050, atMost: 3) == nil, "behind the end nothing is missing")
        #expect(map.bytes(of: 9..<11) == 900..<1_050)
        map.remove(3)
        #expect(map.end(ofBytesFrom: 250, atMost: 1_000) == 300)
    }

    @Test func blocksAreToldApartAcrossWords() {
        var map = BlockMap(sizeBytes: 130 * 8, blockBytes: 8)
        for block in stride(from: 0, to: 130, by: 2) { map.insert(block) }
        #expect((0..<130).allSatisfy { map.contains($0) == ($0 % 2 == 0) })
    }
}

@Suite struct ReadAheadTests {
    @Test func whoReadsOnEndIsGivenMoreAtOnce() {
        var reader = ReadAhead(at: 0)
        #expect(reader.blocks(of: 100) == 1)
        reader.read(1_200)
        #expect(reader.position == 1_200)
        #expect(reader.blocks(of: 100) == 3)
        reader.read(10_000_000)
        #expect(reader.blocks(of: 100) == ReadAhead.longestBlocks)
    }
}
