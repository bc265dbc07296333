/// Writes compact JSON as UTF-8 at the end of a byte array. Commas are the writer's business.
///
///     json.object { json in
///         json.field("type", "hello")
///         json.field("slots", 4)
///         json.field("names", array: names)
///     }
///
/// The writer trusts its caller for the grammar: inside `object` only fields, elsewhere only values.
public struct JSONWriter {
    /// What was written so far. Bytes appended here directly are the caller's responsibility.
    public var bytes: [UInt8]
    @usableFromInline var needsComma = false

    @inlinable
    public init() {
        bytes = []
    }

    /// Writes into the memory of `buffer`, whose content is dropped. Nothing is copied when the caller
    /// hands over its only reference.
    @inlinable
    public init(reusing buffer: consuming [UInt8]) {
        buffer.removeAll(keepingCapacity: true)
        bytes = buffer
    }

    // MARK: Structure

    @inlinable
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        body(&self)
        close(UInt8(ascii: "}"))
    }

    @inlinable
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "["))
        body(&self)
        close(UInt8(ascii: "]"))
    }

    /// Ends a document that is a line; the next value starts a document of its own.
    @inlinable
    public mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    // MARK: Values

    @inlinable
    public mutating func value(_ value: some JSONWritable) {
        value.write(to: &self)
    }

    @inlinable
    public mutating func value(_ value: Int) {
        self.value(integer: value)
    }

    @inlinable
    public mutating func value(_ value: Int64) {
        self.value(integer: value)
    }

    @inlinable
    public mutating func value(integer value: some FixedWidthInteger) {
        separate()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        appendDigits(UInt64(truncatingIfNeeded: value.magnitude))
    }

    @inlinable
    public mutating func value(_ value: Bool) {
        separate()
        append(value ? "true" : "false")
    }

    /// The shortest text that reads back as the same double; `null` for what is no number.
    public mutating func value(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        // Zero takes the long way because of its sign.
        if value.magnitude < 0x1p53, value != 0, Double(Int64(value)) == value {
            if value < 0 { bytes.append(UInt8(ascii: "-")) }
            appendDigits(Int64(value).magnitude)
            append(".0")
        } else {
            appendPlain(value.description)
        }
    }

    @inlinable
    public mutating func value(_ value: String) {
        separate()
        appendQuoted(value)
    }

    @inlinable
    public mutating func null() {
        separate()
        append("null")
    }

    // MARK: Keys

    /// Writes a key; exactly one value must follow. It is copied as it is: a literal that would need
    /// escapes is a programmer's error.
    @inlinable
    public mutating func key(_ key: StaticString) {
        key.withUTF8Buffer { text in
            bytes.reserveRoom(text.count + 4)
            if needsComma { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "\""))
            bytes.append(contentsOf: text)
            bytes.append(UInt8(ascii: "\""))
            bytes.append(UInt8(ascii: ":"))
        }
        needsComma = false
    }

    /// Writes a key that is data; exactly one value must follow.
    @inlinable
    public mutating func dynamicKey(_ key: String) {
        separate()
        appendQuoted(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: Pieces

    @inlinable
    mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    @inlinable
    mutating func open(_ brace: UInt8) {
        separate()
        bytes.append(brace)
        needsComma = false
    }

    @inlinable
    mutating func close(_ brace: UInt8) {
        bytes.append(brace)
        needsComma = true
    }

    @inlinable
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    @usableFromInline
    mutating func appendDigits(_ value: UInt64) {
        guard value >= 10 else {
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value))
            return
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = value
            var start = 20
            repeat {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                start -= 1
                digits[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
                rest = quotient
            } while rest != 0
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }
}
