import CLinux
import Glibc

/// What was attempted, on what, and why the kernel refused.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was attempted, in words that a subject may follow: "connect to".
    public let operation: String
    /// The path or address concerned; empty when there is none.
    public let subject: String
    /// The errno, or 0 when the cause is not one (a name that does not resolve).
    public let code: Int32
    /// The cause in words where `strerror` would say too little.
    public let detail: String?

    public init(operation: String, subject: String = "", code: Int32 = errno, detail: String? = nil) {
        self.operation = operation
        self.subject = subject
        self.code = code
        self.detail = detail
    }

    /// The cause alone: "connection refused".
    public var cause: String {
        if let detail { return detail }
        return Self.words(forErrno: code)
    }

    /// Room has to be made before another try makes sense.
    public var meansFullDisk: Bool { code == ENOSPC || code == EDQUOT }

    public var description: String {
        subject.isEmpty ? "\(operation): \(cause)" : "\(operation) \(subject): \(cause)"
    }

    /// The C library's words for an errno, beginning in lower case so that they can follow a colon.
    static func words(forErrno code: Int32) -> String {
        guard let words = clinux_error_words(code).map({ String(cString: $0) }) else { return "errno \(code)" }
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}

/// The text before the first NUL of a C buffer.
func string(fromTerminated buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Repeats a call for as long as a signal interrupts it. Returns what the call returned.
@inline(__always)
func retryingInterrupts<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result == -1 && errno == EINTR { continue }
        return result
    }
}
