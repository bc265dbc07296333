import FarmModel
import Glibc
import LinuxIO

/// Whether there is a file to read at all, before ffmpeg is asked about it.
struct InputCheck {
    let path: String

    func identity() throws(MediaError) -> InputIdentity {
        guard path.utf8.first == UInt8(ascii: "/") else {
            throw MediaError("the input's path is not absolute", cause: "`\(path)` does not begin with a slash")
        }
        let facts = try existingFile()
        switch facts.kind {
        case .regular: break
        case .directory: throw unreadable("it is a directory")
        case .symbolicLink, .other: throw unreadable("it is not a regular file")
        }
        guard facts.sizeBytes > 0 else { throw unreadable("it is empty") }
        return InputIdentity(
            path: path, sizeBytes: facts.sizeBytes, modifiedNanoseconds: facts.modifiedNanoseconds,
            fingerprint: try fingerprint())
    }

    private func existingFile() throws(MediaError) -> FileFacts {
        do throws(SystemError) {
            return try Files.facts(path)
        } catch  where error.code == ENOENT || error.code == ENOTDIR {
            throw MediaError(
                "the input does not exist", cause: "\(path): \(error.cause)",
                hint: "the path is looked up on the coordinator's machine")
        } catch {
            throw unreadable(error.cause)
        }
    }

    private func fingerprint() throws(MediaError) -> String {
        do throws(SystemError) {
            return try FileFingerprint.of(path)
        } catch {
            throw unreadable(error.cause)
        }
    }

    private func unreadable(_ cause: String) -> MediaError {
        MediaError("the input cannot be read", cause: "\(path): \(cause)")
    }
}
