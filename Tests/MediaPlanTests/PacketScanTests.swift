import Testing

@testable import MediaPlan

@Suite struct PacketScanTests {
    private func scan(_ text: String, complaint: String? = nil) -> PacketScan.Result {
        var scan = PacketScan()
        feed(text) { scan.read(line: $0) }
        return scan.finish(complaint: complaint)
    }

    @Test func sortsFramesByTimeAndFindsKeys() {
        let result = scan("0,-1024,K_\n1536,-512,__\n512,0,__\n1024,512,__\n2048,1024,K_\n")
        #expect(result.pts == [0, 512, 1024, 1536, 2048])
        #expect(result.keys == [0, 2048])
        #expect(result.distrust.isEmpty)
        #expect(!result.needsDecodeScan)
    }

    @Test func leavesDiscardedPacketsOutButSeeksToThem() {
        let result = scan("-512,-512,KD\n0,0,__\n512,512,__\n")
        #expect(result.pts == [0, 512])
        #expect(result.keys == [-512])
        #expect(!result.needsDecodeScan)
    }

    @Test func readsLinesWithSideDataAndBlankLines() {
        let result = scan("133200,126000,K_,\n\n147600,129600,__,\r\n,\n")
        #expect(result.pts == [133_200, 147_600])
        #expect(result.distrust.isEmpty)
    }

    @Test(arguments: [
        ("N/A,0,K_\n1,1,__", PacketScan.Distrust.missingTimestamps(1)),
        ("0,0,K_\n1,0,__", .disorderedDecodeTimes(1)),
        ("0,0,K_\n0,1,__", .repeatedTimestamps(1)),
        ("0,0,__\n1,1,K_", .startsWithoutKeyFrame),
        ("5,0,K_\n1,1,__", .framesBeforeFirstKey),
        ("0,0,K_\nwhat", .unreadableLines(1)),
        ("0,0,K_\n99999999999999999,1,__", .missingTimestamps(1)),
    ])
    func distrusts(_ text: String, _ reason: PacketScan.Distrust) {
        let result = scan(text)
        #expect(result.distrust.contains(reason))
        #expect(result.needsDecodeScan)
    }

    @Test func distrustsAContainerThatFfprobeComplainsAbout() {
        let result = scan("0,0,K_\n", complaint: "truncated file")
        #expect(result.distrust == [.demuxerComplained("truncated file")])
        #expect(!result.canSeek)
    }

    @Test func needsTheDecoderWhenThereIsNothing() {
        #expect(scan("").needsDecodeScan)
    }

    @Test func survivesWhatIsNoPacketList() {
        var numbers = SeededNumbers(seed: 7)
        for _ in 0..<200 {
            var scan = PacketScan()
            for _ in 0..<20 {
                let length = Int.random(in: 0..<60, using: &numbers)
                let bytes = (0..<length).map { _ in
                    "0123456789,-NKD/A \r\u{FF}".utf8.randomElement(using: &numbers) ?? 0
                }
                bytes.withUnsafeBytes { scan.read(line: $0) }
            }
            let result = scan.finish(complaint: nil)
            #expect(zip(result.pts, result.pts.dropFirst()).allSatisfy { $0 <= $1 })
        }
    }
}
