import JSONText

/// What a client is told of an upload of an input.
public struct UploadState: Equatable, Sendable, JSONConvertible {
    /// From where to go on.
    public var receivedBytes: Int64
    /// Whole, checked and on disk.
    public var isComplete: Bool
    /// Where the coordinator has it: the input of a submission, once it is complete.
    public var path: String

    public init(receivedBytes: Int64, isComplete: Bool, path: String) {
        self.receivedBytes = receivedBytes
        self.isComplete = isComplete
        self.path = path
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("received_bytes", receivedBytes)
            json.field("is_complete", isComplete)
            json.field("path", path)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var receivedBytes: Int64?
        var isComplete: Bool?
        var path: String?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "received_bytes": receivedBytes = try json.byteCount()
            case "is_complete": isComplete = try json.bool()
            case "path": path = try json.string()
            default: try json.skip()
            }
        }
        self.init(
            receivedBytes: try json.require(receivedBytes, "received_bytes"),
            isComplete: try json.require(isComplete, "is_complete"), path: try json.require(path, "path"))
    }
}
