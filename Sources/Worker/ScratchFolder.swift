import Glibc
import Invocation
import LinuxIO

/// A worker's folder for temporary files. One worker at a time holds it, and what an earlier one left is removed.
final class ScratchFolder {
    let path: String
    private let lock: LockFile
    private static let attemptPrefix = "attempt-"

    /// Decoded stills, for as long as the worker lives.
    var stillsFolder: String { path + "/stills" }

    init(_ path: String) throws(UserError) {
        self.path = path
        do throws(SystemError) {
            try Files.makeDirectories(path, mode: 0o700)
            lock = try LockFile(path + "/worker.lock")
        } catch {
            if error.code == EWOULDBLOCK {
                throw UserError(
                    "another worker uses the scratch folder \(path)", cause: error.cause,
                    hint: "give each worker its own --name or --scratch")
            }
            throw UserError(
                "cannot use the scratch folder \(path)", cause: error.cause, hint: "choose another with --scratch",
                exitCode: .configuration)
        }
    }

    /// Removes what attempts of an earlier process left; returns how many folders there were.
    func removeAbandoned() throws(SystemError) -> Int {
        let abandoned = try Files.list(path).filter { $0.hasPrefix(Self.attemptPrefix) }
        for name in abandoned { try Files.removeTree("\(path)/\(name)") }
        try Files.removeTree("\(path)/archives")
        try Files.removeTree(stillsFolder)
        return abandoned.count
    }

    /// What stays is removed by the next worker.
    func removeStills() {
        do throws(SystemError) {
            try Files.removeTree(stillsFolder)
        } catch {
            WorkerLog.say("cannot remove \(stillsFolder): \(error.cause)")
        }
    }

    /// The working directory of one attempt's ffmpeg: whatever it writes beside its output lands there.
    func makeFolder(attempt: Int) throws(SystemError) -> String {
        let folder = "\(path)/\(Self.attemptPrefix)\(attempt)"
        try Files.makeDirectories(folder, mode: 0o700)
        return folder
    }
}
