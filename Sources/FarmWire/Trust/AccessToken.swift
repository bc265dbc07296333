/// What opens the web interface of a farm for a while: made from the clients' secret by whoever has it, and checked by
/// the coordinator with the same. It says when it ends, and nobody without the secret can make one that says another
/// time.
public enum AccessToken {
    /// As long as a working day and a night of rendering.
    public static let usualSeconds: Int64 = 24 * 3_600
    /// Whoever needs it for longer makes another one: a token may lie about in the history of a browser.
    public static let longestSeconds: Int64 = 31 * 24 * 3_600

    /// - Parameter end: in seconds since 1970.
    public static func make(endingAt end: Int64, secret: FarmSecret, code: MessageCode) -> String? {
        signature(endingAt: end, secret: secret, code: code).map { "\(end)-\(hexadecimal($0))" }
    }

    public static func isValid(_ token: String, atSeconds now: Int64, secret: FarmSecret, code: MessageCode) -> Bool {
        let parts = token.split(separator: "-", omittingEmptySubsequences: false)
        // A number that can be written in two ways would make two tokens of one.
        guard parts.count == 2, let end = Int64(parts[0]), String(end) == parts[0], now < end,
            end - now <= longestSeconds,
            let given = bytes(fromHexadecimal: parts[1]),
            let expected = signature(endingAt: end, secret: secret, code: code)
        else { return false }
        return isEqualInConstantTime(given, expected)
    }

    private static func signature(endingAt end: Int64, secret: FarmSecret, code: MessageCode) -> [UInt8]? {
        guard let secret = secret.restricted(to: .clients, code: code) else { return nil }
        return code(Array("renderfarm access until \(end)".utf8), secret.key(for: "access", code: code))
    }
}
