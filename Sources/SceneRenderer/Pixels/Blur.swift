/// Softens a picture of whole rows: three passes with a box of any, also a broken, width come so close to Gauss's curve
/// that nobody sees the difference, at a cost that does not grow with the blur.
struct Blur {
    private let box: Box
    /// How far beyond what it softens it can be seen, in pixels.
    let reach: Int

    /// In pixels.
    init(deviation: Double) {
        box = Box(deviation: deviation)
        reach = 3 * (box.radius + 1)
    }

    /// `rows` from the top to the bottom. Beside `columns`, above and below they are transparent, unless the frame ends
    /// there.
    func apply(to rows: [PixelRow], _ columns: Range<Int>) {
        let (width, height) = (columns.count, rows.count)
        guard width > 0, height > 0 else { return }
        let picture = Line(width * height)
        let across = Line(width)
        for (y, row) in rows.enumerated() {
            row.read(columns, into: picture.pixels + y * width)
            box.passThrice(picture.pixels + y * width, width, by: across.pixels)
        }
        let down = Line(height)
        let scratch = Line(height)
        for x in 0..<width {
            for y in 0..<height { down.pixels[y] = picture.pixels[y * width + x] }
            box.passThrice(down.pixels, height, by: scratch.pixels)
            for y in 0..<height { picture.pixels[y * width + x] = down.pixels[y] }
        }
        for (y, row) in rows.enumerated() { row.set(columns, picture.pixels + y * width) }
    }

    /// Pixels with all their channels side by side.
    private final class Line {
        let pixels: UnsafeMutablePointer<SIMD4<Float>>

        init(_ count: Int) {
            pixels = .allocate(capacity: count)
            pixels.initialize(repeating: SIMD4(repeating: 0), count: count)
        }

        deinit { pixels.deallocate() }
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

        func passThrice(
            _ pixels: UnsafeMutablePointer<SIMD4<Float>>, _ count: Int,
            by scratch: UnsafeMutablePointer<SIMD4<Float>>
        ) {
            for _ in 0..<3 {
                pass(pixels, scratch, count)
                pixels.update(from: scratch, count: count)
            }
        }

        private func pass(
            _ source: UnsafeMutablePointer<SIMD4<Float>>, _ target: UnsafeMutablePointer<SIMD4<Float>>, _ count: Int
        ) {
            func at(_ index: Int) -> SIMD4<Float> { source[min(max(index, 0), count - 1)] }
            var sum = SIMD4<Float>(repeating: 0)
            for index in -radius...radius { sum += at(index) }
            for x in 0..<count {
                target[x] = sum * whole + (at(x - radius - 1) + at(x + radius + 1)) * edge
                sum += at(x + radius + 1) - at(x - radius)
            }
        }
    }
}

extension PixelRow {
    fileprivate func read(_ columns: Range<Int>, into pixels: UnsafeMutablePointer<SIMD4<Float>>) {
        for (place, x) in columns.enumerated() {
            var pixel = SIMD4<Float>(0, 0, 0, Float(isOpaque ? Fixed.opaque : alpha[x]))
            for index in channels.indices { pixel[index] = Float(channels[index][x]) }
            pixels[place] = pixel
        }
    }

    /// An opaque row has no pixels beside the columns.
    fileprivate func set(_ columns: Range<Int>, _ pixels: UnsafeMutablePointer<SIMD4<Float>>) {
        declareTransparent()
        for (place, x) in columns.enumerated() { set(x, SIMD4<Int16>(pixels[place], rounding: .toNearestOrEven)) }
    }
}
