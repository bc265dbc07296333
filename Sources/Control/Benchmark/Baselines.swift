import FarmFigures
import FarmModel
import Invocation
import LinuxIO
import MediaPlan
import MediaStages

/// One ffmpeg for the whole video, with the filters, the encoder's settings and the audio of the farm's job.
final class Baselines {
    let input: Benchmark.Input
    let ffmpegVersion: String
    /// The encoder keeps every pixel: equal videos are equal to the bit, however they were cut.
    let isLossless: Bool
    /// What the last serial run made: the measure of what the farm makes.
    let serialOutput: String
    private let plainOutput: String
    private let serial: SerialInvocation
    private let plain: SerialInvocation
    private let turning: Turning

    init(_ video: VideoRequest, in folder: String, _ turning: Turning) throws(UserError) {
        self.turning = turning
        let suffix = OutputContainer.usualExtension(for: video)
        serialOutput = "\(folder)/serial.\(suffix)"
        plainOutput = "\(folder)/plain.\(suffix)"
        do throws(MediaError) {
            serial = try prepareSerialRun(video, to: serialOutput, threads: 1, programs: .ofEnvironment)
            plain = try prepareSerialRun(
                video, to: plainOutput, threads: RenderCommand.threadsAsFFmpegLikes, programs: .ofEnvironment)
        } catch {
            throw error.asUserError
        }
        input = try Self.facts(video.input, serial.input)
        ffmpegVersion = serial.ffmpegVersion
        isLossless = EncoderFacts.keepsEveryPixel(video.encoding)
    }

    private static func facts(_ path: String, _ input: SerialInvocation.Input) throws(UserError) -> Benchmark.Input {
        let size: Int64
        do throws(SystemError) {
            size = try Files.facts(path).sizeBytes
        } catch {
            throw UserError("\(path) cannot be looked at", cause: error.cause)
        }
        return Benchmark.Input(
            path: path, sizeBytes: size, frames: input.frames, seconds: input.seconds, width: input.video.width,
            height: input.video.height, codec: input.video.codec)
    }

    var commands: [Benchmark.NamedCommand] {
        [
            .init("serial", shellQuoted([serial.program] + serial.arguments)),
            .init("plain", shellQuoted([plain.program] + plain.arguments)),
        ]
    }

    func run(_ kind: BenchmarkRun.Kind, round: Int) throws(UserError) -> BenchmarkRun {
        let invocation = kind == .serial ? serial : plain
        var progress = ProgressParser()
        var complaints = ErrorTail()
        let watch = MachineWatch()
        let finished = try turning.run(
            SpawnRequest(program: invocation.program, arguments: invocation.arguments),
            onOutput: { stream, bytes in
                if stream == .standardOutput { progress.read(bytes) } else { complaints.read(bytes) }
            })
        guard finished.status.isSuccess else {
            throw UserError(
                "\(kind.words) failed", cause: complaints.lines.last.map(printable) ?? "\(finished.status)")
        }
        return BenchmarkRun(
            kind: kind, round: round, wallSeconds: finished.wallSeconds, processorSeconds: finished.processorSeconds,
            frames: progress.last?.frame ?? 0,
            machine: watch.use(ofRunSeconds: finished.processorSeconds, cores: MachineProbe.usableCores()))
    }
}
