import FarmModel
import Testing

@testable import MediaPlan

@Suite struct FrameListTests {
    private let head = "#software: Lavf59.27.100\n#tb 0: 1/12800\n#media_type 0: video\n"

    @Test func readsDecodedFrames() {
        var scan = DecodeScan()
        feed(head + "0,          0,          0,        1,    86400, 0x1\n0, 512, 512, 1, 86400, 0x2") {
            scan.read(line: $0)
        }
        let result = scan.finish()
        #expect(result == .init(pts: [0, 512], isIncreasing: true, changesSize: false, hasTooMany: false))
    }

    @Test func noticesTimesThatRunBackAndPicturesThatChangeSize() {
        var scan = DecodeScan()
        feed("0, 0, 100, 1, 10, 0x1\n0, 0, 99, 1, 20, 0x2\n1, 0, 5, 1, 1, 0x0") { scan.read(line: $0) }
        let result = scan.finish()
        #expect(result.pts == [100, 99])
        #expect(!result.isIncreasing)
        #expect(result.changesSize)
    }

    private func hashes(_ text: String, base: String = "1/12800") -> FrameHashes {
        var hashes = FrameHashes()
        feed("#tb 0: \(base)\n" + text) { hashes.read(line: $0) }
        return hashes
    }

    private let first = String(repeating: "0a", count: 16)
    private let second = String(repeating: "f1", count: 16)

    @Test func equalVideosAreEqualInAnyTimeBase() {
        let left = hashes("0, 0, 0, 1, 9, \(first)\n0, 0, 12800, 1, 9, \(second)")
        let right = hashes("0, 0, 0, 1, 9, \(first)\n0, 0, 1000, 1, 9, \(second)", base: "1/1000")
        let comparison = VideoComparison(left, right)
        #expect(comparison.areEqual)
        #expect(comparison.largestTimestampDifferenceSeconds == 0)
    }

    @Test func namesTheFirstDifference() {
        let left = hashes("0, 0, 0, 1, 9, \(first)\n0, 0, 12800, 1, 9, \(second)")
        let right = hashes("0, 0, 0, 1, 9, \(first)\n0, 0, 12900, 1, 9, \(first)")
        let comparison = VideoComparison(left, right)
        #expect(!comparison.areEqual)
        #expect(comparison.firstDifferentPixels == 1)
        #expect(comparison.firstDifferentTimestamp == 1)
        #expect(comparison.largestTimestampDifferenceSeconds == 100.0 / 12800)
    }

    @Test func emptyAndShorterVideosAreNotEqual() {
        let one = hashes("0, 0, 0, 1, 9, \(first)")
        #expect(!VideoComparison(hashes(""), hashes("")).areEqual)
        #expect(!VideoComparison(one, hashes("")).areEqual)
    }

    @Test func skipsWhatIsNoFrame() {
        let list = hashes("0, 0, 0, 1, 9, nonsense\n0,0\n-1, 0, 0, 1, 9, \(first)\n0, 0, x, 1, 9, \(first)")
        #expect(list.pts.isEmpty)
    }
}
