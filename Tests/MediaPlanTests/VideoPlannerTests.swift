import FarmModel
import Testing

@testable import MediaPlan

@Suite struct VideoPlannerTests {
    private func planner(_ request: VideoRequest, frames: Int = 100, container: String = "mkv") -> VideoPlanner {
        let pts = (0..<frames).map { Int64($0) * 512 + 1024 }
        return VideoPlanner(
            request: request, input: InputIdentity(path: "/in.mp4", sizeBytes: 9, modifiedNanoseconds: 1),
            probe: Fixtures.probe(), container: Fixtures.container(container),
            packets: PacketScan.Result(
                pts: pts, keys: pts.enumerated().filter { $0.offset % 10 == 0 }.map(\.element), packets: frames,
                hasTooMany: false, distrust: []),
            decoded: nil, firstOutputPts: 512, costs: nil, slots: 2, cores: 2)
    }

    @Test func plansTheWholeJob() throws {
        let plan = try planner(VideoRequest(input: "/in.mp4", filter: "hflip", chunking: .count(4))).plan()
        #expect(plan.chunks.count == 4)
        #expect(plan.timestampOffset == 512)
        #expect(plan.firstPts - plan.timestampOffset == 512)
        #expect(plan.frameCount == 100)
        #expect(plan.keepsFrameCount)
        #expect(plan.chunkFormat == "nut")
        #expect(plan.warnings.isEmpty)
    }

    @Test func warmUpIsThatOfTheFiltersAndThatOfTheRequest() throws {
        let request = VideoRequest(input: "/in.mp4", filter: "tmix=frames=5", chunking: .count(2), warmUpFrames: 3)
        let chunk = try #require(try planner(request).plan().chunks.last)
        #expect(chunk.startPts - chunk.starts[0].warmUpPts == 8 * 512)
    }

    @Test func whatCannotBeCutIsOnePieceWithAReason() throws {
        let plan = try planner(VideoRequest(input: "/in.mp4", filter: "mpdecimate", chunking: .count(4))).plan()
        #expect(plan.chunks.count == 1)
        #expect(plan.chunks[0].isWholeVideo)
        #expect(plan.threads == 2)
        #expect(!plan.keepsFrameCount)
        #expect(plan.reasons.contains { $0.contains("mpdecimate") })
        #expect(plan.warnings.contains { $0.contains("mpdecimate") })
    }

    @Test func decodedTimesWinOverTheContainers() throws {
        var planner = planner(VideoRequest(input: "/in.mp4", chunking: .count(2)))
        planner.packets.distrust = [.missingTimestamps(3)]
        planner.decoded = DecodeScan.Result(
            pts: [0, 10, 20, 30], isIncreasing: true, changesSize: false, hasTooMany: false)
        let plan = try planner.plan()
        #expect(plan.frameCount == 4)
        #expect(plan.chunks.map(\.startPts) == [0, 20])
        #expect(plan.reasons.contains { $0.contains("decoded frames") })
    }

    @Test func disorderIsOnePiece() throws {
        var planner = planner(VideoRequest(input: "/in.mp4", chunking: .count(2)))
        planner.decoded = DecodeScan.Result(
            pts: [0, 10, 5], isIncreasing: false, changesSize: false, hasTooMany: false)
        let plan = try planner.plan()
        #expect(plan.chunks.count == 1)
        #expect(!plan.keepsFrameCount)
        planner.decoded = DecodeScan.Result(pts: [0, 10, 15], isIncreasing: true, changesSize: true, hasTooMany: false)
        #expect(try planner.plan().chunks.count == 1)
    }

    /// What no two numbers of threads decode alike is left to ffmpeg, as a plain run leaves it.
    @Test func strangeVideosAreRenderedAsFfmpegDoes() throws {
        let request = VideoRequest(input: "/in.mp4", filter: "hflip", chunking: .count(2), threads: 3)
        var damaged = planner(request)
        damaged.packets.distrust = [.damagedPackets]
        var broken = planner(request)
        broken.decoded = DecodeScan.Result(
            pts: [0, 10], isIncreasing: true, changesSize: false, hasTooMany: false, complaint: "error while decoding")
        var changing = planner(request)
        changing.looks.sizeChanges = true
        for planner in [damaged, broken, changing] {
            let plan = try planner.plan()
            #expect(plan.chunks.count == 1)
            #expect(plan.threads == RenderCommand.threadsAsFFmpegLikes)
            #expect(!plan.keepsFrameCount)
            let task = RenderTask(plan: plan, chunk: 0, outputPath: "/o")
            #expect(task.chunk.expectedFrames == nil)
        }
        broken.packets.distrust = [.startsWithoutKeyFrame]
        #expect(try broken.plan().chunks.count == 2)
    }

