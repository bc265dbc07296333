import CPixels

/// What the loops in C have to know of this machine.
enum PixelLoops {
    static let areWide = cpixels_has_wide_registers()
}

/// Values are worked on as whole numbers, in 64ths of a byte's steps, and shares in 32768ths.
enum Fixed {
    static let opaque: Int16 = 255 * 64
    static let whole: Int32 = 32_768

    static func share(_ share: Double) -> Int32 { Int32((min(max(share, 0), 1) * Double(whole)).rounded()) }

    static func pixel(_ values: SIMD4<Float>) -> SIMD4<Int16> {
        SIMD4<Int16>(values * 64, rounding: .toNearestOrEven)
    }
}
