/// The few functions beyond arithmetic that pixels depend on, from additions, multiplications and divisions alone: those
/// are the same on every machine, and a system's own functions differ in their last digits.
enum ExactMath {
    /// Sine and cosine of an angle in degrees, to within 1e-14; exact for multiples of 90.
    static func rotation(degrees: Double) -> (sine: Double, cosine: Double) {
        let quarters = (degrees / 90).rounded()
        let rest = (degrees - quarters * 90) * (3.14159265358979323846 / 180)
        let square = rest * rest
        // Taylor's series, from its last term inwards; the angle is at most π/4.
        var sine = 1.0
        var cosine = 1.0
        for term in stride(from: 18.0, through: 2, by: -2) {
            sine = 1 - square / (term * (term + 1)) * sine
            cosine = 1 - square / ((term - 1) * term) * cosine
        }
        sine *= rest
        switch (Int(quarters) % 4 + 4) % 4 {
        case 0: return (sine, cosine)
        case 1: return (cosine, -sine)
        case 2: return (-sine, -cosine)
        default: return (-cosine, sine)
        }
    }

    /// What a screen makes of a channel's value from 0 to 1: the standard curve of sRGB.
    static func linearLight(_ value: Double) -> Double {
        guard value > 0.04045 else { return value / 12.92 }
        let base = (value + 0.055) / 1.055
        let root = fifthRoot(base)
        return base * base * root * root
    }

    /// Of a number from 0 to 1, by Newton's way.
    private static func fifthRoot(_ value: Double) -> Double {
        var root = 1.0
        for _ in 0..<64 {
            let fourth = root * root * root * root
            root = (4 * root + value / fourth) / 5
        }
        return root
    }
}
