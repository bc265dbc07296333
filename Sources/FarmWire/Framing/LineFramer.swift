/// Finds complete lines in received bytes. It remembers how far it has searched, so a long line that arrives in many
/// pieces is searched once.
///
///     var consumed = 0
///     while let line = try framer.nextLine(in: bytes, consumed: &consumed) { handle(line) }
///     return consumed
///
/// `bytes` must begin at the first byte that was not consumed before, wherever it lies in memory now.
public struct LineFramer: Sendable {
    /// Longer lines are refused, whether their end has arrived or not. May be changed between lines.
    public var limitBytes: Int
    /// Bytes of the unfinished line that hold no newline.
    private var searched = 0

    public init(limitBytes: Int) {
        self.limitBytes = limitBytes
    }

    /// The next line without its newline, and `consumed` moved past it; nil when no line is complete.
    public mutating func nextLine(
        in bytes: UnsafeRawBufferPointer, consumed: inout Int
    ) throws(LineTooLong) -> UnsafeRawBufferPointer? {
        let start = consumed
        // A newline one past the longest line still ends a line that is allowed.
        let searchEnd = min(bytes.count, start + limitBytes + 1)
        guard let end = Self.newline(in: bytes, from: min(start + searched, searchEnd), to: searchEnd) else {
            searched = bytes.count - start
            guard searched <= limitBytes else { throw LineTooLong(limitBytes: limitBytes) }
            return nil
        }
        searched = 0
        consumed = end + 1
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    /// Offset of the first newline, eight bytes at a time while as many are left.
    private static func newline(in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = start
        while end - index >= 8 {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let difference = word ^ (ones &* 0x0A)
            // The lowest flagged byte is exact; a borrow can only flag bytes above a flagged one.
            let flags = (difference &- ones) & ~difference & (ones &* 0x80)
            if flags != 0 { return index + flags.trailingZeroBitCount >> 3 }
            index += 8
        }
        while index < end {
            if bytes[index] == 0x0A { return index }
            index += 1
        }
        return nil
    }
}

/// A peer sent more bytes without a newline than a line may have.
public struct LineTooLong: Error, Equatable, Sendable, CustomStringConvertible {
    public let limitBytes: Int

    public init(limitBytes: Int) { self.limitBytes = limitBytes }

    public var description: String { "a line is longer than \(limitBytes) bytes" }
}
