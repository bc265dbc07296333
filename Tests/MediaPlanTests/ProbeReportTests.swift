import FarmModel
import Testing

@testable import MediaPlan

@Suite struct ProbeReportTests {
    private let text = """
        {"streams": [
          {"index": 0, "codec_type": "video", "codec_name": "mjpeg", "time_base": "1/90000", "disposition": {"attached_pic": 1}},
          {"index": 1, "codec_type": "video", "codec_name": "h264", "width": 1920, "height": 1080, "pix_fmt": "yuv420p",
           "time_base": "1/12800", "r_frame_rate": "25/1", "avg_frame_rate": "0/0", "start_time": "0.500000",
           "disposition": {"default": 1, "attached_pic": 0}, "tags": {"language": "eng", "x": "y"},
           "side_data_list": [{"side_data_type": "Display Matrix", "displaymatrix": "\\n", "rotation": -90}]},
          {"index": 2, "codec_type": "audio", "codec_name": "aac"},
          {"index": 3, "codec_type": "hologram"}],
         "format": {"format_name": "mov,mp4", "start_time": "-0.021", "duration": "12.5", "nb_streams": 4}}
        """

    @Test func readsWhatFfprobeSays() throws {
        let report = try #require(ProbeReport(output: Array(text.utf8)))
        let video = try #require(report.video)
        #expect(video.index == 1)
        #expect(video.timeBase == Fixtures.base(1, 12_800))
        #expect(video.averageFrameRate == nil)
        #expect(video.nominalFrameRate == Fixtures.base(25, 1))
        #expect(video.startMicroseconds == 500_000)
        #expect(video.rotation == -90)
        #expect(video.language == "eng")
        #expect(video.dispositions == ["default"])
        #expect(report.streams(of: .audio).map(\.codec) == ["aac"])
        #expect(report.streams[3].kind == .other)
        #expect(report.startMicroseconds == -21_000)
        #expect(report.durationSeconds == 12.5)
        #expect(report.canSeek)
    }

    @Test(arguments: ["h264", "mjpeg", "jpeg_pipe", "png_pipe", "mpegvideo"])
    func bareStreamsCannotBeEntered(_ format: String) {
        var report = ProbeReport()
        report.formatNames = [format]
        #expect(!report.canSeek)
    }

    @Test(arguments: [
        "", "{", "[]", "null", #"{"streams": 5}"#, #"{"streams": [{"index": "x"}]}"#,
        #"{"streams": [{"index": 1e99}]}"#,
        #"{"streams": [{"width": -1.5}]}"#, "\u{0}", #"{"format": {"duration": 3}}"#,
    ])
    func refusesWhatIsNoReport(_ text: String) {
        #expect(ProbeReport(output: Array(text.utf8)) == nil)
    }

    @Test func boundsTheNumberOfStreams() {
        let streams = Array(repeating: "{}", count: MediaLimits.streams + 1).joined(separator: ",")
        #expect(ProbeReport(output: Array(#"{"streams": [\#(streams)]}"#.utf8)) == nil)
    }

    @Test func survivesEveryTruncation() {
        let bytes = Array(text.utf8)
        for length in 0..<bytes.count - 1 { #expect(ProbeReport(output: Array(bytes.prefix(length))) == nil) }
    }

    @Test func takesNoNonsenseForATimeBase() {
        for text in ["0/0", "1/0", "-1/5", "1/99999999999", "x", "1", "/", "1/2/3", "nan"] {
            #expect(DecimalText.rational(text) == nil)
        }
        #expect(DecimalText.microseconds("N/A") == nil)
        #expect(DecimalText.microseconds("inf") == nil)
        #expect(DecimalText.microseconds("1e300") == nil)
    }

    @Test func fingerprintsChunks() {
        let output =
            #"{"streams": [{"index": 0, "codec_type": "video", "codec_name": "h264", "profile": "High","#
            + #""width": 320, "height": 180, "pix_fmt": "yuv420p", "time_base": "1/12800", "extradata_hash": "SHA256:ab"}]}"#
        let fingerprint = ChunkFingerprint.fingerprint(fromOutput: Array(output.utf8))
        #expect(
            fingerprint
                == "codec=h264; profile=High; size=320x180; pixel format=yuv420p; time base=1/12800; header=SHA256:ab")
        #expect(ChunkFingerprint.fingerprint(fromOutput: Array(#"{"streams": []}"#.utf8)) == nil)
    }

    @Test func readsAFinishedFile() {
        var scan = OutputScan(.pictures)
        let list = """
            #tb 0: 1/1000000
            #media_type 0: video
            #tb 1: 1/48000
            #tb 2: 1/48000
            0, 0, 0, 40000, 472, 0x1
            1, 0, 0, 1024, 99, 0x2
            1, 1024, 1024, 1024, 99, 0x2
            0, 40000, 40000, 40000, 472, 0x1
            """
        feed(list) { scan.read(line: $0) }
        let result = scan.finish()
        #expect(result.pts == [0, 40_000])
        #expect(result.audioPackets == [2, 0])
        #expect(result.durationMicroseconds == 80_000)
        #expect(OutputScan(.pictures).finish().audioPackets.isEmpty)
    }

