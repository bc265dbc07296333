import FarmModel
import FarmSecrets
import FarmWire
import Glibc
import Invocation
import LinuxIO
import MediaPlan

/// Where a private farm keeps its journal and chunks while it lives.
struct PrivateFolder {
    let path: String
    private static let prefix = "renderfarm-run-"
    /// An address takes a few dozen bytes.
    private static let portFileBytes = 1_024
    private static let noteName = "half-output"

    /// Chunks may be large: `/var/tmp` is on a disk where `/tmp` often is memory.
    init() throws(UserError) {
        let wanted = environmentValue("TMPDIR") ?? ""
        let base = [wanted, "/var/tmp", "/tmp"].first { !$0.isEmpty && Files.isWritableDirectory($0) } ?? "/tmp"
        Self.removeAbandoned(in: base)
        do throws(SystemError) {
            path = try Files.createTemporaryDirectory(prefix: "\(Self.prefix)\(getpid())-", in: base)
        } catch {
            throw UserError("cannot make a temporary folder in \(base)", cause: error.cause, hint: "set TMPDIR")
        }
    }

    var state: String { "\(path)/state" }
    var outputs: String { "\(path)/outputs" }
    var portFile: String { "\(path)/port" }
    var secretFile: String { "\(path)/secret" }
    func scratch(ofWorker index: Int) -> String { "\(path)/scratch-\(index)" }

    func makeSecret() throws(UserError) -> FarmSecret {
        let secret = try SecretFile.fresh()
        try SecretFile.create(secretFile, secret)
        return secret
    }

    /// Nil until the coordinator has written where it listens.
    var publishedAddress: HostPort? {
        // Until the file is there, reading it fails; that is what the caller waits for.
        guard let bytes = try? Files.read(portFile, limitBytes: Self.portFileBytes), bytes.last == UInt8(ascii: "\n")
        else { return nil }
        return try? HostPort(parsing: String(decoding: bytes.dropLast(), as: UTF8.self), for: portFile)
    }

    /// Remembers where the joined video grows until it is whole. That is outside of this folder: whoever tidies up after
    /// a killed run must be told.
    func note(halfOutput: String) throws(SystemError) {
        try Files.writeAtomically("\(path)/\(Self.noteName)", Array(halfOutput.utf8), synced: false)
    }

    func remove() {
        do throws(SystemError) {
            try Files.removeTree(path)
        } catch {
            StandardError.write("warning: \(path) could not be removed: \(error.cause)\n")
        }
    }

    /// A killed `renderctl run` could not tidy up: its processes died with it, what it left is removed by the next one.
    static func removeAbandoned(in base: String) {
        // A folder that cannot be listed or belongs to somebody else is left alone.
        for name in (try? Files.list(base)) ?? [] where name.hasPrefix(prefix) {
            let digits = name.dropFirst(prefix.count).prefix { $0 != "-" }
            guard let owner = Int32(digits), owner > 0, kill(owner, 0) != 0, errno == ESRCH else { continue }
            let folder = "\(base)/\(name)"
            guard let facts = try? Files.factsIfPresent(folder, followingLinks: false), facts.kind == .directory,
                facts.isOurs
            else { continue }
            removeHalfOutput(notedIn: folder)
            try? Files.removeTree(folder)
        }
    }

    private static func removeHalfOutput(notedIn folder: String) {
        // Without a note the run had not come so far.
        guard let bytes = try? Files.read("\(folder)/\(noteName)", limitBytes: FarmLimits.pathBytes) else { return }
        let path = String(decoding: bytes, as: UTF8.self)
        guard RunLayout.isTemporaryOutput(path),
            let facts = try? Files.factsIfPresent(path, followingLinks: false), facts.kind == .regular, facts.isOurs
        else { return }
        try? Files.remove(path)
    }
}
