import FarmModel
import FarmWire
import Invocation
import LinuxIO
import MediaPlan
import MediaStages

/// `renderctl plan INPUT`
enum PlanCommand: ControlCommand {
    static let shape = CommandShape(
        name: "plan",
        overview: """
            Show what `submit` would do with the same flags: every chunk and every warning. Renders nothing; the input has \
            to be readable here.
            """,
        arguments: [RenderOptions.input],
        options: RenderOptions.shapes + [
            .value(
                "slots", placeholder: "N",
                help: "Plan for so many slots (default: those of the farm, or this machine's cores)."),
            .flag("commands", help: "Print the ffmpeg command of every chunk."),
            .flag(
                "prove",
                help: "Try the filters on this input both ways, whole and in pieces, at three places, and compare."),
        ],
        exclusive: RenderOptions.exclusive)

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let options = try RenderOptions(call.parsed)
        let chosen = try call.parsed.integer("slots", in: 1...1_000_000)
        let slots = if let chosen { chosen } else { try slotsOfFarm(call) }
        var video = options.video
        let output: String
        if let wanted = video.output {
            output = wanted
        } else {
            // Nobody asked for this name, so what lies there already is no obstacle.
            output = try RunCommand.defaultOutput(options)
            video.overwrite = true
        }
        let findings: PlanFindings
        var trial: [SeamTrialResult] = []
        do throws(MediaError) {
            findings = try planVideo(video, output: output, slots: slots, programs: .ofEnvironment)
            if call.parsed.has("prove") { trial = try tryChain(findings, programs: .ofEnvironment) }
        } catch {
            throw error.asUserError
        }
        let page = PlanPage(
            findings: findings, output: output, slots: slots, showsCommands: call.parsed.has("commands"), trial: trial)
        call.output.show(page.text(width: call.output.width)) { page.write(to: &$0) }
        return .ok
    }

    /// A farm that does not answer has no say; planning needs none.
    private static func slotsOfFarm(_ call: ControlCall) throws(UserError) -> Int {
        let farm = try call.farm()
        do throws(ConnectionProblem) {
            guard case .status(let status) = try CoordinatorClient(farm).ask(.status), status.slots > 0 else {
                return MachineProbe.usableCores()
            }
            return status.slots
        } catch {
            if call.isAddressGiven { throw error.asUserError(call.address) }
            return MachineProbe.usableCores()
        }
    }
}
