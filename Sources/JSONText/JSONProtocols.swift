/// A value that writes itself as exactly one JSON value.
public protocol JSONWritable {
    func write(to json: inout JSONWriter)
}

/// A value that reads itself from exactly one JSON value.
public protocol JSONReadable {
    init(from json: inout JSONReader) throws(JSONError)
}

public typealias JSONConvertible = JSONReadable & JSONWritable

/// Reads a whole document that holds one value. Nothing but white space may follow it.
@inlinable
public func readJSON<Value: JSONReadable>(
    _ type: Value.Type, from bytes: UnsafeRawBufferPointer, limits: JSONLimits = .standard
) throws(JSONError) -> Value {
    var reader = JSONReader(bytes, limits: limits)
    let value = try Value(from: &reader)
    try reader.finish()
    return value
}

/// Reads a whole document that holds one value. Nothing but white space may follow it.
@inlinable
public func readJSON<Value: JSONReadable>(
    _ type: Value.Type, from bytes: [UInt8], limits: JSONLimits = .standard
) throws(JSONError) -> Value {
    // Rethrowing functions forget the type of an error, so the result carries it out.
    let result = bytes.withUnsafeBytes { buffer -> Result<Value, JSONError> in
        do throws(JSONError) {
            return .success(try readJSON(type, from: buffer, limits: limits))
        } catch {
            return .failure(error)
        }
    }
    return try result.get()
}

extension JSONWritable {
    /// The value as compact JSON.
    public var jsonBytes: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// The value as compact JSON.
    public var jsonText: String { String(decoding: jsonBytes, as: UTF8.self) }

    /// The value as JSON for people: two spaces a level, one member or element a line, no final newline.
    public func prettyJSONText() -> String {
        String(decoding: prettyJSON(jsonBytes), as: UTF8.self)
    }
}

extension Int: JSONConvertible {}
extension Int8: JSONConvertible {}
extension Int16: JSONConvertible {}
extension Int32: JSONConvertible {}
extension Int64: JSONConvertible {}
extension UInt: JSONConvertible {}
extension UInt8: JSONConvertible {}
extension UInt16: JSONConvertible {}
extension UInt32: JSONConvertible {}
extension UInt64: JSONConvertible {}

extension FixedWidthInteger where Self: JSONConvertible {
    @inlinable
    public func write(to json: inout JSONWriter) { json.value(integer: self) }

    @inlinable
    public init(from json: inout JSONReader) throws(JSONError) { self = try json.integer(Self.self) }
}

extension Bool: JSONConvertible {
    @inlinable
    public func write(to json: inout JSONWriter) { json.value(self) }

    @inlinable
    public init(from json: inout JSONReader) throws(JSONError) { self = try json.bool() }
}

extension Double: JSONConvertible {
    @inlinable
    public func write(to json: inout JSONWriter) { json.value(self) }

    @inlinable
    public init(from json: inout JSONReader) throws(JSONError) { self = try json.double() }
}

extension String: JSONConvertible {
    @inlinable
    public func write(to json: inout JSONWriter) { json.value(self) }

    @inlinable
    public init(from json: inout JSONReader) throws(JSONError) { self = try json.string() }
}

extension Array: JSONWritable where Element: JSONWritable {
    @inlinable
    public func write(to json: inout JSONWriter) {
        json.array { (json) in for element in self { element.write(to: &json) } }
    }
}

extension Array: JSONReadable where Element: JSONReadable {
    @inlinable
    public init(from json: inout JSONReader) throws(JSONError) { self = try json.array(of: Element.self) }
}
