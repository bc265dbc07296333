import FarmModel

/// One clip of a frame, in one group of planes.
struct Layer {
    /// Nil where nothing of it is to be seen.
    let painter: LayerPainter?
    /// Nil where the clip lies simply over what is there.
    let change: Change?

    /// Nothing of what is below it can be seen.
    var hidesAll: Bool { change == nil && painter?.hidesAll == true }
}

/// Puts the layers of a frame together, in one group of planes.
final class Easel {
    let group: PlaneGroup
    /// Of all planes of the group.
    let bytes: Int
    private let size: PictureSize
    private let background: SIMD4<Int16>
    private let canvas: PixelRow
    private let track: PixelRow
    private let layer: PixelRow

    init(_ group: PlaneGroup, _ frame: PictureSize, background: Colour) {
        self.group = group
        size = frame.inPlanes(of: group)
        bytes = group.channels.count * size.width * size.height
        self.background = Fixed.pixel(group.values(background.premultiplied))
        canvas = PixelRow(count: size.width, group: group)
        track = PixelRow(count: size.width, group: group)
        layer = PixelRow(count: size.width, group: group)
    }

    /// `tracks` from the bottom to the top; `target` has room for all planes of the group.
    func draw(_ tracks: [[Layer]], into target: UnsafeMutablePointer<UInt8>) {
        let visible = Self.visible(tracks)
        for y in 0..<size.height {
            canvas.fill(background)
            for layers in visible { draw(layers, row: y) }
            for channel in group.channels.indices {
                canvas.write(channel, to: target + (channel * size.height + y) * size.width)
            }
        }
    }

    /// Without what is hidden by others all over the frame.
    private static func visible(_ tracks: [[Layer]]) -> [[Layer]] {
        var visible: [[Layer]] = []
        for layers in tracks {
            guard let top = layers.lastIndex(where: \.hidesAll) else {
                visible.append(layers)
                continue
            }
            // A change further up may let what is below the track be seen again.
            if layers[top...].allSatisfy({ $0.change == nil }) { visible = [] }
            visible.append(Array(layers[top...]))
        }
        return visible
    }

    private func draw(_ layers: [Layer], row y: Int) {
        guard layers.contains(where: { $0.change != nil }) else {
            for layer in layers { cover(canvas, layer, y) }
            return
        }
        // While something changes, the track is put together by itself and laid over what is below it as a whole.
        track.clear()
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
        guard let painter = layer.painter, painter.touches(y) else { return }
        if painter.hidesAll { return painter.paint(y, into: target) }
        painter.paint(y, into: self.layer)
        target.cover(with: self.layer, opacity: painter.opacity)
    }

    private func arrive(_ arriving: Layer, _ change: Change, _ y: Int) {
        if case .over = change.kind { return cover(track, arriving, y) }
        if let painter = arriving.painter {
            painter.paint(y, into: layer)
            if painter.opacity < 1 { layer.scale(by: painter.opacity) }
        } else {
            layer.clear()
        }
        switch change.kind {
        case .over: break
        case .crossfade(let share): track.mix(towards: layer, share)
        case .wipe(let edge): edge.mix(track, layer, y, group)
        case .dip(let colour, let share):
            let pixel = Fixed.pixel(group.values(colour.premultiplied))
            if share < 0.5 { return track.mix(towards: pixel, share * 2) }
            layer.mix(towards: pixel, 2 - share * 2)
            track.copy(layer)
        }
    }
}
