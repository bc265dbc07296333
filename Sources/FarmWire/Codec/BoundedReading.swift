import FarmModel
import JSONText

/// Values from outside, each within its bounds. The journal is not outside: what the coordinator wrote it must be able
/// to read, whatever the bounds are now.
extension JSONReader {
    private var isJournal: Bool { limits == .journal }

    /// A number of things: not negative, and small enough to be added up without overflow.
    mutating func count() throws(JSONError) -> Int {
        try int(in: 0...WireLimits.count)
    }

    mutating func byteCount() throws(JSONError) -> Int64 {
        let bytes = try int64()
        guard isJournal || 0...WireLimits.byteCount ~= bytes else {
            throw error(.notAllowed("must lie between 0 and \(WireLimits.byteCount)"))
        }
        return bytes
    }

    mutating func int(in range: ClosedRange<Int>) throws(JSONError) -> Int {
        let number = try int()
        guard isJournal || range ~= number else {
            throw error(.notAllowed("must lie between \(range.lowerBound) and \(range.upperBound)"))
        }
        return number
    }

    mutating func slots() throws(JSONError) -> Int { try int(in: 0...FarmLimits.slotsPerWorker) }

    /// Things a second. `null` is what a writer makes of a division by zero, and counts as nothing.
    mutating func rate() throws(JSONError) -> Double {
        try consumeNull() ? 0 : max(0, try double())
    }

    mutating func name() throws(JSONError) -> String { try text(limit: FarmLimits.nameBytes) }
    mutating func shortName() throws(JSONError) -> String { try text(limit: WireLimits.datagramNameBytes) }
    mutating func path() throws(JSONError) -> String { try text(limit: FarmLimits.pathBytes) }
    mutating func filter() throws(JSONError) -> String { try text(limit: FarmLimits.filterBytes) }

    /// ffmpeg's version, which may be as long as a path, and a fingerprint behind it.
    mutating func buildName() throws(JSONError) -> String { try text(limit: FarmLimits.pathBytes + 64) }

    private mutating func text(limit: Int) throws(JSONError) -> String {
        try string(limit: isJournal ? nil : limit)
    }

    mutating func failureLines() throws(JSONError) -> [String] {
        try texts(limit: WireLimits.failureLines, bytesEach: WireLimits.failureLineBytes)
    }

    mutating func encoderNames() throws(JSONError) -> [String] {
        try texts(limit: WireLimits.encoders, bytesEach: FarmLimits.nameBytes)
    }

    private mutating func texts(limit: Int, bytesEach: Int) throws(JSONError) -> [String] {
        var texts: [String] = []
        try array { (json) throws(JSONError) in
            guard json.isJournal || texts.count < limit else {
                throw json.error(.notAllowed("the list may have at most \(limit) elements"))
            }
            texts.append(try json.text(limit: bytesEach))
        }
        return texts
    }

    /// Seconds with a fraction, as milliseconds.
    mutating func seconds() throws(JSONError) -> Int {
        let milliseconds = try double() * 1000
        guard milliseconds.magnitude < Double(WireLimits.count) else { throw error(.numberOutOfRange) }
        return Int(milliseconds < 0 ? milliseconds - 0.5 : milliseconds + 0.5)
    }

    /// The object `{"type":"drill","tasks":…}`, of which the type has been looked at.
    mutating func drillTasks() throws(JSONError) -> Int {
        var tasks: Int?
        try object { key, json throws(JSONError) in
            switch key {
            case "tasks": tasks = try json.count()
            default: try json.skip()
            }
        }
        return try require(tasks, "tasks")
    }

    /// The error for an object whose `type` is none of those that may stand here.
    func unknownType(_ type: JSONKey) -> JSONError {
        let error = unknownName(type)
        return JSONError(error.kind, offset: error.offset, path: "type")
    }
}

extension JSONLimits {
    /// For reading the journal.
    static let journal = JSONLimits(
        depth: WireLimits.depth, documentBytes: WireLimits.journalLineBytes, stringBytes: WireLimits.journalLineBytes)
}

/// Milliseconds as seconds with three decimals.
func seconds(_ milliseconds: Int) -> Double {
    Double(milliseconds) / 1000
}

/// Enumerations whose cases have names in the documents: their raw values.
extension RawRepresentable where Self: JSONConvertible, RawValue == String {
    public func write(to json: inout JSONWriter) { json.value(rawValue) }

    public init(from json: inout JSONReader) throws(JSONError) {
        let name = try json.keyword()
        guard let value = Self(rawValue: name.text) else { throw json.unknownName(name) }
        self = value
    }
}
