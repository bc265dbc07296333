import Testing

@testable import SceneRenderer

@Suite("Pictures")
struct PictureTests {
    @Test("a picture that is neither moved nor scaled is shown as it is")
    func identity() throws {
        let picture = try #require(Scenes.picture(64, 36))
        let drawing = try Scenes.drawing(#"{"image": "a.png", "duration": 1}"#)
        #expect(drawing.frame(3) { _ in picture } == picture.level(0).pixels)
    }

    @Test(
        "fine lines of black and white are as bright when they are made smaller: half of the light, not half of the value"
    )
    func linearLight() throws {
        let rgba = (0..<(128 * 72)).flatMap { index -> [UInt8] in
            index % 2 == 0 ? [0, 0, 0, 255] : [255, 255, 255, 255]
        }
        let picture = try #require(Picture(width: 128, height: 72, rgba: rgba))
        #expect(picture.level(1).pixels.allSatisfy { $0 == 188 || $0 == 255 })
        #expect(picture.level(9).width == 1)
    }

    @Test("light and values are each other's inverse")
    func inverse() {
        for value in 0...255 { #expect(LinearLight.value[Int(LinearLight.light[value])] == UInt8(value)) }
        #expect(LinearLight.light.first == 0)
        #expect(LinearLight.light.last == 65_535)
    }

    @Test("all eight orientations stand upright in the end", arguments: Orientation.allCases)
    func orientations(_ orientation: Orientation) {
        // How a camera stores the picture 123/456 for each orientation, by number.
        let stored: [(Int, String)] = [
            (3, "123456"), (3, "321654"), (3, "654321"), (3, "456123"),
            (2, "142536"), (2, "362514"), (2, "635241"), (2, "415263"),
        ]
        let (width, text) = stored[orientation.rawValue - 1]
        let pixels = text.utf8.flatMap { [$0, $0, $0, 255] as [UInt8] }
        let turned = orientation.turned(width: width, height: 6 / width, pixels: pixels)
        #expect(turned.width == 3)
        let shown = stride(from: 0, to: 24, by: 4).map { Character(Unicode.Scalar(turned.pixels[$0])) }
        #expect(String(shown) == "123456")
    }

    @Test("the orientation is found in a JPEG's EXIF, in both orders of bytes; damage means upright")
    func exif() {
        let little: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]
        let big: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0, 0, 0, 0, 0]
        func jpeg(_ tiff: [UInt8]) -> [UInt8] {
            let segment = Array("Exif\0\0".utf8) + tiff
            return [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xE1, 0, UInt8(segment.count + 2)] + segment + [
                0xFF, 0xDA,
            ]
        }
        #expect(Orientation(jpeg: jpeg(little)) == .left)
        #expect(Orientation(jpeg: jpeg(big)) == .right)
        for cut in 0..<jpeg(little).count { _ = Orientation(jpeg: Array(jpeg(little).prefix(cut))) }
        #expect(Orientation(jpeg: Array(jpeg(little).prefix(20))) == .upright)
        #expect(Orientation(jpeg: [1, 2, 3]) == .upright)
    }

    @Test("a blur keeps the sum of the light and has the width that was asked for", arguments: [0.5, 1.7, 4.0])
    func blur(deviation: Double) {
        let rows = (0..<61).map { _ in PixelRow(count: 61) }
        rows[30].pixels[30] = SIMD4(repeating: 10_000)
        Blur.apply(to: rows, deviation: deviation)
        var sum = 0.0
        var moment = 0.0
        for (y, row) in rows.enumerated() {
            for x in 0..<61 {
                sum += Double(row.pixels[x][0])
                moment += Double(row.pixels[x][0]) * Double((x - 30) * (x - 30))
                #expect(abs(row.pixels[x][0] - rows[x].pixels[y][0]) < 0.01)
            }
        }
        #expect(abs(sum - 10_000) < 1)
        #expect(abs((moment / sum).squareRoot() - deviation) < 0.02 * deviation)
    }

    @Test("pictures of a wrong size are refused")
    func wrongSize() {
        #expect(Picture(width: 2, height: 2, rgba: [1, 2, 3]) == nil)
        #expect(Picture(width: 0, height: 2, rgba: []) == nil)
        #expect(Picture(width: 2, height: 1, mask: [1], colour: .white, shadow: nil) == nil)
    }
}
