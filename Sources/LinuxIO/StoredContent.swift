/// How much a file holds, and what: or a folder of files, by their names and contents.
public struct StoredContent: Equatable, Sendable {
    public let sizeBytes: Int64
    public let sha256: String

    public init(sizeBytes: Int64, sha256: String) {
        self.sizeBytes = sizeBytes
        self.sha256 = sha256
    }

    /// - Parameter syncing: whether to wait until all of it is on disk.
    public init(of path: String, syncing: Bool = false) throws(SystemError) {
        let facts = try Files.facts(path)
        guard facts.kind == .directory else {
            if syncing { try Files.sync(path) }
            self.init(sizeBytes: facts.sizeBytes, sha256: try sha256OfFile(path))
            return
        }
        var sizeBytes: Int64 = 0
        var lines = ""
        for name in try Files.list(path) {
            let file = try StoredContent(of: "\(path)/\(name)", syncing: syncing)
            sizeBytes += file.sizeBytes
            lines += "\(file.sha256) \(name)\n"
        }
        if syncing { try Files.syncDirectory(path) }
        self.init(sizeBytes: sizeBytes, sha256: SHA256.hexDigest(of: Array(lines.utf8)))
    }
}
