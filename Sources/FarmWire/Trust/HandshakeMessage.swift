import JSONText

/// The lines with which two sides prove to each other that they know the farm's secret, before anything else is said.
public enum HandshakeMessage: WireMessage {
    /// The first line of a connection: who wants to talk, and what the coordinator is to sign.
    case introduction(PeerRole, nonce: [UInt8])
    /// The coordinator's proof, and what the peer is to sign.
    case challenge(nonce: [UInt8], proof: [UInt8])
    /// The peer's proof; its greeting follows at once.
    case proof([UInt8])
    /// The coordinator does not believe the peer, and closes. There is no use in asking again with the same secret.
    case denied(cause: String)

    public static var lineLimitBytes: Int { WireLimits.handshakeLineBytes }
}

extension HandshakeMessage {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .introduction(let role, let nonce):
            json.message("introduction") { json in
                json.field("protocol", WireProtocol.version)
                json.field("role", role)
                json.field("nonce", hexadecimal(nonce))
            }
        case .challenge(let nonce, let proof):
            json.message("challenge") { json in
                json.field("nonce", hexadecimal(nonce))
                json.field("proof", hexadecimal(proof))
            }
        case .proof(let proof): json.message("proof") { json in json.field("proof", hexadecimal(proof)) }
        case .denied(let cause): json.message("denied") { json in json.field("cause", cause) }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let type = try json.peekTag("type")
        if type == "introduction" { try json.checkProtocol() }
        var role: PeerRole?
        var nonce: [UInt8]?
        var proof: [UInt8]?
        var cause: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "role": role = try json.value(PeerRole.self)
            case "nonce": nonce = try json.handshakeBytes()
            case "proof": proof = try json.handshakeBytes()
            case "cause": cause = try json.string()
            default: try json.skip()
            }
        }
        switch type {
        case "introduction":
            self = .introduction(try json.require(role, "role"), nonce: try json.require(nonce, "nonce"))
        case "challenge":
            self = .challenge(nonce: try json.require(nonce, "nonce"), proof: try json.require(proof, "proof"))
        case "proof": self = .proof(try json.require(proof, "proof"))
        case "denied": self = .denied(cause: try json.require(cause, "cause"))
        default: throw json.unknownType(type)
        }
    }
}

extension PeerRole: JSONConvertible {}

extension JSONReader {
    /// A nonce or a proof.
    fileprivate mutating func handshakeBytes() throws(JSONError) -> [UInt8] {
        guard let bytes = bytes(fromHexadecimal: try string()), bytes.count == Handshake.nonceBytes else {
            throw error(.notAllowed("must be \(Handshake.nonceBytes * 2) hexadecimal digits"))
        }
        return bytes
    }
}
