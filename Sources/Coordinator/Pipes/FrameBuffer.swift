import LinuxIO

/// The frames of one chunk on their way from a worker to the encoder.
///
/// Written by the loop until it is full, and from then on only read, by one thread after the other.
final class FrameBuffer: @unchecked Sendable {
    private let bytes: UnsafeMutableRawBufferPointer
    private let account: FrameMemory
    private(set) var filledBytes = 0

    init(sizeBytes: Int, account: FrameMemory) {
        bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: sizeBytes, alignment: 64)
        self.account = account
        account.add(sizeBytes)
    }

    deinit {
        account.add(-bytes.count)
        bytes.deallocate()
    }

    var sizeBytes: Int { bytes.count }

    /// False when there is no room for so much.
    func append(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= bytes.count - filledBytes else { return false }
        UnsafeMutableRawBufferPointer(rebasing: bytes[filledBytes...]).copyMemory(from: piece)
        filledBytes += piece.count
        return true
    }

    var content: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[..<filledBytes]) }
}
