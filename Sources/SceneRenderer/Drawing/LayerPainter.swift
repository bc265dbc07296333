import FarmModel

/// Draws one clip in one frame, row by row from the top to the bottom.
final class LayerPainter {
    private enum Way {
        case resampled(Resampler)
        case turned(Rotator)
        case colour(SIMD4<Float>, EdgeCoverage, EdgeCoverage)
        case gradient(GradientShape, EdgeCoverage, EdgeCoverage)
        /// Drawn as a whole already, because each pixel depends on many.
        case softened([PixelRow])
    }

    private let way: Way
    let opacity: Float
    /// Each row it paints hides all that was there.
    let hidesAll: Bool

    /// Nil where nothing of the clip is to be seen.
    init?(_ clip: TimedClip, pose: ClipPose, picture: Picture?, shift: Point, frame: PictureSize) {
        guard pose.opacity > 0 else { return nil }
        opacity = Float(pose.opacity)
        let size = picture?.size ?? frame
        var placement = Placement(picture: size, clip: clip.clip, pose: pose, frame: frame)
        placement.move(x: shift.x, y: shift.y)
        let sharp = Self.way(clip, placement, picture, frame)
        guard let sharp else { return nil }
        if pose.blur > 0 {
            way = .softened(Self.softened(sharp, frame, deviation: pose.blur))
        } else {
            way = sharp
        }
        hidesAll = pose.opacity == 1 && pose.blur == 0 && Self.isOpaque(clip, picture) && Self.fills(placement, frame)
    }

    private static func way(
        _ clip: TimedClip, _ placement: Placement, _ picture: Picture?, _ frame: PictureSize
    ) -> Way? {
        let columns = EdgeCoverage(start: placement.target.x, length: placement.target.width, limit: frame.width)
        let rows = EdgeCoverage(start: placement.target.y, length: placement.target.height, limit: frame.height)
        switch clip.clip.source {
        case .colour(let colour): return .colour(colour.premultiplied, columns, rows)
        case .gradient(let from, let to, let degrees):
            return .gradient(GradientShape(from, to, degrees, placement.target), columns, rows)
        case .image, .video, .text:
            guard let picture else { return nil }
            if placement.degrees != 0 { return .turned(Rotator(picture, placement, frame: frame)) }
            let level = picture.level(clip.levelIndex(of: placement))
            return .resampled(
                Resampler(level, from: placement.source.scaled(picture, to: level), to: placement.target, frame: frame))
        }
    }

    private static func isOpaque(_ clip: TimedClip, _ picture: Picture?) -> Bool {
        switch clip.clip.source {
        case .colour(let colour): colour.alpha == 255
        case .gradient(let from, let to, _): from.alpha == 255 && to.alpha == 255
        case .image, .video: picture?.isOpaque ?? false
        case .text: false
        }
    }

    private static func fills(_ placement: Placement, _ frame: PictureSize) -> Bool {
        let target = placement.target
        return placement.degrees == 0 && target.x <= 0 && target.y <= 0
            && target.x + target.width >= Double(frame.width) && target.y + target.height >= Double(frame.height)
    }

    private static func softened(_ way: Way, _ frame: PictureSize, deviation: Double) -> [PixelRow] {
        let rows = (0..<frame.height).map { y in
            let row = PixelRow(count: frame.width)
            paint(way, y, into: row)
            return row
        }
        Blur.apply(to: rows, deviation: deviation)
        return rows
    }

    /// Sets all pixels of the row: transparent where the clip is not.
    func paint(_ y: Int, into row: PixelRow) { Self.paint(way, y, into: row) }

    private static func paint(_ way: Way, _ y: Int, into row: PixelRow) {
        switch way {
        case .resampled(let resampler):
            let clear = SIMD4<Float>(repeating: 0)
            guard resampler.paint(y, into: row) else { return row.fill(clear) }
            row.fill(clear, 0, resampler.range.lowerBound)
            row.fill(clear, resampler.range.upperBound, row.count)
        case .turned(let rotator):
            rotator.paint(y, into: row)
        case .colour(let colour, let columns, let rows):
            shaded(row, y, columns, rows) { _ in colour }
        case .gradient(let shape, let columns, let rows):
            shaded(row, y, columns, rows) { shape.colour($0, y) }
        case .softened(let rows):
            row.copy(rows[y])
        }
    }

    private static func shaded(
        _ row: PixelRow, _ y: Int, _ columns: EdgeCoverage, _ rows: EdgeCoverage, _ colour: (Int) -> SIMD4<Float>
    ) {
        row.fill(SIMD4(repeating: 0))
        guard y >= rows.first, y < rows.end else { return }
        let share = rows.share(of: y)
        for x in columns.first..<columns.end { row.pixels[x] = colour(x) * (columns.share(of: x) * share) }
    }
}

/// The colours between two, along a direction.
struct GradientShape {
    private let from: SIMD4<Float>
    private let step: SIMD4<Float>
    private let start: Double
    private let stepX: Double
    private let stepY: Double

    init(_ from: Colour, _ to: Colour, _ degrees: Double, _ area: Area) {
        self.from = from.premultiplied
        step = to.premultiplied - from.premultiplied
        let (sine, cosine) = ExactMath.rotation(degrees: degrees)
        // From the first corner that the direction meets to the last.
        let length = max(abs(cosine) * area.width + abs(sine) * area.height, 1)
        stepX = cosine / length
        stepY = sine / length
        start = 0.5 - (area.x + area.width / 2) * stepX - (area.y + area.height / 2) * stepY
    }

    func colour(_ x: Int, _ y: Int) -> SIMD4<Float> {
        let way = start + (Double(x) + 0.5) * stepX + (Double(y) + 0.5) * stepY
        return from + step * Float(min(max(way, 0), 1))
    }
}

extension TimedClip {
    /// Which copy of its picture the clip is drawn from, from its first frame to its last: the smallest that still has a
    /// pixel for each of the frame's when the camera is nearest.
    func levelIndex(of placement: Placement) -> Int {
        var nearest = 1.0
        for effect in effects {
            if case .kenBurns(let from, let to) = effect.kind { nearest = max(nearest, from.zoom, to.zoom) }
        }
        var ratio = placement.ratioAtFullView / nearest
        var level = 0
        while ratio >= 2 {
            ratio /= 2
            level += 1
        }
        return level
    }
}

extension Area {
    func scaled(_ picture: Picture, to level: Picture.Level) -> Area {
        let scaleX = Double(level.width) / Double(picture.width)
        let scaleY = Double(level.height) / Double(picture.height)
        return Area(x: x * scaleX, y: y * scaleY, width: width * scaleX, height: height * scaleY)
    }
}
