import FarmModel
import Testing

@testable import MediaPlan

@Suite("Drawn videos: who draws which frames, and the commands around them")
struct DrawingTests {
    static func plan(
        _ request: VideoRequest = VideoRequest(input: "/s/scene.json"), frames: Int = 250, slots: Int = 2,
        method: FrameMethod = .chunk, mezzanine: Mezzanine? = nil, format: FrameFormat = .png, source: String? = nil,
        subject: DrawingPlan.Subject? = nil
    ) throws -> VideoPlan {
        var request = request
        request.drawing = DrawingRequest(
            subject: .scene, method: method, frameFormat: format, mezzanine: mezzanine)
        let subject: DrawingPlan.Subject =
            subject ?? source.map { .generator(source: $0) }
            ?? .scene(preparedPath: "/run/scene/prepared.json", sha256: "5ca1ab1e")
        let drawing = DrawingPlan(
            subject: subject, method: method, size: PictureSize(width: 64, height: 36),
            frameRate: try #require(Rational(25, 1)), frameCount: frames, pixelFormat: "gbrp")
        return try DrawingPlanner(
            request: request, input: InputIdentity(path: request.input, sizeBytes: 9, modifiedNanoseconds: 1),
            drawing: drawing, container: try #require(OutputContainer.named(byExtensionOf: "a.mkv")), slots: slots,
            cores: slots
        ).plan()
    }

    static func arguments(_ plan: VideoPlan, chunk: Int) -> [String] {
        let ffmpeg = FFmpegFacts(version: "7.1", hasFpsMode: true, encoders: [])
        return RenderCommand.arguments(
            for: RenderTask(plan: plan, chunk: chunk, outputPath: "/o"), ffmpeg: ffmpeg, writingTo: "/o", seamsIn: "/s")
    }

    @Test("ranges of ten seconds, less where slots would be idle, and one for one process")
    func ranges() throws {
        #expect(try Self.plan(frames: 250, slots: 2).chunks.count == 8)
        #expect(try Self.plan(frames: 50, slots: 4).chunks.count == 2)
        #expect(try Self.plan(frames: 25 * 1_000, slots: 1).chunks.count == 100)
        #expect(try Self.plan(frames: 250, slots: 8, method: .disabled).chunks.count == 1)
        #expect(try Self.plan(frames: 250, source: "life=seed=3").chunks.count == 1)
        let plan = try Self.plan()
        #expect(plan.chunks.reduce(0) { $0 + $1.frameCount } == 250)
        #expect(plan.timeBase == Rational(1, 25))
    }

    @Test("each range is drawn with the frames that prove its seams, and with what its filters look at")
    func drawnFrames() throws {
        func drawn(_ plan: VideoPlan, _ chunk: Int) -> Range<Int>? {
            RenderCommand.drawing(RenderTask(plan: plan, chunk: chunk, outputPath: "/o"))?.frames
        }
        var request = VideoRequest(input: "/s/scene.json", chunking: .count(5))
        let plain = try Self.plan(request)
        #expect((0..<5).map { drawn(plain, $0) } == [0..<52, 50..<102, 100..<152, 150..<202, 200..<250])
        request.filter = "tmix=frames=5"
        let mixed = try Self.plan(request)
        #expect(drawn(mixed, 1) == 45..<102)
        request.filter = "yadif"
        #expect(drawn(try Self.plan(request), 1) == 48..<250)
        #expect(drawn(try Self.plan(source: "testsrc2"), 0) == nil)
    }

    @Test("ffmpeg reads what is drawn from a pipe, and numbers it by the scene")
    func command() throws {
        var request = VideoRequest(input: "/s/scene.json", chunking: .count(5))
        request.filter = "hue=s=0"
        let plan = try Self.plan(request)
        let line = Self.arguments(plan, chunk: 1).joined(separator: " ")
        let input = "-f rawvideo -pixel_format gbrp -video_size 64x36 -framerate 25/1 -i pipe:0"
        #expect(line.contains("-copyts " + input), "\(line)")
        #expect(line.contains("[0:V:0]setpts=PTS+50,hue=s=0,scale=out_color_matrix=bt709"), "\(line)")
        #expect(line.contains("-pix_fmt yuv420p"))
        let whole = Self.arguments(try Self.plan(request, method: .disabled), chunk: 0).joined(separator: " ")
        #expect(whole.contains(input))
        #expect(!whole.contains("trim"))
    }

    @Test("scenes are drawn in the form of videos only where nobody keeps or looks at anything finer")
    func videoForm() throws {
        func format(_ edit: (inout VideoRequest) -> Void, method: FrameMethod = .chunk) throws -> String? {
            var request = VideoRequest(input: "/s/scene.json", chunking: .count(5))
            edit(&request)
            return try Self.plan(request, method: method).drawing?.pixelFormat
        }
        #expect(try format { _ in } == "yuv420p")
        #expect(try format { $0.encoding.encoder = "ffv1" } == "gbrp")
        #expect(try format { $0.encoding.qp = 0 } == "gbrp")
        #expect(try format { $0.encoding.pixelFormat = "yuv444p" } == "gbrp")
        #expect(try format { $0.filter = "hue=s=0" } == "gbrp")
        #expect(try format { $0.size = PictureSize(width: 32, height: 18) } == "gbrp")
        #expect(try format({ _ in }, method: .disabled) == "yuv420p", "whoever draws, the pixels are the same")
        #expect(try format({ _ in }, method: .disk) == "gbrp")
        #expect(try Self.plan(source: "testsrc2").drawing?.pixelFormat == "gbrp")
        let plan = try Self.plan(VideoRequest(input: "/s/scene.json", chunking: .count(5)))
        let line = Self.arguments(plan, chunk: 1).joined(separator: " ")
        #expect(line.contains("-pixel_format yuv420p -video_size 64x36"), "\(line)")
        #expect(line.contains("[0:V:0]setpts=PTS+50,setparams=range=tv:color_primaries=bt709"), "\(line)")
        #expect(!line.contains("scale="), "\(line)")
        let drawing = RenderCommand.drawing(RenderTask(plan: plan, chunk: 1, outputPath: "/o"))
        #expect(drawing?.pixelFormat == "yuv420p")
    }

    @Test("the hash of a command tells scenes and ranges apart, but not where they lie")
    func identity() throws {
        let plan = try Self.plan(VideoRequest(input: "/s/scene.json", chunking: .count(5)))
        let task = RenderTask(plan: plan, chunk: 1, outputPath: "/o")
        var moved = task
        moved.input.path = "/elsewhere/scene.json"
        moved.drawing?.subject = .scene(preparedPath: "/elsewhere/prepared.json", sha256: "5ca1ab1e")
        var edited = task
        edited.drawing?.subject = .scene(preparedPath: "/run/scene/prepared.json", sha256: "0ddba11")
        #expect(RenderCommand.identity(of: moved) == RenderCommand.identity(of: task))
        #expect(RenderCommand.identity(of: edited) != RenderCommand.identity(of: task))
    }

    @Test("picture sources: what is refused, and which are run in one piece")
    func generators() throws {
        #expect(GeneratorCheck.objection(to: "testsrc2") == nil)
        #expect(GeneratorCheck.objection(to: "mandelbrot=maxiter=2000:inner=period") == nil)
        #expect(GeneratorCheck.objection(to: "testsrc=size=1x1")?.contains("--size") == true)
        #expect(GeneratorCheck.objection(to: "movie=/etc/passwd")?.contains("not known") == true)
        #expect(GeneratorCheck.objection(to: "testsrc2,movie=x") != nil)
        #expect(GeneratorCheck.objection(to: "testsrc2;color") != nil)
        #expect(GeneratorCheck.reasonForOnePiece("life")?.contains("from the one before") == true)
        #expect(GeneratorCheck.reasonForOnePiece("mandelbrot") == nil)
        let line = Self.arguments(try Self.plan(source: "testsrc2"), chunk: 1).joined(separator: " ")
        #expect(
            line.contains("-f lavfi -i testsrc2=size=64x36:rate=25/1,settb=1/25,setpts=N,trim=end_frame=250"), "\(line)"
        )
    }

