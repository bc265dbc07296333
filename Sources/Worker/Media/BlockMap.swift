/// Which blocks of a file are here. All blocks are of one size, but for the last.
struct BlockMap: Equatable {
    let sizeBytes: Int64
    let blockBytes: Int64
    private var words: [UInt64]

    init(sizeBytes: Int64, blockBytes: Int64) {
        self.sizeBytes = sizeBytes
        self.blockBytes = blockBytes
        let blocks = (sizeBytes + blockBytes - 1) / blockBytes
        words = Array(repeating: 0, count: Int(blocks + 63) / 64)
    }

    var blockCount: Int { Int((sizeBytes + blockBytes - 1) / blockBytes) }

    func contains(_ block: Int) -> Bool { words[block / 64] >> UInt64(block % 64) & 1 == 1 }

    mutating func insert(_ block: Int) { words[block / 64] |= 1 << UInt64(block % 64) }

    mutating func remove(_ block: Int) { words[block / 64] &= ~(1 << UInt64(block % 64)) }

    func block(at offset: Int64) -> Int { Int(offset / blockBytes) }

    /// The bytes of some blocks.
    func bytes(of blocks: Range<Int>) -> Range<Int64> {
        Int64(blocks.lowerBound) * blockBytes..<min(sizeBytes, Int64(blocks.upperBound) * blockBytes)
    }

    /// Where the bytes end that are here without a gap from `offset` on; `offset` itself where none are.
    func end(ofBytesFrom offset: Int64, atMost limit: Int64) -> Int64 {
        var end = offset
        while end < min(sizeBytes, offset + limit), contains(block(at: end)) {
            end = min(sizeBytes, Int64(block(at: end) + 1) * blockBytes)
        }
        return min(end, offset + limit)
    }

    /// The first gap at or behind `offset`, no longer than so many blocks; nil where nothing is missing.
    func gap(from offset: Int64, atMost limit: Int) -> Range<Int>? {
        guard offset < sizeBytes else { return nil }
        guard let first = (block(at: offset)..<blockCount).first(where: { !contains($0) }) else { return nil }
        let end = (first..<min(blockCount, first + limit)).first { contains($0) } ?? min(blockCount, first + limit)
        return first..<end
    }
}
