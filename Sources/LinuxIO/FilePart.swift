import Glibc

/// A part of an open file, on its way into a socket.
public struct FilePart {
    public let file: FileDescriptor
    public let offset: Int64
    public let count: Int64

    public init(_ file: FileDescriptor, _ range: Range<Int64>) {
        self.init(file, offset: range.lowerBound, count: Int64(range.count))
    }

    private init(_ file: FileDescriptor, offset: Int64, count: Int64) {
        self.file = file
        self.offset = offset
        self.count = count
    }

    /// What is left behind the first bytes; nil for nothing.
    func dropping(_ bytes: Int64) -> FilePart? {
        bytes < count ? FilePart(file, offset: offset + bytes, count: count - bytes) : nil
    }

    /// Returns how many bytes the socket took, 0 at the file's end, or -1 with `errno`.
    func sendPiece(to socket: Int32, atMost limit: Int) -> Int {
        var position = off_t(offset)
        let sent = retryingInterrupts { sendfile(socket, file.number, &position, min(limit, Int(clamping: count))) }
        if sent > 0, count > Int64(sent) {
            // The disk is asked for what comes next while the network is busy with this: a turn does not wait for it.
            posix_fadvise(
                file.number, position, off_t(min(count - Int64(sent), Self.readAheadBytes)), POSIX_FADV_WILLNEED)
        }
        return sent
    }

    /// Some turns' worth.
    private static let readAheadBytes: Int64 = 1 << 20
}
