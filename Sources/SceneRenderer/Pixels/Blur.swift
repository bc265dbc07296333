/// Softens a picture of whole rows: three passes with a box of any, also a broken, width come so close to Gauss's curve
/// that nobody sees the difference, at a cost that does not grow with the blur.
enum Blur {
    /// `rows` of one frame, from the top to the bottom; `deviation` in pixels.
    static func apply(to rows: [PixelRow], deviation: Double) {
        guard deviation > 0, let width = rows.first?.count, width > 0 else { return }
        let box = Box(deviation: deviation)
        let across = PixelRow(count: width)
        let down = PixelRow(count: rows.count)
        let scratch = PixelRow(count: rows.count)
        for row in rows {
            for _ in 0..<3 {
                box.pass(from: row, to: across)
                row.copy(across)
            }
        }
        for x in 0..<width {
            for y in 0..<rows.count { down.pixels[y] = rows[y].pixels[x] }
            for _ in 0..<3 {
                box.pass(from: down, to: scratch)
                down.copy(scratch)
            }
            for y in 0..<rows.count { rows[y].pixels[x] = down.pixels[y] }
        }
    }

    /// A box that reaches `radius` whole pixels to both sides, and a share of one more.
    private struct Box {
        let radius: Int
        let whole: Float
        let edge: Float

        init(deviation: Double) {
            // Three boxes of length n have the deviation √((n² − 1) / 4).
            let length = (4 * deviation * deviation + 1).squareRoot()
            let reach = (length - 1) / 2
            radius = Int(reach)
            // The share that gives just this deviation; from the second moments of a box and of its two edge pixels.
            let inner = Double(2 * radius + 1)
            let wanted = deviation * deviation / 3
            let far = Double((radius + 1) * (radius + 1))
            let innerMoment = inner * Double(radius * (radius + 1)) / 3
            let share = max(0, (inner * wanted - innerMoment) / (2 * (far - wanted)))
            let sum = inner + 2 * share
            whole = Float(1 / sum)
            edge = Float(share / sum)
        }

        func pass(from source: PixelRow, to target: PixelRow) {
            let count = source.count
            let pixels = source.pixels
            func at(_ index: Int) -> SIMD4<Float> { pixels[min(max(index, 0), count - 1)] }
            var sum = SIMD4<Float>(repeating: 0)
            for index in -radius...radius { sum += at(index) }
            for x in 0..<count {
                target.pixels[x] = sum * whole + (at(x - radius - 1) + at(x + radius + 1)) * edge
                sum += at(x + radius + 1) - at(x - radius)
            }
        }
    }
}
