import FarmModel
import Glibc
import LinuxIO

/// The coordinator's own secret, from which it makes what nobody can guess: the tokens of leases and the marks of runs.
/// It lies in the state folder, so that both outlive a restart, as leases do.
struct MediaKey {
    private static let keyBytes = 32
    private let code: HMACSHA256

    init(stateDirectory: String) throws(SystemError) {
        let path = stateDirectory + "/media.key"
        if try Files.factsIfPresent(path) == nil {
            try Files.writeAtomically(path, try randomBytes(Self.keyBytes), synced: true, mode: 0o600)
        }
        let bytes = try Files.read(path, limitBytes: Self.keyBytes)
        guard bytes.count == Self.keyBytes else {
            throw SystemError(operation: "use the key", subject: path, code: EINVAL, detail: "it is not of 32 bytes")
        }
        code = HMACSHA256(key: bytes)
    }

    /// Opens the media of an attempt while it holds its lease. Numbers of attempts are never used again.
    func token(of attempt: AttemptID) -> String { derived("attempt \(attempt.number)") }

    /// Lies in a run's folder, for workers to find out whether they see it.
    func mark(of run: RunIdentity) -> String { derived("run \(run.directory)") }

    private func derived(_ text: String) -> String { hexString(code.code(of: Array(text.utf8))) }

    func access(of attempt: AttemptID, run: RunIdentity) -> MediaAccess {
        MediaAccess(token: token(of: attempt), runMark: mark(of: run))
    }

    func isToken(_ text: String, of attempt: AttemptID) -> Bool {
        let wanted = Array(token(of: attempt).utf8)
        let given = Array(text.utf8)
        guard given.count == wanted.count else { return false }
        // Without a short cut: how long it takes must not tell how much of it is right.
        return zip(wanted, given).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
