/// A colour of the screen (sRGB), with its opacity.
public struct Colour: Equatable, Hashable, Sendable {
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8
    public var alpha: UInt8

    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8, _ alpha: UInt8 = 255) {
        self.red = red
        self.green = green
        self.blue = blue
        self.alpha = alpha
    }

    public static let black = Colour(0, 0, 0)
    public static let white = Colour(255, 255, 255)

    /// From `#rgb`, `#rrggbb`, `#rrggbbaa` or one of a few names.
    public init?(text: String) {
        if let named = Self.names.first(where: { $0.0 == text.lowercased() }) {
            self = named.1
            return
        }
        guard text.utf8.first == UInt8(ascii: "#") else { return nil }
        var digits: [UInt8] = []
        for letter in text.dropFirst() {
            guard letter.isASCII, let digit = letter.hexDigitValue else { return nil }
            digits.append(UInt8(digit))
        }
        func pair(_ index: Int) -> UInt8 { digits[index] * 16 + digits[index + 1] }
        switch digits.count {
        case 3: self.init(digits[0] * 17, digits[1] * 17, digits[2] * 17)
        case 6: self.init(pair(0), pair(2), pair(4))
        case 8: self.init(pair(0), pair(2), pair(4), pair(6))
        default: return nil
        }
    }

    static let names: [(String, Colour)] = [
        ("black", .black), ("white", .white), ("gray", Colour(128, 128, 128)), ("red", Colour(255, 0, 0)),
        ("green", Colour(0, 128, 0)), ("blue", Colour(0, 0, 255)), ("yellow", Colour(255, 255, 0)),
        ("orange", Colour(255, 165, 0)), ("transparent", Colour(0, 0, 0, 0)),
    ]

    /// Each channel times the opacity, from 0 to 255: what pictures are made of while they are drawn.
    var premultiplied: SIMD4<Float> {
        let share = Float(alpha) / 255
        return SIMD4(Float(red) * share, Float(green) * share, Float(blue) * share, Float(alpha))
    }
}
