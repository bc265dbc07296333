import CPixels

/// A row of pixels while it is worked on: a line of numbers for each channel of a group of planes and one for the opacity,
/// the channels multiplied by it.
final class PixelRow {
    let count: Int
    let channels: [UnsafeMutablePointer<Int16>]
    /// Only to be read where the row is not opaque.
    let alpha: UnsafeMutablePointer<Int16>
    /// All pixels are: then nobody writes the opacity down.
    private(set) var isOpaque = false
    private let memory: UnsafeMutablePointer<Int16>

    init(count: Int, group: PlaneGroup) {
        self.count = count
        let lines = group.channels.count + 1
        memory = .allocate(capacity: max(1, count * lines))
        memory.initialize(repeating: 0, count: max(1, count * lines))
        channels = group.channels.indices.map { [memory] in memory + $0 * count }
        alpha = memory + (lines - 1) * count
    }

    deinit { memory.deallocate() }

    private var width: Int32 { Int32(count) }

    // MARK: Setting pixels

    /// `pixel` has the channels' values, and the opacity as the last.
    func fill(_ pixel: SIMD4<Int16>) {
        isOpaque = pixel[3] == Fixed.opaque
        for (index, channel) in channels.enumerated() { channel.update(repeating: pixel[index], count: count) }
        if !isOpaque { alpha.update(repeating: pixel[3], count: count) }
    }

    func clear() { fill(SIMD4(repeating: 0)) }

    /// For those who set the opacity of all pixels as well.
    func declareTransparent() { isOpaque = false }

    /// For those who set all channels of what lies within `columns`, of an opaque picture.
    func declareOpaque(within columns: EdgeCoverage, share: Double) {
        isOpaque = true
        keepOnly(columns, share: share)
    }

    /// Takes away what lies beside `columns`, whose edges fall between pixels, and keeps so much of all the rest.
    func keepOnly(_ columns: EdgeCoverage, share: Double) {
        let range = columns.range
        let shares = [range.lowerBound, range.upperBound - 1].map(columns.share)
        if range == 0..<count, share == 1, shares == [1, 1] { return }
        writeAlpha()
        for line in channels + [alpha] {
            line.update(repeating: 0, count: range.lowerBound)
            (line + range.upperBound).update(repeating: 0, count: count - range.upperBound)
        }
        if share < 1 { scale(by: share, 0..<count) }
        if shares[0] < 1 { scale(by: shares[0], range.lowerBound..<range.lowerBound + 1) }
        if range.count > 1, shares[1] < 1 { scale(by: shares[1], range.upperBound - 1..<range.upperBound) }
    }

    func set(_ x: Int, _ pixel: SIMD4<Int16>) {
        for (index, channel) in channels.enumerated() { channel[x] = pixel[index] }
        alpha[x] = pixel[3]
    }

    func copy(_ other: PixelRow) {
        for (mine, others) in zip(channels, other.channels) { mine.update(from: others, count: count) }
        if !other.isOpaque { alpha.update(from: other.alpha, count: count) }
        isOpaque = other.isOpaque
    }

    /// From here on the opacity counts.
    private func writeAlpha() {
        guard isOpaque else { return }
        alpha.update(repeating: Fixed.opaque, count: count)
        isOpaque = false
    }

    // MARK: Putting pixels together

    /// Only so much of it remains.
    func scale(by share: Double) { scale(by: share, 0..<count) }

    private func scale(by share: Double, _ range: Range<Int>) {
        writeAlpha()
        for line in channels + [alpha] {
            cpixels_scale(line + range.lowerBound, Fixed.share(share), Int32(range.count), PixelLoops.areWide)
        }
    }

    /// Puts `other` over this row, with so much of its opacity.
    func cover(with other: PixelRow, opacity: Double) {
        if other.isOpaque { return mix(towards: other, opacity) }
        let share = Fixed.share(opacity)
        for (mine, others) in zip(channels, other.channels) {
            cpixels_cover(mine, others, other.alpha, share, width, PixelLoops.areWide)
        }
        if !isOpaque { cpixels_cover(alpha, other.alpha, other.alpha, share, width, PixelLoops.areWide) }
    }

    /// Goes from this row towards `other`.
    func mix(towards other: PixelRow, _ share: Double) { mix(towards: other, share, 0..<count) }

    func mix(towards other: PixelRow, _ share: Double, _ range: Range<Int>) {
        let share = Fixed.share(share)
        guard share > 0, !range.isEmpty else { return }
        if isOpaque != other.isOpaque {
            writeAlpha()
            other.writeAlpha()
        }
        for (mine, others) in zip(channels, other.channels) { Self.mix(mine, others, share, range) }
        if !isOpaque { Self.mix(alpha, other.alpha, share, range) }
    }

    private static func mix(
        _ mine: UnsafeMutablePointer<Int16>, _ others: UnsafeMutablePointer<Int16>, _ share: Int32, _ range: Range<Int>
    ) {
        let (target, source) = (mine + range.lowerBound, others + range.lowerBound)
        if share == Fixed.whole { return target.update(from: source, count: range.count) }
        cpixels_mix(target, source, share, Int32(range.count), PixelLoops.areWide)
    }

    func mix(towards pixel: SIMD4<Int16>, _ share: Double) {
        if share >= 1 { return fill(pixel) }
        let share = Fixed.share(share)
        if pixel[3] != Fixed.opaque { writeAlpha() }
        for (index, channel) in channels.enumerated() {
            cpixels_mix_value(channel, Int32(pixel[index]), share, width, PixelLoops.areWide)
        }
        if !isOpaque { cpixels_mix_value(alpha, Int32(pixel[3]), share, width, PixelLoops.areWide) }
    }

    // MARK: The result

    /// A byte for each pixel of a channel; `target` has room for them.
    func write(_ channel: Int, to target: UnsafeMutablePointer<UInt8>) {
        cpixels_store(channels[channel], width, target, PixelLoops.areWide)
    }
}
