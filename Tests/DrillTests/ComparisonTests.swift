import Testing

@testable import Drill

/// The comparison itself: what it must not miss.
@Suite struct ComparisonTests {
    private func list(_ frames: [(pts: Int, hash: String)], timeBase: String = "1/1000") -> FrameList {
        FrameList(
            "#format: frame checksums\n#tb 0: \(timeBase)\n"
                + frames.map { "0, \($0.pts), \($0.pts), 40, 100, \($0.hash)\n" }.joined())
    }

    private let reference: [(pts: Int, hash: String)] = [(0, "a"), (40, "b"), (80, "c"), (120, "d")]

    private func difference(_ frames: [(pts: Int, hash: String)], timeBase: String = "1/1000") -> String? {
        list(frames, timeBase: timeBase).difference(from: list(reference), slackMicroseconds: 13)
    }

    @Test func equalVideosAreEqual() {
        #expect(difference(reference) == nil)
        #expect(difference(reference.map { ($0.pts * 90 + 7, $0.hash) }, timeBase: "1/90000") == nil)
    }

    @Test func framesThatAreMissingOrDoubledAreFound() {
        #expect(difference(Array(reference.dropLast())) == "3 frames instead of 4")
        let doubled = [reference[0], reference[0], reference[1], reference[2], reference[3]]
        #expect(difference(doubled)?.hasPrefix("5 frames instead of 4, and picture 1") == true)
    }

    @Test func picturesThatAreSwappedAreFound() {
        let swapped = [(0, "a"), (40, "c"), (80, "b"), (120, "d")]
        #expect(difference(swapped) == "2 pictures of 4 differ, the first is 1")
    }

    @Test func timesThatAreMovedAreFound() {
        #expect(
            difference([(0, "a"), (40, "b"), (81, "c"), (120, "d")])?.hasPrefix("frame 2 is shown at 81000 us") == true)
    }

    @Test func casesFollowFromTheSeed() throws {
        let kind = try #require(MediaKind.all.first)
        let sample = try #require(FilterSample.all.first)
        func words(_ seed: Int) -> String { ExactnessCase(kind, sample, pixelFormat: "yuv420p", seed: seed).words }
        #expect(words(7) == words(7))
        #expect(Set((0..<40).map(words)).count > 8)
        let drawn = FilterSample.drawn(for: kind, seed: 7)
        #expect(drawn.map(\.kind) == FilterSample.Kind.allCases)
        #expect(drawn.map(\.name) == FilterSample.drawn(for: kind, seed: 7).map(\.name))
    }

    @Test func theTablesAreWhole() {
        let names = MediaKind.all.map(\.name)
        #expect(Set(names).count == names.count && names.count >= 100)
        #expect(MediaKind.quick.allSatisfy(names.contains))
        let chains = FilterSample.all.map(\.name)
        #expect(Set(chains).count == chains.count)
        #expect(FilterSample.quick.allSatisfy(chains.contains))
    }
}
