/// A row of pixels while it is worked on: red, green, blue and opacity from 0 to 255, the colours multiplied by the
/// opacity.
final class PixelRow {
    let count: Int
    let pixels: UnsafeMutablePointer<SIMD4<Float>>

    init(count: Int) {
        self.count = count
        pixels = .allocate(capacity: max(1, count))
        pixels.initialize(repeating: SIMD4(repeating: 0), count: max(1, count))
    }

    deinit { pixels.deallocate() }

    func fill(_ pixel: SIMD4<Float>) { fill(pixel, 0, count) }

    func fill(_ pixel: SIMD4<Float>, _ start: Int, _ end: Int) {
        for x in start..<max(start, end) { pixels[x] = pixel }
    }

    /// Puts `other` over this row, with so much of its opacity.
    func cover(with other: PixelRow, opacity: Float) {
        let (target, source) = (pixels, other.pixels)
        let share = opacity / 255
        for x in 0..<count {
            let pixel = source[x]
            let rest = 1 - pixel[3] * share
            target[x] = target[x] * rest + pixel * opacity
        }
    }

    /// Goes from this row towards `other`.
    func mix(towards other: PixelRow, _ share: Float, _ start: Int, _ end: Int) {
        let (target, source) = (pixels, other.pixels)
        for x in start..<max(start, end) { target[x] += (source[x] - target[x]) * share }
    }

    func mix(towards colour: SIMD4<Float>, _ share: Float) {
        for x in 0..<count { pixels[x] += (colour - pixels[x]) * share }
    }

    func copy(_ other: PixelRow) { pixels.update(from: other.pixels, count: count) }

    /// Four bytes a pixel; `target` has room for them.
    func write(to target: UnsafeMutablePointer<UInt8>) {
        let words = UnsafeMutableRawPointer(target)
        for x in 0..<count { words.storeBytes(of: pixels[x].bytes, toByteOffset: x * 4, as: SIMD4<UInt8>.self) }
    }
}

extension SIMD4<Float> {
    /// Rounded to the nearest, halves to the even one, and kept within what a byte holds.
    @inline(__always)
    var bytes: SIMD4<UInt8> {
        var kept = self
        kept.replace(with: SIMD4(repeating: 0), where: kept .< 0)
        kept.replace(with: SIMD4(repeating: 255), where: kept .> 255)
        // Above 2²³ floats are whole numbers: adding it rounds, and leaves the number in the lowest bits.
        let rounded = unsafeBitCast(kept + 8_388_608, to: SIMD4<UInt32>.self)
        return SIMD4<UInt8>(truncatingIfNeeded: rounded)
    }
}
