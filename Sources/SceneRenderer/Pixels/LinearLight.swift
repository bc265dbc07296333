/// Between the values of pixels and the light that they stand for. Averages of pixels are right only as averages of
/// light: halving a picture of fine lines must not make it darker.
enum LinearLight {
    /// The light of each value, from 0 to 65,535.
    static let light: [UInt16] = (0...255).map { UInt16((ExactMath.linearLight(Double($0) / 255) * 65_535).rounded()) }

    /// The value that comes nearest to each light.
    static let value: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 65_536)
        var start = 0
        for code in 0..<255 {
            let end = (Int(light[code]) + Int(light[code + 1]) + 1) / 2
            for light in start..<max(start, end) { table[light] = UInt8(code) }
            start = max(start, end)
        }
        return table
    }()
}
