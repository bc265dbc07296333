import FarmModel
import JSONText

extension JobID: JSONConvertible {
    public func write(to json: inout JSONWriter) { json.value(number) }

    public init(from json: inout JSONReader) throws(JSONError) { self.init(try json.count()) }
}

extension AttemptID: JSONConvertible {
    public func write(to json: inout JSONWriter) { json.value(number) }

    public init(from json: inout JSONReader) throws(JSONError) { self.init(try json.count()) }
}

extension WorkerID: JSONConvertible {
    public func write(to json: inout JSONWriter) { json.value(number) }

    public init(from json: inout JSONReader) throws(JSONError) { self.init(try json.count()) }
}

extension Timestamp: JSONConvertible {
    public func write(to json: inout JSONWriter) { json.value(milliseconds) }

    public init(from json: inout JSONReader) throws(JSONError) { self.init(milliseconds: try json.int64()) }
}

/// A pair of integers: `[1001,30000]`.
extension Rational: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.array { json in
            json.value(numerator)
            json.value(denominator)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let parts = try json.array(of: Int64.self, limit: 2)
        guard parts.count == 2, let rational = Rational(parts[0], parts[1]) else {
            throw json.error(.notAllowed("must be [numerator, denominator] with a positive denominator"))
        }
        self = rational
    }
}
