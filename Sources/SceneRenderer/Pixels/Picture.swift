import CPixels
import FarmModel

/// A picture in memory.
///
/// Smaller copies, each half the size of the one before, and the planes of other groups than the screen's are made when
/// they are first needed, and kept.
public final class Picture {
    public let width: Int
    public let height: Int
    let isOpaque: Bool
    /// For the screen: green, blue and red.
    private var levels: [Planes]
    private var converted: [Conversion: Planes] = [:]

    private struct Conversion: Hashable {
        let group: PlaneGroup
        let level: Int
    }

    var size: PictureSize { PictureSize(width: width, height: height) }

    /// From pixels as ffmpeg's `rgba` has them, with the colours not multiplied. Nil unless there are as many as needed.
    public convenience init?(width: Int, height: Int, rgba: [UInt8], orientation: Orientation = .upright) {
        guard width > 0, height > 0, rgba.count == width * height * 4 else { return nil }
        let planes = Self.parted(width, height, rgba)
        self.init(orientation == .upright ? planes : planes.turned(orientation))
    }

    /// A text: `mask` says how much of each pixel belongs to it.
    public convenience init?(width: Int, height: Int, mask: [UInt8], colour: Colour, shadow: TextSource.Shadow?) {
        guard width > 0, height > 0, mask.count == width * height else { return nil }
        self.init(TextShade.planes(width: width, height: height, mask: mask, colour: colour, shadow: shadow))
    }

    private init(_ planes: Planes) {
        width = planes.width
        height = planes.height
        isOpaque = planes.alpha == nil
        levels = [planes]
    }

    /// The copy whose sides are 2^`level` times smaller, or the smallest there is.
    func planes(_ group: PlaneGroup, level: Int) -> Planes {
        guard group != .screen else { return onScreen(level) }
        let conversion = Conversion(group: group, level: level)
        if let known = converted[conversion] { return known }
        let made: Planes
        if group == .chroma, level > 0 {
            // It belongs to a brightness that is twice as fine: as in all videos it is the average of values, not of light.
            made = Halving.halved(Self.converted(onScreen(level - 1), to: group), inLight: false)
        } else {
            made = Self.converted(onScreen(level), to: group)
        }
        converted[conversion] = made
        return made
    }

    private func onScreen(_ level: Int) -> Planes {
        while levels.count <= level, let last = levels.last, last.width > 1 || last.height > 1 {
            // Colours that are multiplied by an opacity are no values that a screen shows.
            levels.append(Halving.halved(last, inLight: isOpaque))
        }
        return levels[min(level, levels.count - 1)]
    }

    private static func parted(_ width: Int, _ height: Int, _ rgba: [UInt8]) -> Planes {
        var planes = (0..<4).map { _ in Plane(width: width, height: height) { _ in } }
        let isOpaque = rgba.withUnsafeBufferPointer { pixels in
            cpixels_part(
                pixels.baseAddress, Int32(width * height), planes[0].bytes, planes[1].bytes, planes[2].bytes,
                planes[3].bytes, PixelLoops.areWide)
        }
        let alpha = planes.removeLast()
        return Planes(channels: [planes[1], planes[2], planes[0]], alpha: isOpaque ? nil : alpha)
    }

    private static func converted(_ planes: Planes, to group: PlaneGroup) -> Planes {
        let channels = group.channels.map { channel in
            Plane(width: planes.width, height: planes.height) { target in
                cpixels_convert(
                    planes.channels[2].bytes, planes.channels[0].bytes, planes.channels[1].bytes, planes.alpha?.bytes,
                    channel.wholeWeights, Int32(planes.width * planes.height), target, PixelLoops.areWide)
            }
        }
        return Planes(channels: channels, alpha: planes.alpha, scaleX: planes.scaleX, scaleY: planes.scaleY)
    }
}
