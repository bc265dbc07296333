/// Makes a picture of a text's mask: coloured, and with its shadow behind it.
enum TextShade {
    static func planes(width: Int, height: Int, mask: [UInt8], colour: Colour, shadow: TextSource.Shadow?) -> Planes {
        let front = colour.premultiplied
        let back = (shadow?.colour ?? Colour(0, 0, 0, 0)).premultiplied
        let distance = shadow?.distance ?? 0
        let whole = Int(distance)
        let rest = Float(distance - Double(whole))
        func coverage(_ x: Int, _ y: Int) -> Float {
            x >= 0 && y >= 0 && x < width && y < height ? Float(mask[y * width + x]) / 255 : 0
        }
        let planes = (0..<4).map { _ in Plane(width: width, height: height) { _ in } }
        for y in 0..<height {
            for x in 0..<width {
                var pixel = SIMD4<Float>(repeating: 0)
                if shadow != nil {
                    let near = coverage(x - whole, y - whole)
                    let far = coverage(x - whole - 1, y - whole - 1)
                    pixel = back * (near + (far - near) * rest)
                }
                let share = coverage(x, y)
                pixel = pixel * (1 - front[3] / 255 * share) + front * share
                let bytes = SIMD4<UInt8>(
                    pixel.clamped(lowerBound: SIMD4(repeating: 0), upperBound: SIMD4(repeating: 255)),
                    rounding: .toNearestOrEven)
                for channel in 0..<4 { planes[channel].bytes[y * width + x] = bytes[channel] }
            }
        }
        return Planes(channels: [planes[1], planes[2], planes[0]], alpha: planes[3])
    }
}
