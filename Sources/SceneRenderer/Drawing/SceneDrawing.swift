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
    public let layout: PixelLayout
    private let frame: PictureSize
    private let easels: [Easel]

    public init(_ timeline: SceneTimeline, layout: PixelLayout = .screen) {
        self.timeline = timeline
        self.layout = layout
        let frame = PictureSize(width: timeline.scene.width, height: timeline.scene.height)
        self.frame = frame
        easels = layout.groups.map { Easel($0, frame, background: timeline.scene.background) }
    }

    /// Bytes of a frame: its planes, one after the other.
    public var frameBytes: Int { layout.frameBytes(width: frame.width, height: frame.height) }

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
        guard target.count >= frameBytes, var plane = target.baseAddress else { return }
        for easel in easels {
            let tracks = timeline.tracks.map { layers(of: $0, number, pictures, easel.group) }
            easel.draw(tracks.filter { !$0.isEmpty }, into: plane)
            plane += easel.bytes
        }
    }

    /// A frame in memory of its own.
    public func frame(_ number: Int, pictures: (PictureNeed) -> Picture?) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: frameBytes) { buffer, count in
            draw(number, pictures: pictures, into: buffer)
            count = frameBytes
        }
    }

    private func layers(
        of track: [TimedClip], _ number: Int, _ pictures: (PictureNeed) -> Picture?, _ group: PlaneGroup
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
                clip, pose: ClipPose(of: clip, at: number), picture: picture, shift: shift, frame: frame, group: group)
            return Layer(painter: painter, change: change)
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
