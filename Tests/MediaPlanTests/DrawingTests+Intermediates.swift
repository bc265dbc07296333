import FarmModel
import Testing

@testable import MediaPlan

// What lies between drawn frames and the video: pictures, pixels in a pipe, or another video.
extension DrawingTests {
    private static func mergeLine(_ plan: VideoPlan) throws -> String {
        let probe = try #require(ProbeReport(output: Array(#"{"streams":[],"format":{}}"#.utf8)))
        let container = try #require(OutputContainer.named(byExtensionOf: "a.mkv"))
        return MergeCommand(
            plan: plan, probe: probe, container: container, request: VideoRequest(input: plan.input.path),
            method: .encode
        ).arguments(
            ffmpeg: FFmpegFacts(version: "7.1", hasFpsMode: true, encoders: []), list: "list.txt", threads: 4,
            writingTo: "/o.mkv"
        ).joined(separator: " ")
    }

    @Test("pictures on disk are what was drawn and nothing more; filters and encoder take all of them at once")
    func pictures() throws {
        var request = VideoRequest(input: "/s/scene.json", filter: "hflip", chunking: .count(5))
        request.encoding.encoder = "ffv1"
        let plan = try Self.plan(request, method: .disk)
        #expect(plan.chunks.map(\.expectedFrames) == Array(repeating: 50, count: 5))
        #expect(plan.chunkEncoder == "png" && !plan.provesSeams && plan.warnings.isEmpty)
        #expect(plan.chunkName(3) == "chunk_003")
        let task = RenderTask(plan: plan, chunk: 1, outputPath: "/o")
        #expect(RenderCommand.drawing(task)?.frames == 50..<100)
        let line = Self.arguments(plan, chunk: 1).joined(separator: " ")
        #expect(
            line.hasSuffix(
                "-c:v png -compression_level 1 -pix_fmt rgb24 -f image2 -start_number 50 /o/frame_%08d.png"), "\(line)")
        #expect(!line.contains("hflip"))
        let merge = try Self.mergeLine(plan)
        #expect(
            merge.contains("-f image2 -framerate 25/1 -start_number 0 -i frames/frame_%08d.png"), "\(merge)")
        #expect(merge.contains("-filter_threads 4 -vf format=gbrp,hflip,scale=out_color_matrix=bt709"), "\(merge)")
        #expect(merge.contains("-c:v ffv1"))
        let scan = ChunkScan.arguments(for: "/a%b", of: task).joined(separator: " ")
        #expect(scan.contains("-start_number 50 -i /a%%b/frame_%08d.png"), "\(scan)")
    }

    @Test("frames for a pipe are pixels and nothing more, in ranges of which one for each slot and one more may wait")
    func pipe() throws {
        var request = VideoRequest(input: "/s/scene.json", filter: "hflip")
        request.encoding.encoder = "ffv1"
        let plan = try Self.plan(request, slots: 3, method: .pipe)
        #expect(plan.intermediate == .rawFrames(bytesEach: 64 * 36 * 3, window: 100) && plan.pipeWindow == 100)
        #expect(plan.chunks.map(\.frameCount).allSatisfy { $0 <= 25 } && plan.chunks.count == 10)
        #expect(plan.chunkEncoder == "rawvideo" && !plan.provesSeams && plan.warnings.isEmpty)
        let line = Self.arguments(plan, chunk: 1).joined(separator: " ")
        #expect(line.hasSuffix("-c:v rawvideo -f rawvideo /o"), "\(line)")
        #expect(!line.contains("hflip"))
        let merge = try Self.mergeLine(plan)
        #expect(
            merge.contains("-f rawvideo -pixel_format gbrp -video_size 64x36 -framerate 25/1 -i pipe:0"), "\(merge)")
        #expect(merge.contains("hflip") && merge.contains("-c:v ffv1"), "\(merge)")
        let usual = try Self.plan(method: .pipe)
        #expect(usual.intermediate == .rawFrames(bytesEach: 64 * 36 * 3 / 2, window: 100), "as the video keeps them")
        #expect(try Self.mergeLine(usual).contains("-pixel_format yuv420p"))
    }

    @Test("what has no place in a pipe goes another way, and says so")
    func noPipe() throws {
        let generator = try Self.plan(method: .pipe, source: "testsrc2")
        #expect(generator.pipeWindow == 100)
        let slower = try Self.plan(VideoRequest(input: "/s/scene.json", filter: "framestep=2"), method: .pipe)
        #expect(slower.drawing?.method == .disabled && slower.pipeWindow == nil)
        #expect(slower.warnings.contains { $0.contains("in place of --method pipe") })
        let long = try Self.plan(frames: 400_000, method: .pipe)
        #expect(long.drawing?.method == .disabled)
        let renderer = RendererPlan(name: "povray", scene: "a.pov", archiveSHA256: "5ca1ab1e", firstFrame: 1)
        #expect(throws: RequestRefusal.self) { try Self.plan(method: .pipe, subject: .renderer(renderer)) }
    }

    @Test("pictures of a renderer's frames are those of the chunk alone, whatever the filters look at")
    func renderedPictures() throws {
        var plan = try Self.plan(
            VideoRequest(input: "/s/a.pov", filter: "yadif", chunking: .count(5)), method: .disk)
        plan.drawing?.subject = .renderer(
            RendererPlan(name: "povray", scene: "a.pov", archiveSHA256: "5ca1ab1e", firstFrame: 1))
        let task = RenderTask(plan: plan, chunk: 1, outputPath: "/o")
        #expect(RenderCommand.drawing(task)?.frames == 50..<100 && !task.provesSeams)
    }

    @Test("JPEG has a quality as image programs count it, and is warned of where nothing else is lost")
    func jpeg() throws {
        var request = VideoRequest(input: "/s/scene.json", chunking: .count(2))
        request.encoding.encoder = "ffv1"
        let plan = try Self.plan(request, method: .disk, format: .jpeg)
        #expect(plan.warnings.contains { $0.contains("JPEG loses what ffv1 would keep") })
        let line = Self.arguments(plan, chunk: 0).joined(separator: " ")
        #expect(line.contains("-c:v mjpeg -qmin 1 -q:v 2 -pix_fmt yuvj444p"), "\(line)")
    }

    @Test("where filters change the number of frames, and for one process, nothing is kept on disk")
    func noPictures() throws {
        let slower = try Self.plan(VideoRequest(input: "/s/scene.json", filter: "framestep=2"), method: .disk)
        #expect(slower.chunks.count == 1 && slower.intermediate == nil && slower.drawing?.method == .disabled)
        #expect(
            slower.warnings.contains {
                $0.hasPrefix("one process draws and encodes everything, in place of --method disk:")
            })
        #expect(try Self.plan(method: .disabled).intermediate == nil)
        #expect(try Self.plan(VideoRequest(input: "/s/scene.json", filter: "reverse")).chunks.count == 1)
    }

    @Test("a mezzanine is made by the workers, filters and seams included, and encoded once when it is whole")
    func mezzanine() throws {
        let request = VideoRequest(input: "/s/scene.json", filter: "hflip", chunking: .count(5))
        let plan = try Self.plan(request, mezzanine: .ffv1)
        #expect(plan.chunkEncoder == "ffv1" && plan.provesSeams && plan.chunkName(0) == "chunk_000.mov")
        let line = Self.arguments(plan, chunk: 1).joined(separator: " ")
        #expect(line.contains("hflip") && line.contains("-c:v ffv1 -pix_fmt yuv420p"), "\(line)")
        let merge = try Self.mergeLine(plan)
        #expect(merge.contains("-format_whitelist concat,mov") && merge.contains("-c:v libx264"), "\(merge)")
        #expect(!merge.contains("hflip"))
        let prores = Self.arguments(try Self.plan(request, mezzanine: .prores), chunk: 1).joined(separator: " ")
        #expect(prores.contains("-c:v prores_ks -profile:v hq -pix_fmt yuv422p10le"), "\(prores)")
        var lossless = request
        lossless.encoding.encoder = "ffv1"
        #expect(try Self.plan(lossless, mezzanine: .ffv1).warnings.isEmpty)
        #expect(try Self.plan(lossless, mezzanine: .h264).warnings.contains { $0.contains("--mezzanine ffv1") })
        let united = plan.united(because: "x")
        #expect(
            united.intermediate == nil && united.chunkEncoder == "libx264" && united.chunkName(0) == "chunk_000.nut")
    }
}
