import FarmModel

/// Draws an upright picture row by row, scaled by any factor and placed at any fraction of a pixel.
///
/// Rows have to be asked for from the top to the bottom: each row of the picture is made as wide as the target once, and
/// kept for as long as rows of the target lean on it.
final class Resampler {
    private let level: Picture.Level
    private let across: FilterWeights
    private let down: FilterWeights
    private let columns: EdgeCoverage
    private let rows: EdgeCoverage
    /// The pixels of one row of the picture that are looked at, and which these are.
    private let source: PixelRow
    private let sourceFirst: Int
    /// Room for the lines that one row of the target leans on.
    private let lines: UnsafeMutablePointer<UnsafeMutablePointer<SIMD4<Float>>>
    private var kept: [PixelRow]
    /// Which row of the picture is where in `kept`.
    private var keptNumbers: [Int]

    init(_ level: Picture.Level, from area: Area, to target: Area, frame: PictureSize) {
        self.level = level
        columns = EdgeCoverage(start: target.x, length: target.width, limit: frame.width)
        rows = EdgeCoverage(start: target.y, length: target.height, limit: frame.height)
        across = FilterWeights(
            first: columns.first, count: columns.end - columns.first, targetStart: target.x, sourceStart: area.x,
            ratio: area.width / target.width, sourceCount: level.width)
        down = FilterWeights(
            first: rows.first, count: rows.end - rows.first, targetStart: target.y, sourceStart: area.y,
            ratio: area.height / target.height, sourceCount: level.height)
        sourceFirst = Int(across.starts.first ?? 0)
        source = PixelRow(count: Int(across.starts.last ?? 0) + across.taps - sourceFirst)
        lines = .allocate(capacity: down.taps)
        lines.initialize(repeating: source.pixels, count: down.taps)
        kept = (0..<down.taps).map { [width = columns.end - columns.first] _ in PixelRow(count: width) }
        keptNumbers = [Int](repeating: -1, count: down.taps)
    }

    deinit { lines.deallocate() }

    /// The pixels that `paint` sets; the others are free.
    var range: Range<Int> { columns.first..<columns.end }

    /// False where the row lies beside the picture.
    func paint(_ y: Int, into row: PixelRow) -> Bool {
        guard y >= rows.first, y < rows.end, !columns.isEmpty else { return false }
        let index = y - rows.first
        let start = Int(down.starts[index])
        for tap in 0..<down.taps { lines[tap] = line(start + tap).pixels }
        let target = row.pixels + columns.first
        let count = columns.end - columns.first
        down.weights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            var tap = 0
            while tap < down.taps {
                let number = min(4, down.taps - tap)
                Self.sum(lines + tap, weights + index * down.taps + tap, number, isFirst: tap == 0, target, count)
                tap += number
            }
        }
        shade(row, rows.share(of: y))
        return true
    }

    /// Adds up to four lines, each with its weight: so many that all fit into the processor's registers.
    private static func sum(
        _ lines: UnsafeMutablePointer<UnsafeMutablePointer<SIMD4<Float>>>, _ weights: UnsafePointer<Float>,
        _ number: Int, isFirst: Bool, _ target: UnsafeMutablePointer<SIMD4<Float>>, _ count: Int
    ) {
        func weight(_ index: Int) -> SIMD4<Float> { SIMD4(repeating: index < number ? weights[index] : 0) }
        let (weight0, weight1, weight2, weight3) = (weight(0), weight(1), weight(2), weight(3))
        let line0 = lines[0]
        let line1 = lines[min(1, number - 1)]
        let line2 = lines[min(2, number - 1)]
        let line3 = lines[min(3, number - 1)]
        if isFirst {
            for x in 0..<count {
                target[x] = line0[x] * weight0 + line1[x] * weight1 + (line2[x] * weight2 + line3[x] * weight3)
            }
        } else {
            for x in 0..<count {
                target[x] += line0[x] * weight0 + line1[x] * weight1 + (line2[x] * weight2 + line3[x] * weight3)
            }
        }
    }

    /// The edges of a picture fall between pixels.
    private func shade(_ row: PixelRow, _ share: Float) {
        if share < 1 { for x in range { row.pixels[x] *= share } }
        for x in Set([columns.first, columns.end - 1]) {
            let edge = columns.share(of: x)
            if edge < 1 { row.pixels[x] *= edge }
        }
    }

    /// One row of the picture, as wide as the target.
    private func line(_ number: Int) -> PixelRow {
        let place = number % kept.count
        let line = kept[place]
        guard keptNumbers[place] != number else { return line }
        keptNumbers[place] = number
        level.pixels.withUnsafeBytes { bytes in
            Self.unpack(bytes.baseAddress.unsafelyUnwrapped + (number * level.width + sourceFirst) * 4, source)
        }
        across.starts.withUnsafeBufferPointer { starts in
            across.weights.withUnsafeBufferPointer { weights in
                Self.filter(source.pixels - sourceFirst, starts, weights, taps: across.taps, into: line)
            }
        }
        return line
    }

    private static func unpack(_ bytes: UnsafeRawPointer, _ row: PixelRow) {
        let pixels = row.pixels
        for x in 0..<row.count {
            pixels[x] = SIMD4<Float>(bytes.loadUnaligned(fromByteOffset: x * 4, as: SIMD4<UInt8>.self))
        }
    }

    private static func filter(
        _ source: UnsafeMutablePointer<SIMD4<Float>>, _ starts: UnsafeBufferPointer<Int32>,
        _ weights: UnsafeBufferPointer<Float>, taps: Int, into line: PixelRow
    ) {
        guard let starts = starts.baseAddress, let weights = weights.baseAddress else { return }
        // With a number that the compiler knows there is no loop left inside of the loop.
        switch taps {
        case 4: filter(source, starts, weights, 4, line)
        case 5: filter(source, starts, weights, 5, line)
        case 6: filter(source, starts, weights, 6, line)
        case 7: filter(source, starts, weights, 7, line)
        case 8: filter(source, starts, weights, 8, line)
        default: filter(source, starts, weights, taps, line)
        }
    }

    @inline(__always)
    private static func filter(
        _ source: UnsafeMutablePointer<SIMD4<Float>>, _ starts: UnsafePointer<Int32>, _ weights: UnsafePointer<Float>,
        _ taps: Int, _ line: PixelRow
    ) {
        let target = line.pixels
        var weight = weights
        for x in 0..<line.count {
            let from = source + Int(starts[x])
            var sum = SIMD4<Float>(repeating: 0)
            for tap in 0..<taps { sum += from[tap] * weight[tap] }
            weight += taps
            target[x] = sum
        }
    }
}
