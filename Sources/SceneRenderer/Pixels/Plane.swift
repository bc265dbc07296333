/// A byte for each pixel of a picture.
final class Plane {
    let width: Int
    let height: Int
    let bytes: UnsafeMutablePointer<UInt8>

    /// `fill` sets all of its bytes.
    init(width: Int, height: Int, fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        self.width = width
        self.height = height
        bytes = .allocate(capacity: max(1, width * height))
        fill(bytes)
    }

    deinit { bytes.deallocate() }

    func row(_ y: Int) -> UnsafePointer<UInt8> { UnsafePointer(bytes + y * width) }
}

/// A picture, or a smaller copy of it, as the channels of a group of planes, each multiplied by the opacity.
struct Planes {
    let width: Int
    let height: Int
    /// Pixels of these planes for one of the picture: halving cuts off what an odd number leaves over.
    let scaleX: Double
    let scaleY: Double
    let channels: [Plane]
    /// Nil where the picture is opaque.
    let alpha: Plane?

    init(channels: [Plane], alpha: Plane?, scaleX: Double = 1, scaleY: Double = 1) {
        width = channels.first?.width ?? 0
        height = channels.first?.height ?? 0
        self.channels = channels
        self.alpha = alpha
        self.scaleX = scaleX
        self.scaleY = scaleY
    }
}
