import JSONText

/// A message of the wire: one JSON object on one line, whose first key is `type`.
public protocol WireMessage: JSONConvertible, Equatable, Sendable {
    /// Longer lines are refused by the side that receives them.
    static var lineLimitBytes: Int { get }
}

extension WireMessage {
    /// Reads a line without its newline.
    public init(line: UnsafeRawBufferPointer) throws(WireError) {
        let limits = JSONLimits(depth: WireLimits.depth, documentBytes: Self.lineLimitBytes)
        do throws(JSONError) {
            self = try readJSON(Self.self, from: line, limits: limits)
        } catch {
            throw WireError(error)
        }
    }

    /// Reads a line without its newline.
    public init(line: [UInt8]) throws(WireError) {
        let result = line.withUnsafeBytes { bytes -> Result<Self, WireError> in
            do throws(WireError) {
                return .success(try Self(line: bytes))
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// Writes the message and its newline.
    public func appendLine(to json: inout JSONWriter) {
        write(to: &json)
        json.endLine()
    }

    /// The message and its newline.
    public var line: [UInt8] {
        var json = JSONWriter()
        appendLine(to: &json)
        return json.bytes
    }
}

/// Why a line is no message of the kind that is expected.
public enum WireError: Error, Equatable, Sendable {
    /// The line is not JSON, or something is wrong with a value of the message.
    case malformed(JSONError)
    /// A message of a type that this side does not know.
    case unknownType(JSONError)
    /// A greeting from a side that speaks another version of the protocol.
    case protocolMismatch(JSONError)

    init(_ error: JSONError) {
        switch (error.path, error.kind) {
        case ("type", .unknownName): self = .unknownType(error)
        case ("protocol", .notAllowed): self = .protocolMismatch(error)
        default: self = .malformed(error)
        }
    }
}

extension WireError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let error): "malformed message: \(error)"
        case .unknownType(let error): "unknown message: \(error)"
        case .protocolMismatch(let error): error.reason
        }
    }
}

/// What a peer is, as the first line of its connection says.
public enum PeerRole: String, Equatable, Sendable, CaseIterable {
    case worker
    case client

    /// Looks at the type only: the line is read afterwards as a `WorkerMessage` or a `ClientRequest`.
    public init(firstLine: UnsafeRawBufferPointer) throws(WireError) {
        do throws(JSONError) {
            let json = JSONReader(firstLine, limits: JSONLimits(documentBytes: WireLimits.helloLineBytes))
            let type = try json.peekTag("type")
            switch type {
            case "worker_hello": self = .worker
            case "client_hello": self = .client
            default: throw json.unknownType(type)
            }
        } catch {
            throw WireError(error)
        }
    }
}

extension JSONReader {
    /// Checks the `protocol` of the greeting that comes next, before anything else of it is read: a later version may
    /// have changed all the rest. The reader does not move.
    func checkProtocol() throws(JSONError) {
        var ahead = self
        var version: Int?
        try ahead.object { key, json throws(JSONError) in
            switch key {
            case "protocol":
                let theirs = try json.int()
                guard theirs == WireProtocol.version else {
                    throw json.error(
                        .notAllowed("the peer speaks protocol \(theirs), this side speaks \(WireProtocol.version)"))
                }
                version = theirs
            default: try json.skip()
            }
        }
        _ = try require(version, "protocol")
    }

    /// Goes past a message that has nothing but its type.
    mutating func skip<Message>(returning message: Message) throws(JSONError) -> Message {
        try skip()
        return message
    }
}

extension JSONWriter {
    /// An object that begins with its type.
    mutating func message(_ type: StaticString, _ fields: (inout JSONWriter) -> Void = { _ in }) {
        object { json in
            json.key("type")
            json.value(type.description)
            fields(&json)
        }
    }
}
