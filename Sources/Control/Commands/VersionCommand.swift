import FarmModel
import FarmWire
import Invocation

/// `renderctl version`
enum VersionCommand: ControlCommand {
    static let shape = CommandShape(name: "version", overview: "Print the version of this program.")

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode { show(call.output) }

    static func show(_ output: Output) -> ExitCode {
        output.show("renderctl \(FarmVersion.current) (protocol \(WireProtocol.version))\n") { json in
            json.object { json in
                json.field("version", FarmVersion.current)
                json.field("protocol", WireProtocol.version)
            }
        }
        return .ok
    }
}
