import LinuxIO
import Testing

@testable import Coordinator

/// A folder that goes away with the test that made it.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = try Files.createTemporaryDirectory(prefix: "coordinator-", in: environmentValue("TMPDIR") ?? "/tmp")
    }

    deinit {
        do { try Files.removeTree(path) } catch { Issue.record("cannot remove \(path): \(error)") }
    }

    /// Makes a file of this content, and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        try Files.writeAtomically(path + "/" + name, Array(text.utf8), synced: false)
        return path + "/" + name
    }
}

func keyOfATest() throws -> MediaKey {
    let folder = try TemporaryFolder()
    return try withExtendedLifetime(folder) { try MediaKey(stateDirectory: folder.path) }
}
