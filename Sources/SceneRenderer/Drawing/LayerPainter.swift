import FarmModel

/// Draws one clip in one frame and one group of planes, row by row.
final class LayerPainter {
    private enum Way {
        case resampled(Resampler)
        case turned(Rotator)
        case colour(SIMD4<Int16>, ShadedArea)
        case gradient(GradientShape, ShadedArea)
        /// Drawn as a whole already, because each pixel depends on many: the rows of the footprint.
        case softened([PixelRow])
    }

    private let way: Way
    private let footprint: Footprint
    let opacity: Double
    /// Each row it paints hides all that was there.
    let hidesAll: Bool

    /// Nil where nothing of the clip is to be seen.
    init?(_ clip: TimedClip, pose: ClipPose, picture: Picture?, shift: Point, frame: PictureSize, group: PlaneGroup) {
        guard pose.opacity > 0 else { return nil }
        opacity = pose.opacity
        var placement = Placement(picture: picture?.size ?? frame, clip: clip.clip, pose: pose, frame: frame)
        placement.move(x: shift.x, y: shift.y)
        let size = frame.inPlanes(of: group)
        let placementInPlanes = placement.inPlanes(ofScale: group.scale)
        guard let sharp = Self.way(clip, placementInPlanes, picture, size, group) else { return nil }
        if pose.blur > 0 {
            let blur = Blur(deviation: pose.blur / Double(group.scale))
            footprint = Footprint(of: placementInPlanes, spreading: blur.reach, in: size)
            way = .softened(Self.softened(sharp, footprint, size, group, blur))
        } else {
            footprint = Footprint(of: placementInPlanes, spreading: 0, in: size)
            way = sharp
        }
        hidesAll = pose.opacity == 1 && pose.blur == 0 && Self.isOpaque(clip, picture) && Self.fills(placement, frame)
    }

    private static func way(
        _ clip: TimedClip, _ placement: Placement, _ picture: Picture?, _ size: PictureSize, _ group: PlaneGroup
    ) -> Way? {
        let target = placement.target
        switch clip.clip.source {
        case .colour(let colour):
            return .colour(Fixed.pixel(group.values(colour.premultiplied)), ShadedArea(target, size))
        case .gradient(let from, let to, let degrees):
            return .gradient(GradientShape(from, to, degrees, target, group), ShadedArea(target, size))
        case .image, .video, .text:
            guard let picture else { return nil }
            if placement.degrees != 0 { return .turned(Rotator(picture, placement, group)) }
            let planes = picture.planes(group, level: clip.levelIndex(of: placement))
            let source = placement.source.scaled(planes.scaleX, planes.scaleY)
            return .resampled(Resampler(planes, from: source, to: target, frame: size, siting: group.siting))
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

    private static func softened(
        _ way: Way, _ footprint: Footprint, _ size: PictureSize, _ group: PlaneGroup, _ blur: Blur
    ) -> [PixelRow] {
        let rows = footprint.rows.map { y in
            let row = PixelRow(count: size.width, group: group)
            paint(way, footprint, y, into: row)
            return row
        }
        blur.apply(to: rows, footprint.columns)
        return rows
    }

    /// Whether anything of the clip may be in a row.
    func touches(_ y: Int) -> Bool { footprint.rows.contains(y) }

    /// Sets all pixels of the row: transparent where the clip is not.
    func paint(_ y: Int, into row: PixelRow) { Self.paint(way, footprint, y, into: row) }

    private static func paint(_ way: Way, _ footprint: Footprint, _ y: Int, into row: PixelRow) {
        guard footprint.rows.contains(y) else { return row.clear() }
        switch way {
        case .resampled(let resampler): resampler.paint(y, into: row)
        case .turned(let rotator): rotator.paint(y, into: row)
        case .colour(let colour, let area):
            row.fill(colour)
            area.shade(y, row)
        case .gradient(let shape, let area):
            shape.paint(y, into: row)
            area.shade(y, row)
        case .softened(let rows): row.copy(rows[y - footprint.rows.lowerBound])
        }
    }
}

/// Which pixels of a frame a clip may touch; none beside them.
private struct Footprint {
    let columns: Range<Int>
    let rows: Range<Int>

    /// `spreading` so many pixels further to all sides than it would by itself.
    init(of placement: Placement, spreading: Int, in size: PictureSize) {
        let target = placement.target
        var (width, height) = (target.width, target.height)
        if placement.degrees != 0 {
            // However it is turned it stays within the circle around it.
            width = (width * width + height * height).squareRoot()
            height = width
        }
        // Edges between pixels touch those on both sides.
        let margin = Double(spreading + 2)
        func range(_ middle: Double, _ length: Double, _ limit: Int) -> Range<Int> {
            let limit = Double(limit)
            let start = min(max(0, (middle - length / 2 - margin).rounded(.down)), limit)
            let end = min(max(start, (middle + length / 2 + margin).rounded(.up)), limit)
            return Int(start)..<Int(end)
        }
        columns = range(target.x + target.width / 2, width, size.width)
        rows = range(target.y + target.height / 2, height, size.height)
    }
}

/// The part of a frame that something without a picture fills; its edges fall between pixels.
struct ShadedArea {
    private let columns: EdgeCoverage
    private let rows: EdgeCoverage

    init(_ target: Area, _ size: PictureSize) {
        columns = EdgeCoverage(start: target.x, length: target.width, limit: size.width)
        rows = EdgeCoverage(start: target.y, length: target.height, limit: size.height)
    }

    /// Takes away what lies beside it.
    func shade(_ y: Int, _ row: PixelRow) {
        guard rows.range.contains(y), !columns.isEmpty else { return row.clear() }
        row.keepOnly(columns, share: rows.share(of: y))
    }
}

/// The colours between two, along a direction.
struct GradientShape {
    private let from: SIMD4<Float>
    private let step: SIMD4<Float>
    private let start: Double
    private let stepX: Double
    private let stepY: Double

    init(_ from: Colour, _ to: Colour, _ degrees: Double, _ area: Area, _ group: PlaneGroup) {
        self.from = group.values(from.premultiplied)
        step = group.values(to.premultiplied) - self.from
        let (sine, cosine) = ExactMath.rotation(degrees: degrees)
        // From the first corner that the direction meets to the last.
        let length = max(abs(cosine) * area.width + abs(sine) * area.height, 1)
        stepX = cosine / length
        stepY = sine / length
        start = 0.5 - (area.x + area.width / 2) * stepX - (area.y + area.height / 2) * stepY
    }

    /// Sets all pixels of the row.
    func paint(_ y: Int, into row: PixelRow) {
        row.declareTransparent()
        for x in 0..<row.count {
            let way = start + (Double(x) + 0.5) * stepX + (Double(y) + 0.5) * stepY
            row.set(x, Fixed.pixel(from + step * Float(min(max(way, 0), 1))))
        }
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

extension PictureSize {
    func inPlanes(of group: PlaneGroup) -> PictureSize {
        PictureSize(width: width / group.scale, height: height / group.scale)
    }
}
