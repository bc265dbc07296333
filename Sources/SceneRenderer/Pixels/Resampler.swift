import CPixels
import FarmModel

/// Draws an upright picture row by row, scaled by any factor and placed at any fraction of a pixel.
final class Resampler {
    private let planes: Planes
    private let across: FilterWeights
    private let down: FilterWeights
    private let columns: EdgeCoverage
    private let rows: EdgeCoverage
    /// The part of the picture's rows that is looked at.
    private let sourceFirst: Int
    private let sourceCount: Int
    /// Rows of the picture, put together to one; and room behind it for weights of zero.
    private let together: UnsafeMutablePointer<Int16>
    private let lines: UnsafeMutablePointer<UnsafePointer<UInt8>?>
    private let starts: [Int32]

    /// `area` is in pixels of `planes`, `target` in those of the frame's planes.
    init(_ planes: Planes, from area: Area, to target: Area, frame: PictureSize, siting: Double) {
        self.planes = planes
        columns = EdgeCoverage(start: target.x, length: target.width, limit: frame.width)
        rows = EdgeCoverage(start: target.y, length: target.height, limit: frame.height)
        across = FilterWeights(
            first: columns.first, count: columns.range.count, targetStart: target.x + siting, sourceStart: area.x,
            ratio: area.width / target.width, sourceCount: planes.width)
        down = FilterWeights(
            first: rows.first, count: rows.range.count, targetStart: target.y, sourceStart: area.y,
            ratio: area.height / target.height, sourceCount: planes.height)
        // Starts grow from pixel to pixel, so the first and the last one bound them all.
        let first = Int(across.starts.first ?? 0)
        sourceFirst = first
        sourceCount = min(planes.width, Int(across.starts.last ?? 0) + across.taps) - first
        starts = across.starts.map { $0 - Int32(first) }
        together = .allocate(capacity: sourceCount + across.taps)
        together.initialize(repeating: 0, count: sourceCount + across.taps)
        lines = .allocate(capacity: down.taps)
        lines.initialize(repeating: nil, count: down.taps)
    }

    deinit {
        together.deallocate()
        lines.deallocate()
    }

    /// Sets all pixels of the row: transparent where the picture is not.
    func paint(_ y: Int, into row: PixelRow) {
        guard rows.range.contains(y), !columns.isEmpty else { return row.clear() }
        for (index, plane) in planes.channels.enumerated() { filter(plane, y, into: row.channels[index]) }
        let share = rows.share(of: y)
        guard let alpha = planes.alpha else { return row.declareOpaque(within: columns, share: share) }
        filter(alpha, y, into: row.alpha)
        row.declareTransparent()
        row.keepOnly(columns, share: share)
    }

    /// First downwards, along whole rows, then across: so the larger part is done where it costs least.
    private func filter(_ plane: Plane, _ y: Int, into target: UnsafeMutablePointer<Int16>) {
        let index = y - rows.first
        let start = Int(down.starts[index])
        for tap in 0..<down.taps {
            // Weights beyond the picture are zero: any row serves.
            lines[tap] = plane.row(min(start + tap, plane.height - 1)) + sourceFirst
        }
        down.weights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            cpixels_add_rows(
                lines, weights + index * down.taps, Int32(down.taps), Int32(sourceCount), together, PixelLoops.areWide)
        }
        cpixels_filter_row(
            together, starts, across.weights, Int32(across.taps), Int32(columns.range.count), target + columns.first,
            PixelLoops.areWide)
    }
}
