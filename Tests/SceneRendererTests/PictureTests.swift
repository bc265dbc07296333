import Testing

@testable import SceneRenderer

@Suite("Pictures")
struct PictureTests {
    @Test("a picture that is neither moved nor scaled is shown as it is")
    func identity() throws {
        let picture = try #require(Scenes.picture(64, 36))
        let drawing = try Scenes.drawing(#"{"image": "a.png", "duration": 1}"#)
        #expect(drawing.frame(3) { _ in picture } == picture.planes(.screen, level: 0).channels.flatMap(bytes))
    }

    @Test(
        "fine lines of black and white are as bright when they are made smaller: half of the light, not half of the value"
    )
    func linearLight() throws {
        let rgba = (0..<(128 * 72)).flatMap { index -> [UInt8] in
            index % 2 == 0 ? [0, 0, 0, 255] : [255, 255, 255, 255]
        }
        let picture = try #require(Picture(width: 128, height: 72, rgba: rgba))
        #expect(picture.planes(.screen, level: 1).channels.flatMap(bytes).allSatisfy { $0 == 188 })
        #expect(picture.planes(.screen, level: 9).width == 1)
        #expect(picture.planes(.chroma, level: 9).channels.map(bytes) == [[128], [128]])
    }

    private func bytes(_ plane: Plane) -> [UInt8] {
        Array(UnsafeBufferPointer(start: plane.bytes, count: plane.width * plane.height))
    }

    @Test("what hides only a part is halved without getting darker or lighter at its edges")
    func halvedOpacity() throws {
        // White beside nothing: the colour of what remains is still white.
        let rgba = (0..<64).flatMap { index -> [UInt8] in index % 2 == 0 ? [255, 255, 255, 255] : [9, 9, 9, 0] }
        let half = try #require(Picture(width: 8, height: 8, rgba: rgba)).planes(.screen, level: 1)
        #expect(half.channels.flatMap(bytes).allSatisfy { $0 == 128 })
        #expect(half.alpha.map(bytes)?.allSatisfy { $0 == 128 } == true)
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
        let pixels = Array(text.utf8)
        let plane = Plane(width: width, height: 6 / width) { target in
            for (place, pixel) in pixels.enumerated() { target[place] = pixel }
        }
        let turned = orientation.turned(plane)
        #expect(turned.width == 3)
        let shown = bytes(turned).map { Character(Unicode.Scalar($0)) }
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
        let rows = (0..<61).map { _ in PixelRow(count: 61, group: .screen) }
        rows.forEach { $0.clear() }
        rows[30].set(30, SIMD4(repeating: 30_000))
        Blur(deviation: deviation).apply(to: rows, 0..<61)
        var sum = 0.0
        var moment = 0.0
        for (y, row) in rows.enumerated() {
            for x in 0..<61 {
                let value = Double(row.channels[0][x])
                sum += value
                moment += value * Double((x - 30) * (x - 30))
                #expect(abs(row.channels[0][x] - rows[x].channels[0][y]) <= 1)
            }
        }
        #expect(abs(sum - 30_000) < 300)
        #expect(abs((moment / sum).squareRoot() - deviation) < 0.03 * deviation)
    }

    @Test("pictures of a wrong size are refused")
    func wrongSize() {
        #expect(Picture(width: 2, height: 2, rgba: [1, 2, 3]) == nil)
        #expect(Picture(width: 0, height: 2, rgba: []) == nil)
        #expect(Picture(width: 2, height: 1, mask: [1], colour: .white, shadow: nil) == nil)
    }
}
