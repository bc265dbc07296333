import FarmModel
import JSONText

/// A datagram by which workers and people find a coordinator on the local network. Anybody can send one: what it says
/// is a hint where to knock, and nothing that is believed.
public enum DiscoveryMessage: WireMessage {
    /// Who coordinates here? The nonce tells answers to this question from others.
    case seek(nonce: String)
    case here(nonce: String, Announcement)

    public static var lineLimitBytes: Int { WireLimits.datagramBytes }

    /// As many bytes as any answer may have, or more: whoever forges a sender makes nobody send more than they send
    /// themselves.
    public var datagram: [UInt8] {
        var bytes = line
        if case .seek = self {
            let missing = WireLimits.datagramBytes - bytes.count
            bytes += [UInt8](repeating: UInt8(ascii: " "), count: max(0, missing))
        }
        return bytes
    }

    /// A question that is shorter than its answer may be is no question.
    public init?(datagram: [UInt8]) {
        guard datagram.count <= WireLimits.datagramBytes else { return nil }
        do throws(WireError) {
            try self.init(line: datagram)
        } catch {
            return nil
        }
        if case .seek = self, datagram.count < WireLimits.datagramBytes { return nil }
    }
}

/// What a coordinator says of itself to those who seek one.
public struct Announcement: Equatable, Sendable {
    /// Tells the same coordinator, heard over two networks, from two coordinators.
    public var farm: String
    public var host: String
    /// Where it listens, when that is one address only; otherwise where the answer comes from.
    public var address: String?
    public var port: Int
    public var version: String
    public var needsSecret: Bool

    public init(farm: String, host: String, address: String?, port: Int, version: String, needsSecret: Bool) {
        self.farm = farm
        self.host = host
        self.address = address
        self.port = port
        self.version = version
        self.needsSecret = needsSecret
    }
}

extension DiscoveryMessage {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .seek(let nonce):
            json.message("farm_seek") { json in
                json.field("protocol", WireProtocol.version)
                json.field("nonce", nonce)
            }
        case .here(let nonce, let announcement):
            json.message("farm_here") { json in
                json.field("protocol", WireProtocol.version)
                json.field("nonce", nonce)
                json.field("farm", announcement.farm)
                json.field("host", announcement.host)
                json.field("address", optional: announcement.address)
                json.field("port", announcement.port)
                json.field("version", announcement.version)
                json.field("needs_secret", announcement.needsSecret)
            }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        try json.checkProtocol()
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        let nonce = try json.require(draft.nonce, "nonce")
        switch type {
        case "farm_seek": self = .seek(nonce: nonce)
        case "farm_here":
            self = .here(
                nonce: nonce,
                Announcement(
                    farm: try json.require(draft.farm, "farm"), host: try json.require(draft.host, "host"),
                    address: draft.address, port: try json.require(draft.port, "port"),
                    version: try json.require(draft.version, "version"),
                    needsSecret: try json.require(draft.needsSecret, "needs_secret")))
        default: throw json.unknownType(type)
        }
    }

    private struct Draft {
        var nonce: String?
        var farm: String?
        var host: String?
        var address: String?
        var port: Int?
        var version: String?
        var needsSecret: Bool?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "nonce": nonce = try json.shortName()
            case "farm": farm = try json.shortName()
            case "host": host = try json.shortName()
            case "address": address = try json.consumeNull() ? nil : try json.shortName()
            case "port": port = try json.int(in: 1...65_535)
            case "version": version = try json.shortName()
            case "needs_secret": needsSecret = try json.bool()
            default: try json.skip()
            }
        }
    }
}
