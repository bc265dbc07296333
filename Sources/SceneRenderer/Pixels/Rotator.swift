import FarmModel

/// Draws a turned picture row by row: four neighbours for each pixel, out of the two copies of the picture whose sizes are
/// just above and just below what is wanted.
final class Rotator {
    private let fine: Planes
    private let coarse: Planes
    private let coarseShare: Float
    private let placement: Placement
    private let sine: Double
    private let cosine: Double
    private let siting: Double

    init(_ picture: Picture, _ placement: Placement, _ group: PlaneGroup) {
        var level = 0
        var ratio = placement.ratio
        while ratio >= 2 {
            ratio /= 2
            level += 1
        }
        fine = picture.planes(group, level: level)
        coarse = picture.planes(group, level: level + 1)
        coarseShare = Float(max(0, ratio - 1))
        self.placement = placement
        (sine, cosine) = ExactMath.rotation(degrees: placement.degrees)
        siting = group.siting
    }

    /// Sets all pixels of the row: transparent where the picture is not.
    func paint(_ y: Int, into row: PixelRow) {
        row.declareTransparent()
        let (source, target) = (placement.source, placement.target)
        let stepX = source.width / target.width
        let stepY = source.height / target.height
        let (middleX, middleY) = (target.x + target.width / 2, target.y + target.height / 2)
        let down = Double(y) + 0.5 - middleY
        for x in 0..<row.count {
            let right = Double(x) + 0.5 - siting - middleX
            // Back by the angle: where the pixel was before the picture was turned, from the target's middle.
            let u = right * cosine + down * sine
            let v = down * cosine - right * sine
            let coverage = Float(Self.share(u, target.width / 2) * Self.share(v, target.height / 2))
            guard coverage > 0 else {
                row.set(x, SIMD4(repeating: 0))
                continue
            }
            let sourceX = source.x + source.width / 2 + u * stepX
            let sourceY = source.y + source.height / 2 + v * stepY
            var pixel = sample(fine, sourceX, sourceY)
            if coarseShare > 0 { pixel += (sample(coarse, sourceX, sourceY) - pixel) * coarseShare }
            row.set(x, Fixed.pixel(pixel * coverage))
        }
    }

    /// How much of a pixel lies inside of an edge, for a pixel whose middle is `distance` from the middle of the target.
    private static func share(_ distance: Double, _ half: Double) -> Double {
        min(max(half - abs(distance) + 0.5, 0), 1)
    }

    /// The channels' values, and the opacity as the last.
    @inline(__always)
    private func sample(_ planes: Planes, _ x: Double, _ y: Double) -> SIMD4<Float> {
        let scaledX = x * planes.scaleX - 0.5
        let scaledY = y * planes.scaleY - 0.5
        let left = scaledX.rounded(.down)
        let top = scaledY.rounded(.down)
        let (shareX, shareY) = (Float(scaledX - left), Float(scaledY - top))
        let x0 = min(max(Int(left), 0), planes.width - 1)
        let x1 = min(max(Int(left) + 1, 0), planes.width - 1)
        let y0 = min(max(Int(top), 0), planes.height - 1) * planes.width
        let y1 = min(max(Int(top) + 1, 0), planes.height - 1) * planes.width
        func value(_ plane: Plane) -> Float {
            let neighbours = SIMD4<Float>(
                SIMD4(plane.bytes[y0 + x0], plane.bytes[y0 + x1], plane.bytes[y1 + x0], plane.bytes[y1 + x1]))
            let sides = neighbours.evenHalf + (neighbours.oddHalf - neighbours.evenHalf) * shareX
            return sides[0] + (sides[1] - sides[0]) * shareY
        }
        var values = SIMD4<Float>(0, 0, 0, 255)
        for index in planes.channels.indices { values[index] = value(planes.channels[index]) }
        if let alpha = planes.alpha { values[3] = value(alpha) }
        return values
    }
}
