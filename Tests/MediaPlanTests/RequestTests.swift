import FarmModel
import Testing

@testable import MediaPlan

@Suite struct RequestTests {
    private func refusal(_ request: VideoRequest, output: String = "/out.mkv") -> RequestRefusal? {
        do throws(RequestRefusal) {
            _ = try RequestCheck.container(for: request, output: output, ffmpeg: Fixtures.ffmpeg51)
            return nil
        } catch {
            return error
        }
    }

    @Test func copyingIsNoRendering() throws {
        let refused = try #require(refusal(VideoRequest(input: "/i", encoding: EncoderSettings(encoder: "copy"))))
        #expect(refused.summary == "there is nothing to render")
        #expect(refused.hint?.contains("-c copy") == true)
    }

    @Test func pictureRateAndPartHaveBounds() {
        func size(_ width: Int, _ height: Int) -> RequestRefusal? {
            refusal(VideoRequest(input: "/i", size: PictureSize(width: width, height: height)))
        }
        #expect(size(1280, -2) == nil)
        #expect(size(-2, -2) != nil)
        #expect(size(0, 720) != nil)
        #expect(size(1280, 20_000) != nil)
        #expect(refusal(VideoRequest(input: "/i", frameRate: Rational(2_000, 1))) != nil)
        #expect(refusal(VideoRequest(input: "/i", frameRate: Rational(-25, 1))) != nil)
        #expect(refusal(VideoRequest(input: "/i", fromMicroseconds: 5, toMicroseconds: 5)) != nil)
        #expect(refusal(VideoRequest(input: "/i", fromMicroseconds: 5, toMicroseconds: 6)) == nil)
        #expect(
            refusal(VideoRequest(input: "/i", filter: "split[a][b];[a][b]hstack", frameRate: Rational(25, 1))) != nil)
    }

    @Test func sizeAndRateStandBehindTheFilter() {
        func filter(_ request: VideoRequest) -> String? { RequestCheck.settings(of: request, probe: nil).filter }
        let size = PictureSize(width: 640, height: -2)
        #expect(filter(VideoRequest(input: "/i")) == nil)
        #expect(filter(VideoRequest(input: "/i", filter: "")) == nil)
        #expect(
            filter(VideoRequest(input: "/i", filter: "hflip", size: size, frameRate: Rational(30_000, 1_001)))
                == "hflip,scale=640:-2,fps=30000/1001")
    }

    @Test func noByteOfAPictureIsForgotten() {
        func stored(_ format: String, from found: String, _ encoder: String = "ffv1") -> String? {
            var probe = Fixtures.probe()
            probe.streams[0].pixelFormat = found
            let encoding = EncoderSettings(encoder: encoder, pixelFormat: format)
            return RequestCheck.settings(of: VideoRequest(input: "/i", encoding: encoding), probe: probe)
                .encoding.pixelFormat
        }
        #expect(stored("bgr0", from: "rgb24") == "bgra")
        #expect(stored("bgr0", from: "bgr0") == "bgr0", "what is in its fourth byte nobody knows")
        #expect(stored("bgr0", from: "rgb24", "libx264rgb") == "bgr0")
        #expect(stored("yuv420p", from: "rgb24") == "yuv420p")
    }

    @Test func audioIsWhatTheContainerHolds() {
        func audio(
            _ mode: AudioMode, _ codec: String? = nil, bits: Int? = nil, into output: String = "/o.mkv"
        ) -> RequestRefusal? {
            refusal(
                VideoRequest(input: "/i", audio: mode, audioCodec: codec, audioBitsPerSecond: bits), output: output)
        }
        #expect(audio(.encode, "flac") == nil)
        #expect(audio(.encode, "libopus", bits: 96_000) == nil)
        #expect(audio(.encode, "vorbis", into: "/o.mp4")?.hint?.contains("aac") == true)
        #expect(audio(.encode, "wma")?.cause.contains("not known") == true)
        #expect(audio(.encode, "flac", bits: 96_000)?.cause.contains("keeps every sample") == true)
        #expect(audio(.encode, bits: 7) != nil)
        #expect(audio(.none, "aac") != nil)
        #expect(audio(.chunked) == nil)
        #expect(audio(.chunked, into: "/o.mov") == nil)
        #expect(audio(.chunked, "aac")?.cause.contains("both sides of a joint") == true)
        #expect(audio(.chunked, into: "/o.ts")?.hint?.contains("reattach") == true)
    }

    @Test func lightIsKeptOrTheLossIsNamed() {
        var probe = Fixtures.probe()
        let light = HighDynamicRange(
            mastering: nil, light: HighDynamicRange.ContentLight(greatest: 1000, greatestAverage: 400))
        probe.streams[0].highDynamicRange = light
        let container = Fixtures.container("mkv")
        func check(_ encoder: String, _ filter: String?) -> (kept: HighDynamicRange?, warnings: [String]) {
            let request = VideoRequest(input: "/i", filter: filter, encoding: EncoderSettings(encoder: encoder))
            return (
                RequestCheck.settings(of: request, probe: probe).highDynamicRange,
                RequestCheck.warnings(about: request, probe: probe, container: container)
            )
        }
        #expect(check("libx265", "scale=640:-2") == (light, []))
        #expect(check("libx264", nil).kept == nil)
        #expect(check("libx264", nil).warnings.first?.contains("libx264 does not write them") == true)
        #expect(check("libx265", "zscale=t=linear,tonemap=hable").kept == nil)
        #expect(check("libx265", "zscale=t=linear,tonemap=hable").warnings.first?.contains("zscale") == true)
    }

    // MARK: Parts

    private let base = Fixtures.base(1, 1_000)

    @Test func thePartIsChosenByTheTimesOfTheFrames() throws {
        let pts: [Int64] = [500, 540, 580, 620, 660]
        let request = VideoRequest(input: "/i", fromMicroseconds: 40_001, toMicroseconds: 120_000)
        let part = try #require(try InputPart(of: request, pts: pts, timeBase: base))
        #expect(part.frames == 2..<3)
        #expect(part.firstPts == 580)
        #expect(part.endPts == 620)
        #expect(part.filter == "setpts=PTS-STARTPTS,trim=start_pts=41:end_pts=120,setpts=PTS-STARTPTS")
        #expect(part.sourceArguments == ["-seek_timestamp", "1", "-ss", "0.580000", "-t", "0.040000"])
        let rest = try #require(
            try InputPart(of: VideoRequest(input: "/i", fromMicroseconds: 40_000), pts: pts, timeBase: base))
        #expect(rest.frames == 1..<5)
        #expect(rest.endPts == nil)
        #expect(rest.sourceArguments == ["-seek_timestamp", "1", "-ss", "0.540000"])
        #expect(try InputPart(of: VideoRequest(input: "/i"), pts: pts, timeBase: base) == nil)
        #expect(throws: RequestRefusal.self) {
            try InputPart(of: VideoRequest(input: "/i", fromMicroseconds: 1_000_000), pts: pts, timeBase: base)
        }
    }
}
