/// How much a reader accepts before it refuses. Callers that know better numbers pass their own.
public struct JSONLimits: Equatable, Sendable {
    /// Nested objects and arrays. The deepest document of the farm has eight levels; 32 leaves room
    /// for other programs' output and keeps recursion far from the end of the stack.
    public var depth: Int
    /// Bytes of the whole document, so that a caller's mistake cannot turn into minutes of parsing.
    public var documentBytes: Int
    /// UTF-8 bytes of one decoded string where the call does not say otherwise: more than any path,
    /// filter chain or error tail needs.
    public var stringBytes: Int

    public init(depth: Int = 32, documentBytes: Int = 64 << 20, stringBytes: Int = 64 << 10) {
        self.depth = depth
        self.documentBytes = documentBytes
        self.stringBytes = stringBytes
    }

    public static let standard = JSONLimits()
}
