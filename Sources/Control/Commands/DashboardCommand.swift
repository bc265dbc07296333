import Invocation

/// `renderctl dashboard`
enum DashboardCommand: ControlCommand {
    static let shape = CommandShape(
        name: "dashboard",
        overview: """
            Print the address of the farm's page for a browser. In a farm with a secret it has a token in it, which opens \
            the page for a while: hand it on only to those who may do what you may do.
            """, options: [AccessLink.validity])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let address = try AccessLink.address(call)
        call.output.show("\(address)\n") { json in json.object { $0.field("address", address) } }
        return .ok
    }
}
