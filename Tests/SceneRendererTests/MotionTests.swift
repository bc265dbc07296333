import Testing

@testable import SceneRenderer

@Suite("Motion")
struct MotionTests {
    @Test("easing is exact at both ends, never goes back and never jumps", arguments: Easing.allCases)
    func easing(_ easing: Easing) {
        #expect(easing.value(at: 0) == 0)
        #expect(easing.value(at: 1) == 1)
        #expect(easing.value(at: -3) == 0)
        #expect(easing.value(at: 3) == 1)
        let steps = 10_000
        var last = 0.0
        for step in 0...steps {
            let value = easing.value(at: Double(step) / Double(steps))
            #expect(value >= last)
            #expect(value - last <= 2.0 / Double(steps))
            last = value
        }
    }

    @Test("the camera stays inside of the picture, is exact at both ends, and moves a fraction of a pixel at a time")
    func camera() {
        var numbers = SystemNumbers(seed: 7)
        for _ in 0..<200 {
            let picture = Area(x: 0, y: 0, width: 200 + numbers.next(4_000), height: 200 + numbers.next(4_000))
            let from = Effect.View(zoom: 1 + numbers.next(4), center: Point(numbers.next(1), numbers.next(1)))
            let to = Effect.View(zoom: 1 + numbers.next(4), center: Point(numbers.next(1), numbers.next(1)))
            func visible(_ progress: Double) -> Area {
                CameraView(from: from, to: to, progress: progress).visible(of: picture, in: picture)
            }
            #expect(visible(0) == CameraView(zoom: from.zoom, center: from.center).visible(of: picture, in: picture))
            #expect(visible(1) == CameraView(zoom: to.zoom, center: to.center).visible(of: picture, in: picture))
            let way = abs(visible(1).x - visible(0).x)
            var last = visible(0)
            for step in 1...100 {
                let next = visible(Double(step) / 100)
                #expect(next.x >= -1e-9 && next.y >= -1e-9)
                #expect(next.x + next.width <= picture.width + 1e-9)
                #expect(next.y + next.height <= picture.height + 1e-9)
                // Even steps, and always in the same direction.
                #expect(abs(abs(next.x - last.x) - way / 100) < 1e-9)
                #expect((next.width - last.width) * (visible(1).width - visible(0).width) >= -1e-9)
                last = next
            }
        }
    }

    @Test("a slow pan moves the picture evenly: the frames between two pixels are between their values")
    func subPixelPan() throws {
        // A single edge between black and white, and a camera that needs forty frames for each pixel of it.
        var rgba: [UInt8] = []
        for _ in 0..<40 { for x in 0..<80 { rgba += x < 40 ? [0, 0, 0, 255] : [255, 255, 255, 255] } }
        let picture = try #require(Picture(width: 80, height: 40, rgba: rgba))
        let text = """
            {"size": "32x18", "fps": 20, "sequence": [{"image": "a.png", "duration": 10, "fit": "fill", "effects": [
              {"kind": "ken_burns", "from": {"zoom": 2.4, "center": [0.5, 0.5]}, "to": {"zoom": 2.4, "center": [0.56, 0.5]}}
            ]}]}
            """
        let drawing = SceneDrawing(try SceneTimeline(try Scenes.read(text).0))
        var last = -1.0
        var largest = 0.0
        for number in 0..<200 {
            let frame = drawing.frame(number) { _ in picture }
            let sum = (0..<32).reduce(0.0) { $0 + Double(frame[9 * 32 + $1]) } / 255
            if number > 0 {
                #expect(sum >= last)
                largest = max(largest, sum - last)
            }
            last = sum
        }
        // In pixels of the frame for each frame; the camera moves 4.8 of them in 200 frames.
        #expect(largest < 0.06, "\(largest)")
    }

    @Test(
        "where a picture is seen is off from its camera's way by less than a thirtieth of a pixel, in each frame",
        arguments: [PixelLayout.screen, .video])
    func steadyCamera(layout: PixelLayout) throws {
        // A soft bar: the middle of its light says where it is, more finely than pixels are.
        let row = (0..<200).flatMap { x -> [UInt8] in
            let square = Double((x - 100) * (x - 100))
            let value = UInt8(255 / (1 + square * square / 4_000))
            return [value, value, value, 255]
        }
        let rgba = [[UInt8]](repeating: row, count: 40).flatMap { $0 }
        let picture = try #require(Picture(width: 200, height: 40, rgba: rgba))
        let text = """
            {"size": "64x16", "fps": 10, "sequence": [{"image": "a.png", "duration": 20, "fit": "fill", "effects": [
              {"kind": "ken_burns", "from": {"zoom": 1.6, "center": [0.48, 0.5]}, "to": {"zoom": 1.7, "center": [0.52, 0.5]}}
            ]}]}
            """
        let drawing = SceneDrawing(try SceneTimeline(try Scenes.read(text).0), layout: layout)
        let darkest = layout == .screen ? 0.0 : 16
        for number in 0..<200 {
            let frame = drawing.frame(number) { _ in picture }
            var (light, moment) = (0.0, 0.0)
            for x in 0..<64 {
                let value = Double(frame[8 * 64 + x]) - darkest
                light += value
                moment += value * (Double(x) + 0.5)
            }
            // The visible part is as high as 16 of 64 parts of its width; its edges move evenly.
            let progress = Double(number) / 199
            let (from, to) = (160 / 1.6, 160 / 1.7)
            let left = 96 - from / 2 + (104 - to / 2 - 96 + from / 2) * progress
            let expected = (100.5 - left) / (from + (to - from) * progress) * 64
            #expect(abs(moment / light - expected) < 0.03, "\(number): \(moment / light) for \(expected)")
        }
    }

    @Test("rotation from arithmetic alone agrees with a right triangle, and is exact for quarters")
    func rotation() {
        #expect(ExactMath.rotation(degrees: 0) == (0, 1))
        #expect(ExactMath.rotation(degrees: 90) == (1, 0))
        #expect(ExactMath.rotation(degrees: -90) == (-1, 0))
        #expect(ExactMath.rotation(degrees: 540).cosine == -1)
        #expect(abs(ExactMath.rotation(degrees: 30).sine - 0.5) < 1e-14)
        for step in -720...720 {
            let (sine, cosine) = ExactMath.rotation(degrees: Double(step) * 1.7)
            #expect(abs(sine * sine + cosine * cosine - 1) < 1e-14)
        }
    }

    @Test("transitions go in even steps and show neither picture alone")
    func arrival() throws {
        let text = """
            {"size": "64x36", "fps": 10, "sequence": [{"color": "#000", "duration": 2},
              {"color": "#fff", "duration": 2, "transition": {"kind": "crossfade", "duration": 1}}]}
            """
        let timeline = try SceneTimeline(try Scenes.read(text).0)
        #expect(timeline.frameCount == 30)
        let drawing = SceneDrawing(timeline)
        let values = (0..<30).map { Int(Scenes.frame(drawing, $0)[0]) }
        #expect(values[9] == 0 && values[20] == 255)
        for number in 10..<20 { #expect(values[number] == ((number - 9) * 255 + 5) / 11) }
    }
}

/// The same numbers in each run.
struct SystemNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// From 0 up to `limit`.
    mutating func next(_ limit: Double) -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53) * limit
    }
}