    @Test func falseKeyFramesAreNotSoughtFor() throws {
        var planner = planner(VideoRequest(input: "/in.mp4", chunking: .count(4)))
        planner.looks.keysAreFalse = true
        #expect(try planner.plan().chunks.allSatisfy { $0.starts[0].seekPts == nil })
    }

    @Test func whereFfprobeComplainsOneThreadDecodes() throws {
        var planner = planner(VideoRequest(input: "/in.mp4", filter: "reverse"))
        #expect(try planner.plan().threads == 2)
        planner.packets.distrust = [.demuxerComplained("broken")]
        #expect(try planner.plan().threads == 1)
        planner.request.threads = 2
        #expect(try planner.plan().threads == 2)
    }

    @Test func jumpsMatterOnlyWhereFfmpegClosesThem() throws {
        var planner = planner(VideoRequest(input: "/in.mp4", chunking: .count(2)), frames: 4)
        planner.packets.pts = [0, 512, 1024, 12_800 * 60]
        #expect(try planner.plan().chunks.count == 2)
        planner.probe.formatNames = ["mpegts"]
        #expect(try planner.plan().chunks.count == 1)
    }

    @Test func formatsWithoutSeekingDecodeFromTheStart() throws {
        var planner = planner(VideoRequest(input: "/in.mp4", chunking: .count(4)))
        #expect(try planner.plan().chunks.contains { $0.starts[0].seekPts != nil })
        planner.probe.formatNames = ["h264"]
        #expect(try planner.plan().chunks.allSatisfy { $0.starts[0].seekPts == nil })
    }

    @Test func aviHoldsOneRateOnly() throws {
        var planner = planner(
            VideoRequest(input: "/in.mp4", encoding: EncoderSettings(encoder: "mpeg4"), chunking: .count(2)),
            container: "avi")
        #expect(try planner.plan().chunks.count == 2)
        planner.packets.pts[50] += 100
        #expect(throws: RequestRefusal.self) { try planner.plan() }
    }

    @Test func aVideoWithoutFramesIsRefused() {
        #expect(throws: RequestRefusal.self) { try planner(VideoRequest(input: "/in.mp4"), frames: 0).plan() }
    }
}

@Suite struct RequestCheckTests {
    private func refusal(_ request: VideoRequest, output: String = "/out.mp4") -> RequestRefusal? {
        do throws(RequestRefusal) {
            _ = try RequestCheck.container(for: request, output: output, ffmpeg: Fixtures.ffmpeg51)
            return nil
        } catch {
            return error
        }
    }

    @Test func acceptsWhatCanBeDone() {
        #expect(refusal(VideoRequest(input: "/i", encoding: EncoderSettings(crf: 20, encoderPreset: "fast"))) == nil)
        #expect(
            refusal(
                VideoRequest(input: "/i", encoding: EncoderSettings(encoder: "libsvtav1", crf: 63, encoderPreset: "8")))
                == nil)
        #expect(
            refusal(VideoRequest(input: "/i", encoding: EncoderSettings(encoder: "prores_ks")), output: "/a.MOV") == nil
        )
        for name in ["mp4", "m4v", "mov", "mkv", "webm", "avi", "ts", "nut"] {
            #expect(OutputContainer.extensions.contains(name))
        }
    }

    @Test(arguments: [
        VideoRequest(input: "/i", encoding: EncoderSettings(encoder: "libfoo")),
        VideoRequest(input: "/i", encoding: EncoderSettings(crf: 52)),
        VideoRequest(input: "/i", encoding: EncoderSettings(encoderPreset: "warp")),
        VideoRequest(input: "/i", encoding: EncoderSettings(encoder: "ffv1")),
        VideoRequest(input: "/i", encoding: EncoderSettings(encoder: "libsvtav1", encoderPreset: "fast")),
        VideoRequest(input: "/i", filter: "drawtext='"),
        VideoRequest(input: "/i", encoding: EncoderSettings(pixelFormat: "yuv420p,hflip")),
        VideoRequest(input: "/i", chunking: .count(0)), VideoRequest(input: "/i", chunking: .duration(milliseconds: 0)),
    ])
    func refuses(_ request: VideoRequest) throws {
        let refused = try #require(refusal(request))
        #expect(!refused.summary.isEmpty && !refused.cause.isEmpty)
    }

    @Test func refusesUnknownKindsOfOutput() {
        #expect(refusal(VideoRequest(input: "/i"), output: "/out.xyz")?.hint?.contains("mkv") == true)
        #expect(refusal(VideoRequest(input: "/i"), output: "/out") != nil)
        #expect(refusal(VideoRequest(input: "/i"), output: "/out.webm") != nil)
    }

    @Test func tellsAMissingEncoderFromAnUnknownOne() {
        #expect(throws: RequestRefusal.self) {
            try RequestCheck.container(
                for: VideoRequest(input: "/i", encoding: EncoderSettings(encoder: "libx265")), output: "/o.mp4",
                ffmpeg: Fixtures.ffmpeg44)
        }
    }
}
