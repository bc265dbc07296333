/// Where an upload goes, and what it must turn out to be.
struct UploadPlace: Equatable, Sendable {
    /// While it comes in: what is there already need not be sent again.
    let partialPath: String
    /// Once it is whole, checked and on disk.
    let path: String
    let sizeBytes: Int64
    /// 64 hexadecimal digits.
    let sha256: String
}
