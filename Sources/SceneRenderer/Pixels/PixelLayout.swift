/// In what form the pixels of a frame are handed on; the name is ffmpeg's.
public enum PixelLayout: String, CaseIterable, Sendable {
    /// Green, blue and red as a screen shows them, each in a plane of its own.
    case screen = "gbrp"
    /// What most videos keep, by the rules of HDTV (BT.709): brightness for each pixel, and for four pixels together how
    /// much bluer and how much redder they are than that. Drawn in this form from the beginning, a frame is less than
    /// half the work, and nobody has to convert it.
    case video = "yuv420p"

    var groups: [PlaneGroup] {
        switch self {
        case .screen: [.screen]
        case .video: [.luma, .chroma]
        }
    }

    public func frameBytes(width: Int, height: Int) -> Int {
        groups.reduce(0) { $0 + $1.channels.count * (width / $1.scale) * (height / $1.scale) }
    }
}

/// Planes of one size, which are drawn together.
enum PlaneGroup: Int {
    case screen, luma, chroma

    /// Pixels of the frame for one of the plane, along each side.
    var scale: Int { self == .chroma ? 2 : 1 }

    /// How far the middle of a pixel lies to the left of the middle of those pixels of the frame that it stands for, in
    /// pixels of the plane: in videos it is where the left one of two has its middle.
    var siting: Double { self == .chroma ? 0.25 : 0 }

    var channels: [Channel] {
        switch self {
        case .screen: [.green, .blue, .red]
        case .luma: [.luma]
        case .chroma: [.bluer, .redder]
        }
    }

    /// A colour from 0 to 255, already multiplied by its opacity, as the values of the group's channels; the opacity
    /// stays the last.
    func values(_ colour: SIMD4<Float>) -> SIMD4<Float> {
        var values = SIMD4<Float>(0, 0, 0, colour[3])
        for (index, channel) in channels.enumerated() { values[index] = (channel.weights * colour).sum() }
        return values
    }
}

/// What one plane says of each pixel: a weighted sum of red, green, blue and opacity. Mixtures of such values are the
/// values of the mixtures, so that each plane can be drawn by itself.
struct Channel: Equatable {
    let weights: SIMD4<Float>

    static let red = Channel(weights: SIMD4(1, 0, 0, 0))
    static let green = Channel(weights: SIMD4(0, 1, 0, 0))
    static let blue = Channel(weights: SIMD4(0, 0, 1, 0))

    /// Black is 16, and white 235.
    static let luma = Channel(SIMD3(redShare, 1 - redShare - blueShare, blueShare) * (219 / 255), base: 16)
    /// Gray is 128, and the furthest from it 16 and 240.
    static let bluer = difference(from: SIMD3(0, 0, 1), share: blueShare)
    static let redder = difference(from: SIMD3(1, 0, 0), share: redShare)

    private static let redShare = 0.2126
    private static let blueShare = 0.0722

    private init(weights: SIMD4<Float>) { self.weights = weights }

    private init(_ colours: SIMD3<Double>, base: Double) {
        weights = SIMD4(Float(colours.x), Float(colours.y), Float(colours.z), Float(base / 255))
    }

    private static func difference(from one: SIMD3<Double>, share: Double) -> Channel {
        let brightness = SIMD3(redShare, 1 - redShare - blueShare, blueShare)
        return Channel((one - brightness) * (224 / 255 / (2 * (1 - share))), base: 128)
    }

    /// In 32768ths, with all of 128 or 16 kept where there is no colour.
    var wholeWeights: [Int32] {
        var whole = (0..<4).map { Int32((weights[$0] * 32_768).rounded()) }
        let gray = whole[0] + whole[1] + whole[2]
        // What rounding added to a gray would tint it.
        whole[1] += Int32(((weights[0] + weights[1] + weights[2]) * 32_768).rounded()) - gray
        return whole
    }
}
