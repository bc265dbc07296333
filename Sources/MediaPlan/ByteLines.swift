/// Cuts bytes that arrive in pieces into lines of bounded length. What is beyond the bound of a line is dropped.
public struct ByteLines: Sendable {
    private var partial: [UInt8] = []
    private let limitBytes: Int

    public init(limitBytes: Int) {
        self.limitBytes = limitBytes
    }

    /// Calls `onLine` for each line that ends in `bytes`, without its line feed or carriage return.
    public mutating func read(_ bytes: UnsafeRawBufferPointer, onLine: (UnsafeRawBufferPointer) -> Void) {
        for byte in bytes {
            // ffmpeg rewrites its status line with carriage returns: they end a line as well.
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if !partial.isEmpty { partial.withUnsafeBytes(onLine) }
                partial.removeAll(keepingCapacity: true)
            } else if partial.count < limitBytes {
                partial.append(byte)
            }
        }
    }

    /// The line that has not ended yet.
    var unfinished: [UInt8] { partial }
}
