import FarmModel

/// Where the pixels of a frame come from in a picture.
struct Placement: Equatable {
    /// The visible part of the picture, in its pixels, and the part of the frame that it fills.
    var source: Area
    var target: Area
    /// Around the middle of the target, clockwise.
    var degrees: Double
    /// Pixels of the picture for one of the frame when all of it is in view.
    private(set) var ratioAtFullView: Double

    /// Pixels of the picture for one of the frame.
    var ratio: Double { max(source.width / target.width, source.height / target.height) }

    init(picture: PictureSize, clip: SceneClip, pose: ClipPose, frame: PictureSize) {
        let box = Area(
            x: (clip.box.x + pose.offset.x) * Double(frame.width),
            y: (clip.box.y + pose.offset.y) * Double(frame.height),
            width: clip.box.width * Double(frame.width), height: clip.box.height * Double(frame.height))
        let whole = Area(x: 0, y: 0, width: Double(picture.width), height: Double(picture.height))
        degrees = pose.degrees
        switch clip.fit {
        case .natural:
            let zoom = pose.view.zoom
            source = whole
            target = Self.inside(box, width: whole.width * zoom, height: whole.height * zoom, clip.focus)
            ratioAtFullView = 1
        case .stretch:
            source = pose.view.visible(of: whole, in: whole)
            target = box
            ratioAtFullView = min(whole.width / box.width, whole.height / box.height)
        case .fit:
            let scale = min(box.width / whole.width, box.height / whole.height)
            source = pose.view.visible(of: whole, in: whole)
            target = Self.inside(box, width: whole.width * scale, height: whole.height * scale, clip.focus)
            ratioAtFullView = 1 / scale
        case .fill:
            let scale = max(box.width / whole.width, box.height / whole.height)
            let part = Self.inside(whole, width: box.width / scale, height: box.height / scale, clip.focus)
            source = pose.view.visible(of: part, in: whole)
            target = box
            ratioAtFullView = 1 / scale
        }
    }

    /// A rectangle in another one, with the room around it shared out as the focus says.
    private static func inside(_ outer: Area, width: Double, height: Double, _ focus: Point) -> Area {
        Area(
            x: outer.x + (outer.width - width) * focus.x, y: outer.y + (outer.height - height) * focus.y,
            width: width, height: height)
    }

    mutating func move(x: Double, y: Double) {
        target.x += x
        target.y += y
    }

    /// The same in planes of a frame whose pixels are `scale` times larger.
    func inPlanes(ofScale scale: Int) -> Placement {
        guard scale > 1 else { return self }
        let share = 1 / Double(scale)
        var placement = self
        placement.target = target.scaled(share, share)
        placement.ratioAtFullView = ratioAtFullView * Double(scale)
        return placement
    }
}