    @Test func readsKeyFramesBesideAllPackets() {
        var scan = OutputScan(.keyFrames)
        let list = """
            #tb 0: 1/25
            #tb 1: 1/48000
            #tb 2: 1/1000000
            2, 0, 0, 40000, 472, 0x1
            0, -2, 0, 1, 472, 0x1
            1, 0, 0, 1024, 99, 0x2
            0, -1, 2, 1, 472, 0x1
            0, 0, 1, 1, 472, 0x1
            """
        feed(list) { scan.read(line: $0) }
        let result = scan.finish()
        #expect(result.pts == [0, 40_000, 80_000])
        #expect(result.audioPackets == [1])
    }

    @Test func countsTheDecodedPicturesOfAChunk() {
        let document = """
            {
                "frames": [
                    { "key_frame": 1,
                        "side_data_list": [
                            {  }
                        ]
                    },
                    { "key_frame": 0 }
                ],
                "streams": [
                    { "index": 0, "codec_type": "video", "codec_name": "h264", "time_base": "1/25" }
                ]
            }
            """
        var scan = ChunkScan()
        // Bytes come as they come, and not by lines.
        for byte in Array(document.utf8) { withUnsafeBytes(of: byte) { scan.read($0) } }
        #expect(scan.frames == 2)
        #expect(scan.fingerprint() == nil)
        "\n".utf8.withContiguousStorageIfAvailable { scan.read(UnsafeRawBufferPointer($0)) }
        #expect(scan.fingerprint() == "codec=h264; size=0x0; time base=1/25")
    }

    @Test func countsPacketsWhereFfprobeDoes() {
        let text = #"{"streams": [{"index": 0, "nb_read_packets": "470"}, {"index": 1}]}"#
        #expect(ProbeReport(output: Array(text.utf8))?.streams.map(\.packets) == [470, nil])
    }

    @Test func namesWhatIsDifferentAboutAChunk() {
        let usual = "codec=h264; profile=High; level=30; pixel format=yuv420p; header=a"
        #expect(ChunkFingerprint.difference(between: []) == nil)
        #expect(ChunkFingerprint.difference(between: [usual, usual]) == nil)
        #expect(
            ChunkFingerprint.difference(between: [
                "codec=h264; profile=High; level=31; pixel format=yuv420p; header=b", usual, usual,
            ])
                == "chunk 0 was encoded differently from chunk 1: level 31 instead of 30, other headers")
        #expect(
            ChunkFingerprint.difference(between: [usual, "codec=h264; colour range=pc", usual, "codec=hevc", usual])
                == "chunk 1 was encoded differently from chunk 0: profile unknown instead of High, level unknown instead "
                + "of 30, pixel format unknown instead of yuv420p, other headers, colour range pc instead of unknown "
                + "(and so were 1 more)")
    }

    @Test func readsLightTagsAndChapters() throws {
        let text = """
            {"streams": [{"index": 0, "codec_type": "video", "color_transfer": "smpte2084", "sample_aspect_ratio": "4:3",
              "tags": {"language": "eng", "title": "A=B"}, "side_data_list": [
              {"side_data_type": "Mastering display metadata", "red_x": "34000/50000", "red_y": "16000/50000",
               "green_x": "13250/50000", "green_y": "34500/50000", "blue_x": "7500/50000", "blue_y": "3000/50000",
               "white_point_x": "15635/50000", "white_point_y": "16450/50000", "min_luminance": "50/10000",
               "max_luminance": "10000000/10000"},
              {"side_data_type": "Content light level metadata", "max_content": 1000, "max_average": 400}]}],
             "chapters": [{"id": 0, "start_time": "1.500000", "end_time": "2.000000", "tags": {"title": "One"}}],
             "format": {"tags": {"artist": "Me"}}}
            """
        let report = try #require(ProbeReport(output: Array(text.utf8)))
        let video = try #require(report.video)
        #expect(video.highDynamicRange?.mastering?.green == HighDynamicRange.Point(x: 13_250, y: 34_500))
        #expect(video.highDynamicRange?.mastering?.greatestLuminance == 10_000_000)
        #expect(video.highDynamicRange?.light == HighDynamicRange.ContentLight(greatest: 1000, greatestAverage: 400))
        #expect(video.sampleAspectRatio == "4:3")
        #expect(video.tag("title") == "A=B")
        #expect(report.chapters.first?.startMicroseconds == 1_500_000)
        #expect(report.chapters.first?.title == "One")
        #expect(report.tags == [MediaTag("artist", "Me")])
        #expect(!LightScan.isWorthwhile(report))
        let frame = #"{"frames": [{"side_data_list": [{"max_content": 7, "max_average": 3}, {"x": 1}]}]}"#
        #expect(
            LightScan.read(Array(frame.utf8))?.light == HighDynamicRange.ContentLight(greatest: 7, greatestAverage: 3))
    }
}
