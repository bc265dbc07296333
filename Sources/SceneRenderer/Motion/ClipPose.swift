/// How a clip is shown in one frame: what its effects make of it.
///
/// Of several effects of one kind the one counts that began last, and the first before any has begun; opacities, of
/// which fades are made, are multiplied.
struct ClipPose: Equatable {
    var view = CameraView(zoom: 1, center: nil)
    var degrees = 0.0
    var opacity: Double
    var blur = 0.0
    var offset = Point(0, 0)

    init(of clip: TimedClip, at frame: Int) {
        opacity = clip.clip.opacity
        var begun: [Int: Int] = [:]
        for (index, effect) in clip.effects.enumerated() {
            if case .opacity(let from, let to) = effect.kind {
                opacity *= Self.between(from, to, effect.progress(at: frame))
                continue
            }
            let isLater = begun[effect.kind.order].map { effect.first <= frame && effect.first >= $0 } ?? true
            guard isLater else { continue }
            begun[effect.kind.order] = effect.first
            take(clip.effects[index], at: frame)
        }
    }

    private mutating func take(_ effect: TimedEffect, at frame: Int) {
        let progress = effect.progress(at: frame)
        switch effect.kind {
        case .kenBurns(let from, let to): view = CameraView(from: from, to: to, progress: progress)
        case .rotate(let from, let to): degrees = Self.between(from, to, progress)
        case .blur(let from, let to): blur = Self.between(from, to, progress)
        case .move(let from, let to):
            offset = Point(Self.between(from.x, to.x, progress), Self.between(from.y, to.y, progress))
        case .opacity: break
        }
    }

    /// Exact at both ends.
    static func between(_ from: Double, _ to: Double, _ progress: Double) -> Double {
        progress == 1 ? to : from + (to - from) * progress
    }
}

/// What the camera sees: two views and the way between them. It is the edges of the visible rectangle that move evenly,
/// so that every point of the picture moves along a straight line.
struct CameraView: Equatable {
    var from: Effect.View
    var to: Effect.View
    var progress: Double

    init(from: Effect.View, to: Effect.View, progress: Double) {
        self.from = from
        self.to = to
        self.progress = progress
    }

    init(zoom: Double, center: Point?) {
        self.init(
            from: Effect.View(zoom: zoom, center: center), to: Effect.View(zoom: zoom, center: center), progress: 0)
    }

    /// The part that is visible of a picture whose `whole` visible part at zoom 1 is given; never outside of the picture.
    func visible(of whole: Area, in picture: Area) -> Area {
        let start = Self.visible(from, whole, picture)
        let end = Self.visible(to, whole, picture)
        return Area(
            x: ClipPose.between(start.x, end.x, progress), y: ClipPose.between(start.y, end.y, progress),
            width: ClipPose.between(start.width, end.width, progress),
            height: ClipPose.between(start.height, end.height, progress))
    }

    private static func visible(_ view: Effect.View, _ whole: Area, _ picture: Area) -> Area {
        let width = whole.width / view.zoom
        let height = whole.height / view.zoom
        let centerX = view.center.map { picture.x + $0.x * picture.width } ?? whole.x + whole.width / 2
        let centerY = view.center.map { picture.y + $0.y * picture.height } ?? whole.y + whole.height / 2
        return Area(
            x: min(max(centerX - width / 2, picture.x), picture.x + picture.width - width),
            y: min(max(centerY - height / 2, picture.y), picture.y + picture.height - height),
            width: width, height: height)
    }

    var zoom: Double { ClipPose.between(from.zoom, to.zoom, progress) }
}

/// A rectangle in pixels, and fractions of them.
struct Area: Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    func scaled(_ scaleX: Double, _ scaleY: Double) -> Area {
        Area(x: x * scaleX, y: y * scaleY, width: width * scaleX, height: height * scaleY)
    }
}

extension Effect.Kind {
    /// Effects of one kind have the same number.
    fileprivate var order: Int {
        switch self {
        case .kenBurns: 0
        case .rotate: 1
        case .opacity: 2
        case .blur: 3
        case .move: 4
        }
    }
}
