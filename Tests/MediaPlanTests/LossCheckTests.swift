import FarmModel
import Testing

@testable import MediaPlan

@Suite struct LossCheckTests {
    private func losses(
        _ original: ProbeReport, _ output: ProbeReport, into container: String = "mkv",
        request: VideoRequest = VideoRequest(input: "/i")
    ) -> [String] {
        let container = Fixtures.container(container)
        return LossCheck(
            original: original, output: output,
            tracks: TrackPlan(probe: original, container: container, request: request, source: 1), request: request,
            settings: RequestCheck.settings(of: request, probe: original), container: container
        ).losses
    }

    private var original: ProbeReport {
        var probe = Fixtures.probe(audio: ["aac"], subtitles: ["subrip"])
        probe.streams[0].colorSpace = "bt709"
        probe.streams[0].sampleAspectRatio = "4:3"
        probe.streams[1].tags = [MediaTag("language", "eng"), MediaTag("title", "Comment")]
        probe.streams[1].dispositions = ["comment"]
        probe.streams[1].channels = 6
        probe.tags = [MediaTag("title", "Whole"), MediaTag("encoder", "Lavf"), MediaTag("major_brand", "isom")]
        var chapter = ProbedChapter()
        chapter.startMicroseconds = 1_000_000
        chapter.title = "One"
        probe.chapters = [chapter]
        return probe
    }

    @Test func nothingIsLostWhereNothingChanged() {
        #expect(losses(original, original) == [])
    }

    @Test func eachLossHasItsSentence() {
        var output = original
        output.streams[0].colorSpace = "unknown"
        output.streams[0].sampleAspectRatio = "1:1"
        output.streams[0].tags = []
        output.streams[1].tags = []
        output.streams[1].dispositions = []
        output.streams[1].channels = 2
        output.streams.removeLast()
        output.tags = []
        output.chapters[0].startMicroseconds = 2_000_000
        output.chapters[0].title = nil
        #expect(
            losses(original, output) == [
                "the shape of the pixels (4:3) is not noted any more",
                "the colour space (bt709) is not noted any more", "the language of the video (deu) is lost",
                "the language of audio stream 1 (eng) is lost", "the title of audio stream 1 (Comment) is lost",
                "audio stream 1 is not marked as comment any more", "audio stream 1 had 6 channels and has 2",
                "of 1 subtitle streams 0 came through", "1 chapters begin at another time",
                "the titles of 1 chapters are lost",
                "tags of the file that .mkv does not hold are lost: title",
            ])
    }

    @Test func behindAFilterThePicturesMayBeOthers() {
        var output = original
        output.streams[0].colorSpace = nil
        output.streams[0].sampleAspectRatio = "1:1"
        #expect(losses(original, output, request: VideoRequest(input: "/i", filter: "setsar=1")) == [])
    }
}
