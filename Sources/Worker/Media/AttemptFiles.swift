import FarmModel
import LinuxIO
import MediaPlan

/// What a worker sees of an attempt's files as local ones. Found out for each attempt anew: mounts come and go.
struct AttemptFiles: Equatable, Sendable {
    /// The job's input, with the very content that was analysed.
    var seesInput: Bool
    /// The run's folder, for chunk and log.
    var seesRun: Bool

    static let all = AttemptFiles(seesInput: true, seesRun: true)
    static let none = AttemptFiles(seesInput: false, seesRun: false)

    /// Looks. Blocks for as long as a network's file system takes.
    init(lookingFor task: RenderTask, _ access: MediaAccess) {
        self.init(seesInput: Self.isThere(task.input), seesRun: Self.isThere(access.runMark, besides: task.outputPath))
    }

    private init(seesInput: Bool, seesRun: Bool) {
        self.seesInput = seesInput
        self.seesRun = seesRun
    }

    private static func isThere(_ input: InputIdentity) -> Bool {
        do throws(SystemError) {
            guard let facts = try Files.factsIfPresent(input.path), facts.kind == .regular,
                facts.sizeBytes == input.sizeBytes,
                isSame(facts.modifiedNanoseconds, input.modifiedNanoseconds)
            else { return false }
            // The same file on both sides, or a copy whose content nobody has vouched for.
            if input.fingerprint.isEmpty { return true }
            return try FileFingerprint.of(input.path) == input.fingerprint
        } catch {
            // What cannot be looked at cannot be rendered from.
            return false
        }
    }

    /// SMB counts in hundreds of nanoseconds, and some file systems in seconds.
    private static func isSame(_ here: Int64, _ there: Int64) -> Bool {
        here == there || here == there / 100 * 100 || here == there / 1_000_000_000 * 1_000_000_000
    }

    private static func isThere(_ mark: String, besides outputPath: String) -> Bool {
        let directory = Files.parent(of: outputPath)
        do throws(SystemError) {
            let path = RunLayout.markPath(inChunkDirectory: directory)
            guard try Files.read(path, limitBytes: 1_024) == Array(mark.utf8) else { return false }
            return Files.isWritableDirectory(directory)
        } catch {
            return false
        }
    }
}
