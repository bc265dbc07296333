import FarmModel

/// What a transition does in one frame.
struct Change {
    enum Kind {
        /// The new picture lies over the old one, wherever both have been moved to.
        case over
        case crossfade(Double)
        case wipe(WipeEdge)
        case dip(Colour, Double)
    }

    let kind: Kind
    /// How far the new picture is still away from its place, and how far it has moved the old one.
    let arrivingShift: Point
    let leavingShift: Point

    /// Nil where there is no transition, or none any more.
    init?(_ clip: TimedClip, at frame: Int, frame size: PictureSize) {
        let arrival = clip.arrival(at: frame)
        guard let transition = clip.clip.transition, arrival < 1 else { return nil }
        let step = transition.direction.step
        let missing = 1 - arrival
        let away = Point(-step.x * Double(size.width) * missing, -step.y * Double(size.height) * missing)
        switch transition.kind {
        case .crossfade: kind = .crossfade(arrival)
        case .wipe: kind = .wipe(WipeEdge(transition.direction, arrival, size))
        case .slide, .push: kind = .over
        case .dip: kind = .dip(transition.colour, arrival)
        }
        arrivingShift = transition.kind == .slide || transition.kind == .push ? away : Point(0, 0)
        leavingShift =
            transition.kind == .push
            ? Point(step.x * Double(size.width) * arrival, step.y * Double(size.height) * arrival) : Point(0, 0)
    }
}

extension Transition.Direction {
    /// Where to things move.
    var step: Point {
        switch self {
        case .left: Point(-1, 0)
        case .right: Point(1, 0)
        case .up: Point(0, -1)
        case .down: Point(0, 1)
        }
    }
}

/// The edge between two pictures, somewhere between two pixels.
struct WipeEdge {
    private let direction: Transition.Direction
    /// In pixels from the left or from the top.
    private let place: Double

    init(_ direction: Transition.Direction, _ arrival: Double, _ size: PictureSize) {
        self.direction = direction
        switch direction {
        case .left: place = Double(size.width) * (1 - arrival)
        case .right: place = Double(size.width) * arrival
        case .up: place = Double(size.height) * (1 - arrival)
        case .down: place = Double(size.height) * arrival
        }
    }

    /// Row `y` of a group's planes.
    func mix(_ old: PixelRow, _ new: PixelRow, _ y: Int, _ group: PlaneGroup) {
        let inPlanes = place / Double(group.scale)
        switch direction {
        case .up, .down: old.mix(towards: new, share(y, inPlanes))
        case .left, .right:
            let edge = min(old.count, Int(inPlanes))
            let all = direction == .left ? min(old.count, edge + 1)..<old.count : 0..<edge
            old.mix(towards: new, 1, all)
            if edge < old.count { old.mix(towards: new, share(edge, inPlanes), edge..<edge + 1) }
        }
    }

    /// How much of a column, or of a row, shows the new picture.
    private func share(_ index: Int, _ place: Double) -> Double {
        let before = min(max(place - Double(index), 0), 1)
        return direction == .left || direction == .up ? 1 - before : before
    }
}
