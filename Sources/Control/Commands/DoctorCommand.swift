import Invocation

/// `renderctl doctor`
enum DoctorCommand: ControlCommand {
    static let shape = CommandShape(
        name: "doctor", overview: "Look over this machine and its way to the coordinator, and say what to do.",
        arguments: [
            ArgumentShape(
                "PATH", help: "Inputs, or folders of them, to look at as well.", isOptional: true, isRepeated: true)
        ],
        notes: ["EXIT STATUS: 0 nothing is in the way, 1 there is a problem"])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let facts = try FactFinder(call: call, paths: call.parsed.repeatedArgument("PATH")).facts()
        let page = DoctorPage(facts: facts, findings: Diagnosis(facts: facts).findings)
        call.output.show(page.text(width: call.output.width ?? 100)) { page.write(to: &$0) }
        return page.hasProblems ? .failed : .ok
    }
}
