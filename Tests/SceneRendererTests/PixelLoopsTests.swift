import CPixels
import Testing

@testable import SceneRenderer

@Suite("The innermost loops", .enabled(if: PixelLoops.areWide))
struct PixelLoopsTests {
    private static let counts = [1, 2, 7, 8, 9, 15, 16, 31, 32, 33, 63, 64, 65, 100, 257]

    private func bytes(_ count: Int, _ numbers: inout SystemNumbers) -> [UInt8] {
        (0..<count).map { _ in UInt8(numbers.next(256)) }
    }

    private func values(_ count: Int, _ numbers: inout SystemNumbers) -> [Int16] {
        // As far beyond black and white as a cubic filter goes.
        (0..<count).map { _ in Int16(numbers.next(22_000) - 3_000) }
    }

    /// What both kinds of registers make of the same.
    private func expectSame<Value: Equatable>(
        _ start: [Value], _ work: (UnsafeMutablePointer<Value>, Bool) -> Void, _ words: String
    ) {
        let results = [false, true].map { wide in
            var target = start
            target.withUnsafeMutableBufferPointer { buffer in
                if let base = buffer.baseAddress { work(base, wide) }
            }
            return target
        }
        #expect(results[0] == results[1], "\(words)")
    }

    @Test("wide and narrow registers filter alike, for every length and every number of taps", arguments: counts)
    func filters(count: Int) {
        var numbers = SystemNumbers(seed: UInt64(count))
        for ratio in [0.3, 1, 1.01, 1.9, 3.3, 7] {
            let sourceCount = max(1, Int(Double(count) * ratio))
            let filter = FilterWeights(
                first: 0, count: count, targetStart: 0, sourceStart: numbers.next(1), ratio: ratio,
                sourceCount: sourceCount)
            let row = values(sourceCount + filter.taps, &numbers)
            expectSame(
                [Int16](repeating: 0, count: count),
                { target, wide in
                    cpixels_filter_row(
                        row, filter.starts, filter.weights, Int32(filter.taps), Int32(count), target, wide)
                }, "\(count) pixels with \(filter.taps) taps")
            let rows = (0..<filter.taps).map { _ in bytes(count, &numbers) }
            let lines = rows.map { row in
                let line = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
                line.update(from: row, count: count)
                return UnsafePointer(line) as UnsafePointer<UInt8>?
            }
            expectSame(
                [Int16](repeating: 0, count: count),
                { target, wide in
                    cpixels_add_rows(lines, filter.weights, Int32(filter.taps), Int32(count), target, wide)
                }, "\(count) pixels of \(filter.taps) rows")
            lines.forEach { $0?.deallocate() }
        }
    }

    @Test("wide and narrow registers mix, cover and round alike", arguments: counts)
    func mixtures(count: Int) {
        var numbers = SystemNumbers(seed: UInt64(count))
        let (mine, others) = (values(count, &numbers), values(count, &numbers))
        let alpha = values(count, &numbers)
        for share in [0, 1, 77, 16_384, 32_767, 32_768] as [Int32] {
            expectSame(mine, { cpixels_mix($0, others, share, Int32(count), $1) }, "mix")
            expectSame(mine, { cpixels_mix_value($0, 5_000, share, Int32(count), $1) }, "mix_value")
            expectSame(mine, { cpixels_cover($0, others, alpha, share, Int32(count), $1) }, "cover")
            expectSame(mine, { cpixels_scale($0, share, Int32(count), $1) }, "scale")
        }
        expectSame([UInt8](repeating: 0, count: count), { cpixels_store(mine, Int32(count), $0, $1) }, "store")
    }

    @Test("wide and narrow registers part and convert alike", arguments: counts)
    func conversions(count: Int) {
        var numbers = SystemNumbers(seed: UInt64(count))
        var rgba = bytes(count * 4, &numbers)
        for isOpaque in [false, true] {
            if isOpaque { for index in stride(from: 3, to: rgba.count, by: 4) { rgba[index] = 255 } }
            expectSame(
                [UInt8](repeating: 0, count: count * 4),
                { target, wide in
                    let seen = cpixels_part(
                        rgba, Int32(count), target, target + count, target + 2 * count, target + 3 * count, wide)
                    #expect(seen == rgba.enumerated().allSatisfy { $0.offset % 4 != 3 || $0.element == 255 })
                }, "part")
            for channel in [Channel.luma, .bluer, .redder] {
                let (red, green) = (bytes(count, &numbers), bytes(count, &numbers))
                expectSame(
                    [UInt8](repeating: 0, count: count),
                    { target, wide in
                        cpixels_convert(
                            red, green, red, isOpaque ? nil : green, channel.wholeWeights, Int32(count), target, wide)
                    }, "convert")
            }
        }
    }
}
