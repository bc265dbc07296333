/// Why a document was refused, and where.
public struct JSONError: Error, Equatable, Sendable {
    /// What kinds of refusal there are.
    public enum Kind: Equatable, Sendable {
        /// The document stops in the middle of a value.
        case unexpectedEnd
        /// The document has more bytes than the reader was told to accept.
        case documentTooLong(limit: Int)
        /// Something other than white space follows the document.
        case trailingBytes
        /// Objects and arrays are nested deeper than allowed.
        case tooDeep(limit: Int)
        /// Another token or another type of value stands where this one had to be.
        case expected(Expectation)
        case invalidUTF8
        /// A byte below 0x20 stands unescaped in a string.
        case controlCharacter
        case invalidEscape
        /// A \u escape names half of a surrogate pair.
        case loneSurrogate
        case stringTooLong(limit: Int)
        case invalidNumber
        /// The number is well written but does not fit the type asked for.
        case numberOutOfRange
        case duplicateKey(String)
        case missingKey(String)
        case unknownKey(String)
        /// A string that is none of the names allowed in its place.
        case unknownName(String)
        /// A value of the right type that its owner does not allow; the text says what is allowed.
        case notAllowed(String)
    }

    /// What had to stand at the place of the error.
    public enum Expectation: String, Equatable, Sendable {
        case value = "a value"
        case object = "an object"
        case array = "an array"
        case string = "a string"
        case integer = "an integer"
        case number = "a number"
        case boolean = "true or false"
        case null = "null"
        case key = "a key in quotes"
        case colon = "a colon"
        case commaOrBrace = "a comma or a closing brace"
        case commaOrBracket = "a comma or a closing bracket"
    }

    public let kind: Kind
    /// Byte offset in the document, from 0.
    public let offset: Int
    /// The way from the top of the document to the value, as in `chunks[3].status`; empty at the top.
    public private(set) var path: String

    public init(_ kind: Kind, offset: Int, path: String = "") {
        self.kind = kind
        self.offset = offset
        self.path = path
    }

    /// The same error seen from the object one level up.
    @usableFromInline
    func inside(_ key: JSONKey) -> JSONError {
        inside(component: key.shortText)
    }

    /// The same error seen from the array one level up.
    @usableFromInline
    func inside(_ index: Int) -> JSONError {
        inside(component: "[\(index)]")
    }

    private func inside(component: String) -> JSONError {
        var outer = self
        let joint = path.isEmpty || path.utf8.first == UInt8(ascii: "[") ? "" : "."
        outer.path = component + joint + path
        return outer
    }

    /// Line and column of the error, both from 1; columns count characters as an editor without
    /// combining marks shows them. `document` must be the bytes that were read.
    public func lineAndColumn(in document: some Collection<UInt8>) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in document.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}

extension JSONError: CustomStringConvertible {
    /// What is wrong, without the place.
    public var reason: String {
        switch kind {
        case .unexpectedEnd: "the document ends too early"
        case .documentTooLong(let limit): "the document is longer than \(limit) bytes"
        case .trailingBytes: "something follows the end of the document"
        case .tooDeep(let limit): "nested deeper than \(limit) levels"
        case .expected(let expectation): "expected \(expectation.rawValue)"
        case .invalidUTF8: "the string is not valid UTF-8"
        case .controlCharacter: "a control character stands unescaped in a string"
        case .invalidEscape: "the escape after the backslash is not one of JSON"
        case .loneSurrogate: "the escape is half of a surrogate pair"
        case .stringTooLong(let limit): "the string is longer than \(limit) bytes"
        case .invalidNumber: "the number is not written as JSON writes numbers"
        case .numberOutOfRange: "the number is out of range"
        case .duplicateKey(let key): "the key `\(key)` appears twice"
        case .missingKey(let key): "the key `\(key)` is missing"
        case .unknownKey(let key): "the key `\(key)` is not known"
        case .unknownName(let name): "`\(name)` is not one of the names allowed here"
        case .notAllowed(let rule): rule
        }
    }

    public var description: String {
        path.isEmpty ? "\(reason) (byte \(offset))" : "\(path): \(reason) (byte \(offset))"
    }
}
