import Testing

@testable import MediaPlan

@Suite struct PacketScanTests {
    /// What ffprobe would write for packets given as `pts,dts,flags` and perhaps `,size`, a line each; `N/A` is left out by ffprobe.
    private func survey(_ packets: String, before: String = "", codec: String = "h264") -> Survey {
        var survey = Survey()
        var text = "{\n    \"packets\": [\n" + before
        for packet in packets.split(separator: "\n") {
            let fields = packet.split(separator: ",", omittingEmptySubsequences: false)
            text += "        { \"codec_type\": \"video\", \"stream_index\": 0, "
            if fields[0] != "N/A" { text += "\"pts\": \(fields[0]), " }
            if fields[1] != "N/A" { text += "\"dts\": \(fields[1]), " }
            if fields.count > 3 { text += "\"size\": \"\(fields[3])\", " }
            text += "\"flags\": \"\(fields[2])\" },\n"
        }
        text += "    ],\n    \"streams\": [\n        { \"index\": 0, \"codec_name\": \"\(codec)\", "
        text += "\"codec_type\": \"video\", \"time_base\": \"1/12800\" }\n    ],\n    \"format\": {  }\n}"
        feed(text) { survey.read(line: $0) }
        return survey
    }

    private func scan(_ packets: String, words: [String] = [], before: String = "") throws -> PacketScan.Result {
        try #require(survey(packets, before: before).finish(words: words)).packets
    }

    @Test func sortsFramesByTimeAndFindsKeys() throws {
        let result = try scan("0,-1024,K_\n1536,-512,__\n512,0,__\n1024,512,__\n2048,1024,K_\n")
        #expect(result.pts == [0, 512, 1024, 1536, 2048])
        #expect(result.keys == [0, 2048])
        #expect(result.distrust.isEmpty)
        #expect(!result.needsDecodeScan)
        #expect(!result.callsAllKeys)
    }

    @Test func knowsTheSizesOfWhatIsShown() throws {
        let result = try scan(
            "-512,-512,KD,77\n0,0,K_,4711\n1024,512,__,12\n512,1024,__,99999999999\n1536,1536,__,-5\n")
        #expect(result.sizes == [4711, 12, .max, -5])
        #expect(try scan("0,0,K_\n").sizes == [0])
    }

    @Test func leavesDiscardedPacketsOutButSeeksToThem() throws {
        let result = try scan("-512,-512,KD\n0,0,__\n512,512,__\n")
        #expect(result.pts == [0, 512])
        #expect(result.keys == [-512])
        #expect(!result.needsDecodeScan)
    }

    @Test func readsPacketsWithSideDataAndThoseOfOtherStreams() throws {
        let before = """
                    { "codec_type": "audio", "stream_index": 1, "pts": 128698, "dts": 128698, "flags": "K_" },
                    { "codec_type": "video", "stream_index": 2, "pts": 7, "dts": 7, "flags": "K_" },
                    { "codec_type": "video", "stream_index": 0, "pts": 133200, "dts": 126000, "flags": "K_",
                        "side_data_list": [
                            {  }
                        ] },

            """
        let result = try scan("147600,129600,__", before: before)
        #expect(result.pts == [133_200, 147_600])
        #expect(result.distrust.isEmpty)
    }

    @Test(arguments: [
        ("N/A,0,K_\n1,1,__", PacketScan.Distrust.missingTimestamps(1)),
        ("0,0,K_\n1,0,__", .disorderedDecodeTimes(1)),
        ("0,0,K_\n0,1,__", .repeatedTimestamps(1)),
        ("0,0,__\n1,1,K_", .startsWithoutKeyFrame),
        ("5,0,K_\n1,1,__", .framesBeforeFirstKey),
        ("0,0,K_C\n1,1,___", .damagedPackets),
        ("0,0,K_\n99999999999999999,1,__", .missingTimestamps(1)),
    ])
    func distrusts(_ text: String, _ reason: PacketScan.Distrust) throws {
        let result = try scan(text)
        #expect(result.distrust.contains(reason))
        #expect(result.needsDecodeScan)
    }

    @Test func distrustsWhatFfprobeComplainsAbout() throws {
        let words = [
            "[matroska,webm @ 0x5581] [warning] odd", "[matroska,webm @ 0x5581] [error] File ended prematurely",
        ]
        let result = try scan("0,0,K_\n", words: words)
        #expect(result.distrust == [.demuxerComplained("File ended prematurely")])
        #expect(!result.canSeek)
        #expect(try scan("0,0,K_\n", words: Array(words.prefix(1))).distrust.isEmpty)
        // A stream that begins in the middle of a group makes every decoder complain.
        #expect(try scan("0,0,__\n1,1,K_", words: words).canSeek)
    }

    @Test func damageOfTheVideoIsTold() throws {
        let line = "[mpegts @ 0x56] [warning] Packet corrupt (stream = 0, dts = 201600)."
        #expect(try scan("0,0,K_\n", words: [line]).distrust == [.damagedPackets])
        let other = "[mpegts @ 0x56] [warning] Packet corrupt (stream = 1, dts = 201600)."
        #expect(try scan("0,0,K_\n", words: [other]).distrust.isEmpty)
    }

    @Test func needsTheDecoderWhenThereIsNothing() throws {
        #expect(try scan("").needsDecodeScan)
    }

    @Test func doubtsKeysThatAreTooMany() throws {
        let lying = try #require(survey("0,0,K_\n1,1,K_").finish(words: []))
        #expect(lying.packets.callsAllKeys)
        #expect(PictureCheck.doubtsKeys(lying.probe, lying.packets))
        let whole = try #require(survey("0,0,K_\n1,1,K_", codec: "prores").finish(words: []))
        #expect(!PictureCheck.doubtsKeys(whole.probe, whole.packets))
        #expect(PictureCheck.allAreWhole(Array("I\nI,\n\nI\n".utf8)))
        #expect(!PictureCheck.allAreWhole(Array("I\nP\n".utf8)))
        #expect(!PictureCheck.allAreWhole([]))
    }

    @Test func seesPicturesChangeTheirSize() {
        var scan = SizeScan()
        feed("320,180,yuv420p,\n\n320,180,yuv420p\n") { scan.read(line: $0) }
        #expect(!scan.changes)
        feed("180,320,yuv420p\n") { scan.read(line: $0) }
        #expect(scan.changes)
    }

    @Test func theDescriptionIsThatOfAProbe() throws {
        let result = try #require(survey("0,0,K_").finish(words: []))
        #expect(result.probe.video?.codec == "h264")
        #expect(ProbeReport(output: result.document) == result.probe)
        #expect(Survey().finish(words: []) == nil)
    }

    @Test func survivesWhatIsNoPacketList() {
        var numbers = SeededNumbers(seed: 7)
        for _ in 0..<200 {
            var survey = Survey()
            feed("{\n    \"packets\": [") { survey.read(line: $0) }
            for _ in 0..<20 {
                let length = Int.random(in: 0..<60, using: &numbers)
                let tail = (0..<length).map { _ in
                    "0123456789,-:\"pdtsflagKND/A {}]\r\u{FF}".utf8.randomElement(using: &numbers) ?? 0
                }
                let bytes = Array("        { \"codec_type\": \"video\", ".utf8) + tail
                bytes.withUnsafeBytes { survey.read(line: $0) }
            }
            #expect(survey.finish(words: []) == nil)
        }
    }
}
