import Invocation
import LinuxIO

/// The ffmpeg and ffprobe that make the media and the references: those that the farm uses as well.
struct ExternalPrograms {
    let ffmpeg: String
    let ffprobe: String
    let encoders: Set<String>
    /// `-fps_mode`, where the version knows it.
    private let passthroughOption: String

    init() throws(UserError) {
        ffmpeg = environmentValue("FARM_FFMPEG") ?? "ffmpeg"
        ffprobe = environmentValue("FARM_FFPROBE") ?? "ffprobe"
        let list = try Self.ask(ffmpeg, ["-hide_banner", "-encoders"])
        encoders = Set(
            list.split(separator: "\n").compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) })
        let help = try Self.ask(ffmpeg, ["-hide_banner", "-h", "long"])
        passthroughOption = help.split(separator: "\n").contains { $0.hasPrefix("-fps_mode") } ? "-fps_mode" : "-vsync"
    }

    /// Each frame once, at its own time.
    var passthrough: [String] { [passthroughOption, "passthrough"] }

    private static func ask(_ program: String, _ arguments: [String]) throws(UserError) -> String {
        do throws(SystemError) {
            let result = try runCommand(
                SpawnRequest(program: program, arguments: arguments),
                timeoutMilliseconds: ExactnessLimits.questionMilliseconds)
            guard result.isSuccess else {
                throw SystemError(operation: "ask", subject: program, code: 0, detail: result.status.description)
            }
            return String(decoding: result.standardOutput, as: UTF8.self)
        } catch {
            throw UserError(
                "\(program) cannot be used", cause: error.description, hint: "name another one in FARM_FFMPEG")
        }
    }
}
