/// A key, or a string that names one of a few things, borrowed from the document that is being read:
/// comparing it with a literal allocates nothing.
///
///     switch key {
///     case "job": job = try json.int()
///     default: try json.skip()
///     }
///
/// It must not outlive the bytes of the document. Keep `text` instead.
public struct JSONKey {
    /// What stands between the quotes, already checked.
    @usableFromInline let raw: UnsafeRawBufferPointer
    @usableFromInline let hasEscapes: Bool
    /// Offset of the first byte after the opening quote.
    @usableFromInline let offset: Int

    @usableFromInline
    init(raw: UnsafeRawBufferPointer, hasEscapes: Bool, offset: Int) {
        self.raw = raw
        self.hasEscapes = hasEscapes
        self.offset = offset
    }

    /// The decoded text as a string of its own.
    public var text: String {
        guard hasEscapes else { return String(decoding: raw, as: UTF8.self) }
        // An escape is never shorter than the UTF-8 it stands for.
        return String(unsafeUninitializedCapacity: raw.count) { JSONEscape.decode(raw, into: $0) }
    }

    /// The text for an error message: keys from outside may be long.
    var shortText: String {
        let whole = text
        return whole.utf8.count <= 64 ? whole : String(whole.prefix(60)) + "…"
    }

    @inlinable
    public static func ~= (name: StaticString, key: JSONKey) -> Bool {
        key == name
    }

    @inlinable
    public static func == (key: JSONKey, name: StaticString) -> Bool {
        if key.hasEscapes { return key.decodedEquals(name) }
        return name.withUTF8Buffer { expected in
            guard expected.count == key.raw.count else { return false }
            var index = 0
            while index < expected.count {
                if expected[index] != key.raw[index] { return false }
                index += 1
            }
            return true
        }
    }

    @usableFromInline
    func decodedEquals(_ name: StaticString) -> Bool {
        text == name.description
    }
}
