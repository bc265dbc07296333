/// Tells which files of a folder have stopped growing: whoever copies a video there is not finished when its name appears.
struct SettledFiles {
    struct File: Equatable {
        let name: String
        let sizeBytes: Int64
        let modifiedNanoseconds: Int64
    }

    /// Looks in a row at which a file has to be the same.
    static let quietLooks = 3

    private var seen: [String: (file: File, looks: Int)] = [:]

    /// The names of those that are settled, sorted. Hidden files are somebody's business, and empty ones nobody's yet.
    mutating func look(at files: [File]) -> [String] {
        var now: [String: (file: File, looks: Int)] = [:]
        for file in files where !file.name.hasPrefix(".") && file.sizeBytes > 0 {
            let before = seen[file.name]
            now[file.name] = (file, before?.file == file ? (before?.looks ?? 0) + 1 : 1)
        }
        seen = now
        return now.filter { $0.value.looks >= Self.quietLooks }.keys.sorted()
    }
}
