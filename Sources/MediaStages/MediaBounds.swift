import LinuxIO

/// The folders that a job's files have to lie in, where the farm is not only its user's own.
public struct MediaBounds: Equatable, Sendable {
    /// Real paths; files may lie anywhere when there are none.
    public var roots: [String]

    public init(roots: [String]) {
        self.roots = roots
    }

    public static let anywhere = MediaBounds(roots: [])

    /// `real` has no links and dots.
    public func contains(real path: String) -> Bool {
        roots.isEmpty || roots.contains { $0 == "/" || path.hasPrefix($0 + "/") }
    }

    /// Why a file that another file names is not looked at. Whether there is anything outside is not told.
    func objection(to path: String) -> String? {
        // What does not exist is looked for in its folder: `inside/../outside` must not tell what is there.
        let real = (try? Files.realPath(path)) ?? (try? Files.realPath(Files.parent(of: path))).map { $0 + "/" } ?? ""
        return contains(real: real) ? nil : "\(path) does not lie below a folder that this farm's jobs may use"
    }
}
