import Invocation
import LinuxIO

/// `farm-drill`: measures the farm itself, with tasks that do nothing and with videos of every kind.
public enum DrillProgram {
    static let shape = CommandShape(
        name: "farm-drill", overview: "Measures how fast the farm and its parts are, and how exact its videos.",
        commands: [
            DispatchOptions.shape, ReplayDrill.shape, ReadDrill.shape, ScaleOptions.shape, RenderDrillOptions.shape,
            ExactnessOptions.shape,
        ],
        notes: ["EXIT STATUS: 0 ok, 1 failed, 64 wrong use"])

    /// Does what `arguments`, those behind the program's name, ask for. Returns the exit status.
    public static func run(_ arguments: [String]) -> Int32 {
        ignoreBrokenPipes()
        do throws(UserError) {
            let parsed = try shape.parse(arguments)
            if parsed.wantsHelp {
                StandardOutput.write(shape.helpText(command: parsed.commandName))
                return ExitCode.ok.rawValue
            }
            switch parsed.commandName {
            case "dispatch": try DispatchDrill(try DispatchOptions(parsed)).run()
            case "replay": try ReplayDrill(parsed).run()
            case "read": try ReadDrill(parsed).run()
            case "scale": try ScaleDrill(options: try ScaleOptions(parsed)).run()
            case "render": try RenderDrill(options: try RenderDrillOptions(parsed)).run()
            case "exactness":
                let hasPassed = try ExactnessDrill.run(try ExactnessOptions(parsed)) { StandardOutput.write($0 + "\n") }
                return (hasPassed ? ExitCode.ok : .failed).rawValue
            default:
                throw UserError(
                    "no command was given", cause: "`farm-drill` does nothing by itself",
                    hint: "see `farm-drill --help`; there are: dispatch, replay, read, scale, render, exactness",
                    exitCode: .usage)
            }
            return ExitCode.ok.rawValue
        } catch {
            StandardError.write(error.text)
            return error.exitCode.rawValue
        }
    }
}
