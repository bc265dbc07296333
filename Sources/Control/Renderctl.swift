import FarmDiscovery
import FarmModel
import Invocation
import LinuxIO

/// `renderctl`: asks a coordinator, and shows its answers.
public enum Renderctl {
    static var commands: [any ControlCommand.Type] {
        [
            SubmitCommand.self, DrawCommand.self, RunCommand.self, PlanCommand.self, JobsCommand.self, ShowCommand.self,
            ReportCommand.self,
            LogsCommand.self, WatchCommand.self, InboxCommand.self, CancelCommand.self, PauseCommand.self,
            ResumeCommand.self, RetryCommand.self, FetchCommand.self,
            PriorityCommand.self, WorkersCommand.self, DrainCommand.self, KickCommand.self, CleanCommand.self,
            BenchCommand.self, CompareCommand.self, GenerateCommand.self, VerifyCommand.self, FiltersCommand.self,
            SecretCommand.self, DashboardCommand.self, DoctorCommand.self, CompletionsCommand.self,
            VersionCommand.self, HelpCommand.self,
        ]
    }

    static let shape = CommandShape(
        name: "renderctl", overview: "Submits videos to a render farm, and shows what becomes of them.",
        options: [
            .value(
                "coordinator", placeholder: "HOST:PORT",
                help: "Where the coordinator listens (default: FARM_COORDINATOR, or 127.0.0.1:7420)."),
            .value(
                "secret-file", placeholder: "FILE",
                help: "The farm's secret, or its secret for clients (default: FARM_SECRET_FILE)."),
            .flag("json", help: "Print one JSON document on stdout, errors included."), .version, .manual,
        ],
        commands: commands.map { $0.shape },
        notes: [
            "EXIT STATUS: 0 ok, 1 failed, 2 the job ended failed, 64 wrong use,",
            "             69 no coordinator, 77 refused, 78 configuration, 130 interrupted",
        ])

    /// Does what `words`, the arguments behind the program's name, ask for. Returns the exit status.
    public static func run(_ words: [String]) -> Int32 {
        ignoreBrokenPipes()
        return run(words, .ofThisProcess(isJSON: wantsJSON(words)))
    }

    /// Known before the words are understood: a wrong command line is an error in JSON, too.
    static func wantsJSON(_ words: [String]) -> Bool { words.prefix { $0 != "--" }.contains("--json") }

    static func run(_ words: [String], _ output: Output) -> Int32 {
        do throws(UserError) {
            return try perform(words, output).rawValue
        } catch {
            output.show(error)
            return error.exitCode.rawValue
        }
    }

    private static func perform(_ words: [String], _ output: Output) throws(UserError) -> ExitCode {
        let parsed = try shape.parse(words)
        if parsed.wantsHelp { return HelpCommand.show(parsed.commandName, output) }
        if parsed.has("version") { return VersionCommand.show(output) }
        if parsed.has("manual") {
            output.writeData(Array(ManualPage(shape, version: FarmVersion.current).text.utf8))
            return .ok
        }
        guard let name = parsed.commandName, let command = commands.first(where: { $0.shape.name == name }) else {
            let names = commands.map { $0.shape.name }.joined(separator: ", ")
            throw UserError(
                "no command was given", cause: "`renderctl` does nothing by itself",
                hint: "see `renderctl help`; there are: \(names)", exitCode: .usage)
        }
        return try command.run(try call(parsed, output))
    }

    static func call(_ parsed: ParsedCommand, _ output: Output) throws(UserError) -> ControlCall {
        var settings = Settings(options: parsed, environment: environmentValue, file: nil)
        let address = try settings.hostPort("coordinator", option: "coordinator", variable: "FARM_COORDINATOR")
        let variable = environmentValue("FARM_COORDINATOR") ?? ""
        let secretFile = try settings.optionalText("secret_file", option: "secret-file", variable: "FARM_SECRET_FILE")
        let port = try settings.integer(
            "discovery_port", variable: "FARM_DISCOVERY_PORT", in: 1...65_535,
            default: Int(DiscoveryLimits.standardPort))
        return ControlCall(
            parsed: parsed, output: output, address: address,
            isAddressGiven: parsed.has("coordinator") || !variable.isEmpty, secretFile: secretFile,
            search: FarmSearch(port: UInt16(port)))
    }
}
