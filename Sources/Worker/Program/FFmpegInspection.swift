import FarmModel
import Invocation
import LinuxIO
import MediaPlan
import MediaStages

/// The ffmpeg and ffprobe of this machine: where they are and what they can do.
struct FFmpegInspection: Equatable, Sendable {
    let facts: FFmpegFacts
    let ffmpegPath: String
    let ffprobePath: String

    /// Asks the programs; blocks for as long as they take to answer.
    init(ffmpeg: String, ffprobe: String) throws(UserError) {
        ffmpegPath = try Self.find(ffmpeg, variable: "FARM_FFMPEG")
        ffprobePath = try Self.find(ffprobe, variable: "FARM_FFPROBE")
        let version = try Self.ask(ffmpegPath, FFmpegFacts.versionArguments)
        let encoders = try Self.ask(ffmpegPath, FFmpegFacts.encodersArguments)
        let options = try Self.ask(ffmpegPath, FFmpegFacts.optionsArguments)
        guard
            var facts = FFmpegFacts(versionOutput: version, encodersOutput: encoders, optionsOutput: options)
        else {
            throw UserError(
                "\(ffmpegPath) is not an ffmpeg", cause: "it does not say its version as ffmpeg does",
                hint: "set FARM_FFMPEG to the path of an ffmpeg", exitCode: .configuration)
        }
        guard !facts.isTooOld else {
            throw UserError(
                "\(ffmpegPath) is too old", cause: "it is version \(facts.version)",
                hint: "install ffmpeg \(FFmpegFacts.oldest.major).\(FFmpegFacts.oldest.minor) or later",
                exitCode: .configuration)
        }
        _ = try Self.ask(ffprobePath, ["-version"])
        facts.builds = encoderBuilds(of: facts, ffmpegPath: ffmpegPath, versionOutput: version)
        self.facts = facts
    }

    private static func find(_ program: String, variable: String) throws(UserError) -> String {
        guard let path = findProgram(program) else {
            let place = program.contains("/") ? "there is no program \(program)" : "it is not in PATH"
            throw UserError(
                "cannot find \(program)", cause: place,
                hint: "install it (`apt install ffmpeg`), or set \(variable) to its path", exitCode: .configuration)
        }
        do throws(SystemError) {
            // Attempts run in folders of their own, where a relative path would lead elsewhere.
            return try Files.absolutePath(path)
        } catch {
            throw UserError("cannot use \(path)", cause: error.cause, exitCode: .configuration)
        }
    }

    private static func ask(_ program: String, _ arguments: [String]) throws(UserError) -> [UInt8] {
        let result: CommandResult
        do throws(SystemError) {
            result = try runCommand(
                SpawnRequest(program: program, arguments: arguments),
                timeoutMilliseconds: WorkerLimits.ffmpegQuestionMilliseconds)
        } catch {
            throw UserError("cannot run \(program)", cause: error.cause, exitCode: .configuration)
        }
        guard result.endedBy == .itself, result.status.isSuccess else {
            let reason = result.endedBy == .timeOut ? "it did not answer in time" : result.status.description
            throw UserError(
                "\(program) does not work", cause: "`\(arguments.joined(separator: " "))`: \(reason)",
                hint: "run it by hand to see what is wrong", exitCode: .configuration)
        }
        return result.standardOutput
    }
}
