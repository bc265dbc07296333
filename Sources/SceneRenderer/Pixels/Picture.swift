import FarmModel

/// A picture in memory: red, green, blue and opacity with a byte each, the colours already multiplied by the opacity.
///
/// Smaller copies, each half the size of the one before, are made when they are first needed, and kept.
public final class Picture {
    struct Level {
        let width: Int
        let height: Int
        let pixels: [UInt8]
    }

    public let width: Int
    public let height: Int
    let isOpaque: Bool
    private var levels: [Level]

    var size: PictureSize { PictureSize(width: width, height: height) }

    /// From pixels as ffmpeg's `rgba` has them, with the colours not multiplied. Nil unless there are as many as needed.
    public convenience init?(width: Int, height: Int, rgba: [UInt8], orientation: Orientation = .upright) {
        guard width > 0, height > 0, rgba.count == width * height * 4 else { return nil }
        let (pixels, isOpaque) = Self.premultiplied(rgba)
        let turned = orientation.turned(width: width, height: height, pixels: pixels)
        self.init(turned.width, turned.height, turned.pixels, isOpaque: isOpaque)
    }

    /// A text: `mask` says how much of each pixel belongs to it.
    public convenience init?(width: Int, height: Int, mask: [UInt8], colour: Colour, shadow: TextSource.Shadow?) {
        guard width > 0, height > 0, mask.count == width * height else { return nil }
        let pixels = TextShade.pixels(width: width, height: height, mask: mask, colour: colour, shadow: shadow)
        self.init(width, height, pixels, isOpaque: false)
    }

    private init(_ width: Int, _ height: Int, _ pixels: [UInt8], isOpaque: Bool) {
        self.width = width
        self.height = height
        self.isOpaque = isOpaque
        levels = [Level(width: width, height: height, pixels: pixels)]
    }

    /// The copy whose sides are 2^`index` times smaller, or the smallest there is.
    func level(_ index: Int) -> Level {
        while levels.count <= index, let last = levels.last, last.width > 1 || last.height > 1 {
            levels.append(Halving.halved(last, isOpaque: isOpaque))
        }
        return levels[min(index, levels.count - 1)]
    }

    private static func premultiplied(_ rgba: [UInt8]) -> (pixels: [UInt8], isOpaque: Bool) {
        var pixels = rgba
        var isOpaque = true
        pixels.withUnsafeMutableBufferPointer { pixels in
            for index in stride(from: 0, to: pixels.count, by: 4) where pixels[index + 3] != 255 {
                isOpaque = false
                let alpha = Int(pixels[index + 3])
                for channel in 0..<3 {
                    pixels[index + channel] = UInt8((Int(pixels[index + channel]) * alpha + 127) / 255)
                }
            }
        }
        return (pixels, isOpaque)
    }
}

/// Makes a picture half as wide and half as high.
enum Halving {
    static func halved(_ level: Picture.Level, isOpaque: Bool) -> Picture.Level {
        let width = max(1, level.width / 2)
        let height = max(1, level.height / 2)
        let stepX = level.width > 1 ? 4 : 0
        let stepY = level.height > 1 ? level.width * 4 : 0
        let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 4) { target, count in
            level.pixels.withUnsafeBufferPointer { source in
                LinearLight.light.withUnsafeBufferPointer { light in
                    LinearLight.value.withUnsafeBufferPointer { value in
                        for y in 0..<height {
                            var from = y * 2 * stepY
                            var to = y * width * 4
                            for _ in 0..<(width * 4) {
                                let (a, b) = (Int(source[from]), Int(source[from + stepX]))
                                let (c, d) = (Int(source[from + stepY]), Int(source[from + stepX + stepY]))
                                if isOpaque {
                                    let sum = Int(light[a]) + Int(light[b]) + Int(light[c]) + Int(light[d])
                                    target[to] = value[(sum + 2) / 4]
                                } else {
                                    // Colours that are multiplied by an opacity are no values that a screen shows.
                                    target[to] = UInt8((a + b + c + d + 2) / 4)
                                }
                                from += to & 3 == 3 ? 1 + stepX : 1
                                to += 1
                            }
                        }
                    }
                }
            }
            count = width * height * 4
        }
        return Picture.Level(width: width, height: height, pixels: pixels)
    }
}
