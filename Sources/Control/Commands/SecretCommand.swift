import FarmSecrets
import FarmWire
import Invocation

/// `renderctl secret new [FILE]`
enum SecretCommand: ControlCommand {
    static let shape = CommandShape(
        name: "secret",
        overview: """
            Make a secret, which a farm needs that listens beyond one machine. The coordinator and all who talk to it \
            are given the same file; or, with --for, a secret made from it that opens only one side of the farm. `token` \
            prints what opens the farm's web interface for a while: curl -H "Authorization: Bearer TOKEN".
            """,
        arguments: [
            ArgumentShape("ACTION", help: "What to do: new, or token."),
            ArgumentShape(
                "FILE", help: "The file to make (default: farm.secret, workers.secret, clients.secret).",
                isOptional: true),
        ],
        options: [
            .value(
                "for", placeholder: "WHOM",
                help: "workers: it lets them render and nothing else; clients: submit, look and steer, but not render."),
            AccessLink.validity,
        ],
        notes: [
            "EXAMPLES:",
            "  renderctl secret new",
            "  renderctl --secret-file farm.secret secret new --for workers",
            "  renderctl --secret-file farm.secret secret token --valid 7d",
        ])

    private enum Action: String, CaseIterable { case new, token }

    private enum Holder: String, CaseIterable {
        case workers, clients

        var scope: FarmSecret.Scope { self == .workers ? .workers : .clients }
    }

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        switch try Quantity.choice(call.parsed.argument("ACTION"), of: Action.self, for: "ACTION") {
        case .new: return try makeFile(call)
        case .token: return try showToken(call)
        }
    }

    private static func showToken(_ call: ControlCall) throws(UserError) -> ExitCode {
        guard let token = try AccessLink.token(call) else {
            throw UserError(
                "there is no secret to make a token from", cause: "no --secret-file was given",
                hint: "a farm without a secret needs no token", exitCode: .usage)
        }
        call.output.show("\(token)\n") { json in json.object { $0.field("token", token) } }
        return .ok
    }

    private static func makeFile(_ call: ControlCall) throws(UserError) -> ExitCode {
        let scope = try call.parsed.choice("for", of: Holder.self)?.scope ?? .farm
        let path = try absolute(call.parsed.optionalArgument("FILE") ?? "\(scope.rawValue).secret", for: "FILE")
        try SecretFile.create(path, try secret(for: scope, call))
        call.output.show("\(printable(path))\n") { json in
            json.object { json in
                json.field("secret_file", path)
                json.field("for", scope.rawValue)
            }
        }
        if scope == .farm {
            call.output.note(
                "coordinatord, render-worker and renderctl take it with --secret-file, or from FARM_SECRET_FILE")
        }
        return .ok
    }

    /// A restricted secret is made from the farm's own, so that the coordinator knows it as well.
    private static func secret(for scope: FarmSecret.Scope, _ call: ControlCall) throws(UserError) -> FarmSecret {
        guard scope != .farm else { return try SecretFile.fresh() }
        guard let source = call.secretFile else {
            throw UserError(
                "a secret for \(scope.rawValue) is made from the farm's own", cause: "no --secret-file was given",
                hint: "renderctl --secret-file farm.secret secret new --for \(scope.rawValue)", exitCode: .usage)
        }
        let secret = try SecretFile.read(source)
        guard secret.scope == .farm, let restricted = secret.restricted(to: scope, code: hmacSHA256) else {
            throw UserError(
                "no secret for \(scope.rawValue) can be made from \(source)",
                cause: "it holds one for \(secret.scope.rawValue), and only the farm's own leads to others",
                hint: "use the file that the coordinator has", exitCode: .refused)
        }
        return restricted
    }
}
