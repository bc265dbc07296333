import FarmModel
import Foundation
import Invocation
import Testing

@testable import Control

@Suite struct RenderOptionsTests {
    private func options(_ words: String...) throws -> RenderOptions {
        try RenderOptions(Renderctl.shape.parse(["submit"] + words))
    }

    private func failure(_ words: String...) -> UserError? {
        do {
            _ = try RenderOptions(Renderctl.shape.parse(["submit"] + words))
            return nil
        } catch {
            return error
        }
    }

    private func preset(_ text: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("mine.json")
        try Data(text.utf8).write(to: file)
        return file.path
    }

    @Test func makesPathsAbsolute() throws {
        let here = FileManager.default.currentDirectoryPath
        let video = try options("in.mp4", "-o", "../out.mp4").video
        #expect(video.input == here + "/in.mp4")
        #expect(video.output == URL(fileURLWithPath: here).deletingLastPathComponent().path + "/out.mp4")
        #expect(failure("")?.summary == "INPUT is empty")
    }

    @Test func readsEveryFlag() throws {
        let all = try options(
            "/in.mp4", "-o", "/out.mkv", "--filter", "hflip", "--encoder", "libx265", "--crf", "21",
            "--encoder-preset", "slow", "--pixel-format", "yuv420p10le", "--chunk-seconds", "2.5", "--cut", "fast",
            "--warmup", "12", "--audio", "none", "--max-parallel", "3", "--threads", "2", "--priority", "9",
            "--max-attempts", "5", "--keep-temp", "--overwrite")
        #expect(
            all.request
                == JobRequest(
                    work: .video(
                        VideoRequest(
                            input: "/in.mp4", output: "/out.mkv", filter: "hflip",
                            encoding: EncoderSettings(
                                encoder: "libx265", crf: 21, encoderPreset: "slow", pixelFormat: "yuv420p10le"),
                            chunking: .duration(milliseconds: 2500), cut: .fast, warmUpFrames: 12, audio: .none,
                            threads: 2, overwrite: true)),
                    priority: 9, maxParallel: 3, maxAttempts: 5, keepTemporary: true))
    }

    @Test func readsThePartThePictureAndTheEncoder() throws {
        let video = try options(
            "/in.mp4", "--from", "1:30.5", "--to", "0:02:00", "--size", "1280x-2", "--fps", "30000/1001", "--strict",
            "--bitrate", "2.5M", "--tune", "film", "--encoder-option", "bframes=2", "--encoder-option", "ref=4",
            "--cut", "scene", "--audio", "encode", "--audio-codec", "aac", "--audio-bitrate", "192k"
        ).video
        #expect(
            video
                == VideoRequest(
                    input: "/in.mp4", fromMicroseconds: 90_500_000, toMicroseconds: 120_000_000,
                    size: PictureSize(width: 1280, height: -2), frameRate: Rational(30_000, 1_001), isStrict: true,
                    encoding: EncoderSettings(
                        bitsPerSecond: 2_500_000, tune: "film",
                        encoderOptions: [EncoderOption("bframes", "2"), EncoderOption("ref", "4")]), cut: .scene,
                    audio: .encode, audioCodec: "aac", audioBitsPerSecond: 192_000))
        #expect(try options("/in.mp4", "--qp", "20").video.encoding.qp == 20)
        #expect(throws: UserError.self) { try options("/in.mp4", "--qp", "20", "--crf", "20") }
    }

    @Test func aFlagForTheRateSetsAsideThatOfThePreset() throws {
        let path = try preset(
            #"{"crf": 3, "tune": "grain", "encoder_options": ["aq-mode=2"], "fps": "25", "size": "64x64", "audio_codec": "flac"}"#
        )
        let video = try options("/in.mp4", "--preset", path, "--bitrate", "800k").video
        #expect(video.encoding.crf == nil)
        #expect(video.encoding.bitsPerSecond == 800_000)
        #expect(video.encoding.tune == "grain")
        #expect(video.encoding.encoderOptions == [EncoderOption("aq-mode", "2")])
        #expect(video.frameRate == Rational(25, 1))
        #expect(video.size == PictureSize(width: 64, height: 64))
        #expect(video.audioCodec == "flac")
    }

    @Test func flagsBeatThePreset() throws {
        let path = try preset(
            #"{"description": "d", "filter": "vflip", "encoder": "ffv1", "crf": 3, "threads": 4, "audio": "encode", "output_extension": "mkv"}"#
        )
        let plain = try options("/in.mp4", "--preset", path)
        #expect(plain.video.filter == "vflip")
        #expect(plain.video.encoding.encoder == "ffv1")
        #expect(plain.video.audio == .encode)
        #expect(plain.video.outputExtension == "mkv")
        let changed = try options("/in.mp4", "--preset", path, "--filter", "hflip", "--crf", "9", "--threads", "1")
        #expect(changed.video.filter == "hflip")
        #expect(changed.video.encoding.crf == 9)
        #expect(changed.video.threads == 1)
        #expect(changed.video.encoding.encoder == "ffv1")
    }

    @Test func explainsWhatIsWrongWithAPreset() throws {
        let unknown = failure("/in.mp4", "--preset", try preset("{\n \"fliter\": \"vflip\"}"))
        #expect(unknown?.cause == "line 2, column 12: the key `fliter` is not known")
        #expect(unknown?.hint?.hasPrefix("did you mean `filter`?") == true)
        #expect(unknown?.exitCode == .configuration)
        #expect(failure("/in.mp4", "--preset", "/nowhere/x.json")?.cause == "no such file or directory")
        #expect(failure("/in.mp4", "--preset", "no-such-preset")?.exitCode == .configuration)
    }

    @Test func namesTheDefaultOutputOfRun() throws {
        let here = FileManager.default.currentDirectoryPath
        func output(_ input: String, _ outputExtension: String? = nil) throws -> String {
            var options = try options(input)
            options.video.outputExtension = outputExtension
            return try RunCommand.defaultOutput(options)
        }
        #expect(try output("/v/clip.mp4") == here + "/clip.rendered.mp4")
        #expect(try output("/v/clip.MKV") == here + "/clip.rendered.mkv")
        #expect(try output("/v/clip.webm") == here + "/clip.rendered.mp4")
        #expect(try output("/v/clip.mp4", "mkv") == here + "/clip.rendered.mkv")
        #expect(try output("/v/a.b.mov") == here + "/a.b.rendered.mov")
        #expect(try output("/v/clip") == here + "/clip.rendered.mp4")
        #expect(try output("/v/.hidden") == here + "/.hidden.rendered.mp4")
    }
}
