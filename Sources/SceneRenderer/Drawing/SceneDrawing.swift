import FarmModel

/// Which of a clip's pictures a frame shows.
public enum PictureNeed: Equatable, Hashable, Sendable {
    case image(path: String)
    case text(TextSource)
    /// What the clip with this number shows at a moment of its video.
    case video(clip: Int, microseconds: Int64)
}

/// Draws the frames of a scene. A frame depends on the scene, its number and the pictures and on nothing else: drawn
/// alone, in ranges or in any order, it is the same to the last bit, on every machine.
public final class SceneDrawing {
    public let timeline: SceneTimeline
    private let frame: PictureSize
    private let canvas: PixelRow
    private let track: PixelRow
    private let layer: PixelRow

    public init(_ timeline: SceneTimeline) {
        self.timeline = timeline
        frame = PictureSize(width: timeline.scene.width, height: timeline.scene.height)
        canvas = PixelRow(count: frame.width)
        track = PixelRow(count: frame.width)
        layer = PixelRow(count: frame.width)
    }

    /// Bytes of a frame: red, green, blue and 255 for each pixel.
    public var frameBytes: Int { frame.width * frame.height * 4 }

    /// What has to be at hand to draw a frame, each once.
    public func needs(of number: Int) -> [PictureNeed] {
        var needs: [PictureNeed] = []
        for clip in timeline.clips where clip.isShown(at: number) {
            if let need = clip.need(at: number, rate: timeline.scene.frameRate), !needs.contains(need) {
                needs.append(need)
            }
        }
        return needs
    }

    /// Draws a frame. A picture that is missing is not drawn.
    public func draw(
        _ number: Int, pictures: (PictureNeed) -> Picture?, into target: UnsafeMutableBufferPointer<UInt8>
    ) {
        guard target.count >= frameBytes, let bytes = target.baseAddress else { return }
        let tracks = timeline.tracks.map { layers(of: $0, number, pictures) }.filter { !$0.isEmpty }
        let background = timeline.scene.background.premultiplied
        for y in 0..<frame.height {
            canvas.fill(background)
            for layers in tracks { draw(layers, row: y) }
            canvas.write(to: bytes + y * frame.width * 4)
        }
    }

    /// A frame in memory of its own.
    public func frame(_ number: Int, pictures: (PictureNeed) -> Picture?) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: frameBytes) { buffer, count in
            draw(number, pictures: pictures, into: buffer)
            count = frameBytes
        }
    }

    // MARK: Layers

    private struct Layer {
        let painter: LayerPainter?
        /// Nil where the clip lies simply over what is there.
        let change: Change?
    }

    private func layers(
        of track: [TimedClip], _ number: Int, _ pictures: (PictureNeed) -> Picture?
    ) -> [Layer] {
        let shown = track.filter { $0.isShown(at: number) }
        return shown.enumerated().map { index, clip in
            let change = Change(clip, at: number, frame: frame)
            var shift = change?.arrivingShift ?? Point(0, 0)
            // A clip is moved along by all that push it away.
            for later in shown[(index + 1)...] {
                let push = Change(later, at: number, frame: frame)?.leavingShift ?? Point(0, 0)
                shift = Point(shift.x + push.x, shift.y + push.y)
            }
            let picture = clip.need(at: number, rate: timeline.scene.frameRate).flatMap(pictures)
            let painter = LayerPainter(
                clip, pose: ClipPose(of: clip, at: number), picture: picture, shift: shift, frame: frame)
            return Layer(painter: painter, change: change)
        }
    }

    private func draw(_ layers: [Layer], row y: Int) {
        guard layers.contains(where: { $0.change != nil }) else {
            for layer in layers { cover(canvas, layer, y) }
            return
        }
        // While something changes, the track is put together by itself and laid over what is below it as a whole.
        track.fill(SIMD4(repeating: 0))
        for layer in layers {
            if let change = layer.change {
                arrive(layer, change, y)
            } else {
                cover(track, layer, y)
            }
        }
        canvas.cover(with: track, opacity: 1)
    }

    private func cover(_ target: PixelRow, _ layer: Layer, _ y: Int) {
        guard let painter = layer.painter else { return }
        if painter.hidesAll { return painter.paint(y, into: target) }
        painter.paint(y, into: self.layer)
        target.cover(with: self.layer, opacity: painter.opacity)
    }

    private func arrive(_ arriving: Layer, _ change: Change, _ y: Int) {
        if case .over = change.kind { return cover(track, arriving, y) }
        if let painter = arriving.painter {
            painter.paint(y, into: layer)
            if painter.opacity < 1 { for x in 0..<layer.count { layer.pixels[x] *= painter.opacity } }
        } else {
            layer.fill(SIMD4(repeating: 0))
        }
        switch change.kind {
        case .over: break
        case .crossfade(let share): track.mix(towards: layer, share, 0, track.count)
        case .wipe(let edge): edge.mix(track, layer, y)
        case .dip(let colour, let share) where share < 0.5: track.mix(towards: colour, share * 2)
        case .dip(let colour, let share):
            layer.mix(towards: colour, 2 - share * 2)
            track.copy(layer)
        }
    }
}

extension TimedClip {
    fileprivate func need(at frame: Int, rate: Rational) -> PictureNeed? {
        switch clip.source {
        case .image(let path): return .image(path: path)
        case .text(let text): return .text(text)
        case .colour, .gradient: return nil
        case .video(_, let start):
            let passed = Int128(frame - first) * Int128(rate.denominator) * 1_000_000 / Int128(rate.numerator)
            return .video(clip: number, microseconds: start + Int64(clamping: passed))
        }
    }
}
