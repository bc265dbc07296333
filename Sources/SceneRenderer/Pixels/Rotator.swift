import FarmModel

/// Draws a turned picture row by row: four neighbours for each pixel, out of the two copies of the picture whose sizes are
/// just above and just below what is wanted.
final class Rotator {
    private let fine: Picture.Level
    private let coarse: Picture.Level
    private let coarseShare: Float
    private let placement: Placement
    private let picture: PictureSize
    private let sine: Double
    private let cosine: Double
    private let width: Int

    init(_ picture: Picture, _ placement: Placement, frame: PictureSize) {
        var level = 0
        var ratio = placement.ratio
        while ratio >= 2 {
            ratio /= 2
            level += 1
        }
        fine = picture.level(level)
        coarse = picture.level(level + 1)
        coarseShare = Float(max(0, ratio - 1))
        self.placement = placement
        self.picture = picture.size
        (sine, cosine) = ExactMath.rotation(degrees: placement.degrees)
        width = frame.width
    }

    func paint(_ y: Int, into row: PixelRow) {
        let (source, target) = (placement.source, placement.target)
        let stepX = source.width / target.width
        let stepY = source.height / target.height
        let (middleX, middleY) = (target.x + target.width / 2, target.y + target.height / 2)
        let down = Double(y) + 0.5 - middleY
        for x in 0..<width {
            let right = Double(x) + 0.5 - middleX
            // Back by the angle: where the pixel was before the picture was turned, from the target's middle.
            let u = right * cosine + down * sine
            let v = down * cosine - right * sine
            let coverage = Self.share(u, target.width / 2) * Self.share(v, target.height / 2)
            guard coverage > 0 else {
                row.pixels[x] = SIMD4(repeating: 0)
                continue
            }
            let sourceX = source.x + source.width / 2 + u * stepX
            let sourceY = source.y + source.height / 2 + v * stepY
            var pixel = sample(fine, sourceX, sourceY)
            if coarseShare > 0 { pixel += (sample(coarse, sourceX, sourceY) - pixel) * coarseShare }
            row.pixels[x] = pixel * Float(coverage)
        }
    }

    /// How much of a pixel lies inside of an edge, for a pixel whose middle is `distance` from the middle of the target.
    private static func share(_ distance: Double, _ half: Double) -> Double {
        min(max(half - abs(distance) + 0.5, 0), 1)
    }

    @inline(__always)
    private func sample(_ level: Picture.Level, _ x: Double, _ y: Double) -> SIMD4<Float> {
        let scaledX = x * Double(level.width) / Double(picture.width) - 0.5
        let scaledY = y * Double(level.height) / Double(picture.height) - 0.5
        let left = scaledX.rounded(.down)
        let top = scaledY.rounded(.down)
        let (shareX, shareY) = (Float(scaledX - left), Float(scaledY - top))
        let x0 = min(max(Int(left), 0), level.width - 1)
        let x1 = min(max(Int(left) + 1, 0), level.width - 1)
        let y0 = min(max(Int(top), 0), level.height - 1) * level.width
        let y1 = min(max(Int(top) + 1, 0), level.height - 1) * level.width
        return level.pixels.withUnsafeBytes { bytes in
            func pixel(_ index: Int) -> SIMD4<Float> {
                SIMD4<Float>(bytes.loadUnaligned(fromByteOffset: index * 4, as: SIMD4<UInt8>.self))
            }
            let above = pixel(y0 + x0) + (pixel(y0 + x1) - pixel(y0 + x0)) * shareX
            let below = pixel(y1 + x0) + (pixel(y1 + x1) - pixel(y1 + x0)) * shareX
            return above + (below - above) * shareY
        }
    }
}
