/// Where something listens: `127.0.0.1:7420`, `[::1]:7420`, `name`, `:7420`.
public struct HostPort: Equatable, Sendable, CustomStringConvertible {
    /// The port of a coordinator where none is given.
    public static let standardPort: UInt16 = 7420
    public static let standard = HostPort(host: "127.0.0.1", port: standardPort)

    /// A name or an address, without brackets.
    public var host: String
    public var port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `name` is what the text was given for: `--listen`, `FARM_COORDINATOR`.
    public init(parsing text: String, for name: String) throws(UserError) {
        func wrong(_ cause: String) -> UserError {
            UserError(
                "\(name) cannot be `\(text)`", cause: cause,
                hint: "write HOST:PORT, as in 127.0.0.1:7420 or [::1]:7420", exitCode: .usage)
        }
        var host = text[...]
        var port: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw wrong("the closing bracket is missing") }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw wrong("only a port can follow the bracket") }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
            if host.contains(":") { throw wrong("an IPv6 address stands in brackets") }
        }
        if text.isEmpty { throw wrong("it is empty") }
        if host.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "/") }) {
            throw wrong("that is not a host name")
        }
        // RFC 1035 allows no longer name.
        if host.utf8.count > 253 { throw wrong("the host name is too long") }
        if let port {
            guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(port) else {
                throw wrong("the port must be a number from 0 to 65535")
            }
            self.port = number
        } else {
            self.port = Self.standardPort
        }
        self.host = host.isEmpty ? Self.standard.host : String(host)
    }

    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// Reachable only from this machine.
    public var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
