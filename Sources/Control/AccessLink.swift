import FarmSecrets
import FarmWire
import Invocation
import LinuxIO

/// What opens the farm's web interface for a while.
enum AccessLink {
    static let validity = OptionShape.value(
        "valid", placeholder: "D",
        help: "How long the token opens the farm, as in 12h or 7d (default: 24h, at most 31d).")

    /// Nil where the farm has no secret.
    static func token(_ call: ControlCall) throws(UserError) -> String? {
        let seconds = try call.parsed.span("valid").map { Int64($0 / 1_000) } ?? AccessToken.usualSeconds
        guard (1...AccessToken.longestSeconds).contains(seconds) else {
            throw UserError(
                "--valid is out of bounds", cause: "a token opens the farm for 1 second to 31 days",
                hint: "make another one when its time is over", exitCode: .usage)
        }
        return token(for: try call.farm(), seconds: seconds)
    }

    static func token(for farm: FarmEndpoint, seconds: Int64 = AccessToken.usualSeconds) -> String? {
        guard let secret = farm.secret else { return nil }
        return AccessToken.make(
            endingAt: FarmClock.wallMilliseconds() / 1_000 + seconds, secret: secret, code: hmacSHA256)
    }

    /// The address for a browser.
    static func address(_ call: ControlCall) throws(UserError) -> String {
        guard let token = try token(call) else { return "http://\(call.address)/" }
        return "http://\(call.address)\(HTTPAccess.entrance)?token=\(token)"
    }
}