    @Test("sound is mixed to the length of the video, each part at its time")
    func soundtrack() {
        let part = SoundtrackCommand.Part(
            path: "/m/a b.mp3", atMicroseconds: 1_500_000, startMicroseconds: 2_000_000,
            durationMicroseconds: 4_000_000, gainDecibels: -3.5, fadeInMicroseconds: 500_000,
            fadeOutMicroseconds: 1_000_000)
        let line = SoundtrackCommand(parts: [part], totalMicroseconds: 8_000_000).arguments(writingTo: "/r/s.mka")
        #expect(
            line == ["-nostdin", "-v", "error", "-y", "-ss", "2.000000", "-t", "4.000000"]
                + InputFormats.guards("/m/a b.mp3") + ["-i", "/m/a b.mp3"] + [
                    "-filter_complex",
                    "[0:a:0]aresample=48000,aformat=channel_layouts=stereo,volume=-3.50dB,afade=t=in:st=0:d=0.500000,"
                        + "afade=t=out:st=3.000000:d=1.000000,adelay=delays=72000S:all=1[part0];"
                        + "[part0]amix=inputs=1:duration=longest:normalize=0,apad=whole_dur=8.000000,"
                        + "atrim=end=8.000000[sound]",
                    "-map", "[sound]", "-c:a", "pcm_s16le", "-f", "matroska", "/r/s.mka",
                ])
    }

    @Test("a text never stands in a command, only the names of files that hold it")
    func text() {
        let command = TextMaskCommand(
            lineFiles: ["a.txt", "b.txt"], font: .file("font"), size: 40, alignment: .center, letters: 10)
        let line = command.arguments.joined(separator: " ")
        #expect(line.contains("drawtext=textfile=a.txt:expansion=none:fontcolor=white:fontsize=40:fontfile=font"))
        #expect(line.contains("y=\(command.margin + 40)-ascent"))
        #expect(line.contains("y=\(command.margin + 50 + 40)-ascent"))
        #expect(command.rows.upperBound <= command.height)
    }

    private static func rendered(
        _ request: VideoRequest = VideoRequest(input: "/s/a.pov", chunking: .count(5)), frames: Int = 250
    ) throws -> VideoPlan {
        let renderer = RendererPlan(name: "povray", scene: "a.pov", archiveSHA256: "5ca1ab1e", firstFrame: 1)
        return try Self.plan(request, frames: frames, subject: .renderer(renderer))
    }

    @Test("a renderer makes the frames of its chunk, and no more than filters look at; no seams are shown")
    func renderedFrames() throws {
        func frames(_ plan: VideoPlan, _ chunk: Int) -> Range<Int>? {
            RenderCommand.drawing(RenderTask(plan: plan, chunk: chunk, outputPath: "/o"))?.frames
        }
        var request = VideoRequest(input: "/s/a.pov", chunking: .count(5))
        #expect(
            try (0..<5).map { frames(try Self.rendered(), $0) } == [0..<50, 50..<100, 100..<150, 150..<200, 200..<250])
        request.filter = "tmix=frames=5"
        #expect(frames(try Self.rendered(request), 1) == 45..<100)
        request.filter = "yadif"
        #expect(frames(try Self.rendered(request), 1) == 48..<104)
        let line = Self.arguments(try Self.rendered(), chunk: 1).joined(separator: " ")
        #expect(line.contains("-f rawvideo -pixel_format gbrp -video_size 64x36 -framerate 25/1 -i pipe:0"))
        #expect(!line.contains("framemd5") && !line.contains("[beside]"), "\(line)")
    }

    @Test("the hash of a command tells renderers, scenes and numbers apart")
    func renderedIdentity() throws {
        let task = RenderTask(plan: try Self.rendered(), chunk: 1, outputPath: "/o")
        let plans = [
            RendererPlan(name: "povray", scene: "a.pov", archiveSHA256: "5ca1ab1e", firstFrame: 1),
            RendererPlan(name: "blender", scene: "a.pov", archiveSHA256: "5ca1ab1e", firstFrame: 1),
            RendererPlan(name: "povray", scene: "b.pov", archiveSHA256: "5ca1ab1e", firstFrame: 1),
            RendererPlan(name: "povray", scene: "a.pov", archiveSHA256: "0ddba11", firstFrame: 1),
            RendererPlan(name: "povray", scene: "a.pov", archiveSHA256: "5ca1ab1e", firstFrame: 2),
        ]
        let identities = plans.map { plan in
            var changed = task
            changed.drawing?.subject = .renderer(plan)
            return RenderCommand.identity(of: changed)
        }
        #expect(identities[0] == RenderCommand.identity(of: task))
        #expect(Set(identities).count == plans.count)
    }

    @Test("a few frames each, so that a worker that dies takes little with it")
    func renderedRanges() throws {
        func count(_ frames: Int, slots: Int) throws -> Int {
            let subject = DrawingPlan.Subject.renderer(
                RendererPlan(name: "povray", scene: "a", archiveSHA256: "", firstFrame: 1))
            let drawing = DrawingPlan(
                subject: subject, method: .chunk, size: PictureSize(width: 64, height: 36),
                frameRate: try #require(Rational(24, 1)), frameCount: frames,
                pixelFormat: DrawingPlan.ownPixelFormat)
            return try DrawingPlanner(
                request: VideoRequest(input: "/a"),
                input: InputIdentity(path: "/a", sizeBytes: 1, modifiedNanoseconds: 1), drawing: drawing,
                container: try #require(OutputContainer.named(byExtensionOf: "a.mkv")), slots: slots, cores: slots
            ).plan().chunks.count
        }
        #expect(try count(48, slots: 2) == 8)
        #expect(try count(6, slots: 8) == 1)
        #expect(try count(2_400, slots: 2) == 100)
    }

    @Test("frames that lie in a folder: where each is, what is asked about them, and what the answers mean")
    func frameFiles() {
        let files = FrameFiles(folder: "/w/50%", fileExtension: "png", size: PictureSize(width: 160, height: 90))
        #expect(files.path(of: 7) == "/w/50%/00000007.png")
        let input = [
            "-protocol_whitelist", "file", "-format_whitelist", "image2", "-f", "image2", "-start_number", "5",
        ]
        #expect(
            files.checkArguments(of: 5..<8, threads: 2) == ["-v", "error", "-err_detect", "explode", "-threads", "2"]
                + input + [
                    "-show_entries", "frame=width,height", "-of", "csv=print_section=0", "file:/w/50%%/%08d.png",
                ])
        let decoding = files.decodingArguments(
            of: 5..<8, ffmpeg: FFmpegFacts(version: "7.1", hasFpsMode: true, encoders: []))
        #expect(decoding.contains("file:/w/50%%/%08d.png"))
        #expect(decoding.suffix(4) == ["gbrp", "-f", "rawvideo", "pipe:1"])
        func objection(_ answer: String, _ complaints: [String] = []) -> String? {
            files.objection(to: 5..<7, answer: Array(answer.utf8), complaints: complaints)
        }
        #expect(objection("160,90\n160,90,\n") == nil)
        #expect(objection("160,90\n") == "of 2 pictures 1 can be decoded")
        #expect(objection("160,90\n90,160\n") == "the picture of frame 6 has 90x160 pixels instead of 160x90")
        #expect(objection("160,90\n160,90\n", ["[png @ 0x55] chunk too big"])?.hasSuffix(": chunk too big") == true)
    }

    @Test("numbers, sizes and names that cannot be rendered")
    func rendererRequests() throws {
        let good = RendererRequest(
            name: "povray", size: PictureSize(width: 160, height: 90), frameRate: try #require(Rational(24, 1)),
            firstFrame: 1, lastFrame: 48)
        func refusal(_ change: (inout RendererRequest) -> Void) -> String? {
            var request = good
            change(&request)
            do throws(RequestRefusal) {
                try RendererCheck.check(request)
                return nil
            } catch {
                return error.summary
            }
        }
        #expect(refusal { _ in } == nil)
        #expect(refusal { $0.lastFrame = 0 } == "the frames are not possible")
        #expect(refusal { $0.firstFrame = -1 } == "the frames are not possible")
        #expect(refusal { $0.lastFrame = 99_999_999 } == "there are too many frames")
        #expect(refusal { $0.size.width = 8 } == "the size is not possible")
        #expect(refusal { $0.size.height = -2 } == "the size is not possible")
        for name in ["", "/a", "../a", "a/../b", "a//b", "./a"] {
            #expect(refusal { $0.sceneName = name } == "the scene's name is not possible", "\(name)")
        }
        #expect(refusal { ($0.assets, $0.sceneName) = ("/a", "b") } == "the scene is named twice")
    }
}
