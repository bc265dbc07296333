import Testing

@testable import SceneRenderer

@Suite("Drawn pictures against arithmetic that does not round")
struct ExactnessTests {
    /// A slope, large shapes and fine detail, with every colour.
    private static func picture() throws -> (Picture, (Int, Int) -> SIMD3<Double>) {
        let (width, height) = (160, 90)
        func pixel(_ x: Int, _ y: Int) -> SIMD3<Double> {
            SIMD3(
                Double(x * 255 / (width - 1)), Double((x / 3 + y / 3) % 2 * 200 + x % 50),
                Double((y * 255 / (height - 1) + x / 40 * 60) % 256))
        }
        var rgba: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let colours = pixel(x, y)
                rgba += [UInt8(colours.x), UInt8(colours.y), UInt8(colours.z), 255]
            }
        }
        return (try #require(Picture(width: width, height: height, rgba: rgba)), pixel)
    }

    private static func cubic(_ distance: Double) -> Double {
        let x = abs(distance)
        if x < 1 { return 1.5 * x * x * x - 2.5 * x * x + 1 }
        return x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0
    }

    /// What is seen at a place of the picture, by the filter's definition.
    private static func sample(
        _ pixel: (Int, Int) -> SIMD3<Double>, _ x: Double, _ y: Double, _ ratio: Double
    ) -> SIMD3<Double> {
        let scale = max(1, ratio)
        var sum = SIMD3<Double>(repeating: 0)
        var weights = 0.0
        let reach = Int(2 * scale) + 2
        for row in (Int(y) - reach)...(Int(y) + reach) {
            for column in (Int(x) - reach)...(Int(x) + reach) {
                let weight =
                    cubic((Double(column) + 0.5 - x) / scale) * cubic((Double(row) + 0.5 - y) / scale)
                sum += pixel(min(max(column, 0), 159), min(max(row, 0), 89)) * weight
                weights += weight
            }
        }
        return sum / weights
    }

    /// The decibels between what is drawn and what arithmetic says, over some frames of a camera's way.
    private func decibels(
        _ layout: PixelLayout, zooms: (Double, Double), value: (SIMD3<Double>) -> Double
    ) throws -> Double {
        let (picture, pixel) = try Self.picture()
        let clip = """
            {"image": "a.png", "duration": 1, "fit": "fill", "effects": [{"kind": "ken_burns",
              "from": {"zoom": \(zooms.0)}, "to": {"zoom": \(zooms.1)}}]}
            """
        let drawing = try Scenes.drawing(clip, layout: layout)
        var squares = 0.0
        var count = 0.0
        for number in [0, 3, 9] {
            let frame = drawing.frame(number) { _ in picture }
            let progress = Double(number) / 9
            let left = 80 - 80 / zooms.0 + (80 / zooms.0 - 80 / zooms.1) * progress
            let ratio = (160 - 2 * left) / 64
            let top = 45 - 18 * ratio
            for y in 0..<36 {
                for x in 0..<64 {
                    let seen = Self.sample(
                        pixel, left + (Double(x) + 0.5) * ratio, top + (Double(y) + 0.5) * ratio, ratio)
                    let expected = min(max(value(seen), 0), 255)
                    squares += (Double(frame[y * 64 + x]) - expected) * (Double(frame[y * 64 + x]) - expected)
                    count += 1
                }
            }
        }
        // For decibels a logarithm is needed; a ratio of squares says the same.
        return 255 * 255 / (squares / count)
    }

    @Test("what a screen shows is off by hardly more than the rounding to bytes", arguments: [(1.5, 2.4), (2.6, 6.0)])
    func screen(zooms: (Double, Double)) throws {
        // Rounding alone leaves a twelfth, which is a ratio of 780,000, or 58.9 dB.
        let ratio = try decibels(.screen, zooms: zooms) { $0.y }
        #expect(ratio > 740_000, "\(ratio)")
    }

    @Test("brightness in videos is as exact as pictures of a byte can be", arguments: [(1.5, 2.4), (2.6, 6.0)])
    func luma(zooms: (Double, Double)) throws {
        // The picture was rounded once before it was scaled: two twelfths, 55.9 dB.
        let ratio = try decibels(.video, zooms: zooms) {
            16 + (0.2126 * $0.x + 0.7152 * $0.y + 0.0722 * $0.z) * 219 / 255
        }
        #expect(ratio > 390_000, "\(ratio)")
    }

    @Test("the colours of videos are those of HDTV, and lie where its players look for them")
    func colours() throws {
        for (name, expected) in [
            ("#ffffff", [235, 128, 128]), ("#000000", [16, 128, 128]), ("#ff0000", [63, 102, 240]),
            ("#00ff00", [173, 42, 26]), ("#0000ff", [32, 240, 118]), ("#808080", [126, 128, 128]),
        ] as [(String, [UInt8])] {
            let frame = Scenes.frame(try Scenes.drawing(#"{"color": "\#(name)", "duration": 1}"#, layout: .video), 0)
            #expect([frame[0], frame[64 * 36], frame[64 * 36 * 5 / 4]] == expected, "\(name)")
            #expect(frame.count == 64 * 36 * 3 / 2)
        }
        // A slope of blue: a pixel of colour has the value of the left one of its two pixels.
        let rgba = (0..<(64 * 36)).flatMap { [0, 0, UInt8($0 % 64 * 4), 255] as [UInt8] }
        let slope = try #require(Picture(width: 64, height: 36, rgba: rgba))
        let frame = try Scenes.drawing(#"{"image": "a.png", "duration": 1}"#, layout: .video).frame(0) { _ in slope }
        for x in 4..<28 {
            let expected = 128 + Double(2 * x * 4) * 112 / 255
            #expect(abs(Double(frame[64 * 36 + 8 * 32 + x]) - expected) <= 1, "\(x)")
        }
    }
}
