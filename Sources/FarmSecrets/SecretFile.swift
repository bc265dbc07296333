import FarmWire
import Glibc
import Invocation
import LinuxIO

/// A secret in a file that nobody but its owner can read.
public enum SecretFile {
    /// Read and write for the owner, nothing for anybody else.
    private static let mode: UInt32 = 0o600
    private static let othersBits: UInt32 = 0o077

    public static func read(_ path: String) throws(UserError) -> FarmSecret {
        let text: [UInt8]
        let refusal: (cause: String, hint: String)?
        do throws(SystemError) {
            // The file that is looked at is the one that is read: both through the same descriptor. Without waiting,
            // since a pipe that nobody writes to would never open.
            let file = try FileDescriptor.open(path, flags: O_RDONLY | O_NONBLOCK)
            refusal = Self.refusal(of: path, try file.facts())
            text = refusal == nil ? try bytes(of: file) : []
        } catch {
            throw refused(path, error.cause, "make one with `renderctl secret new`, or check --secret-file")
        }
        if let refusal { throw refused(path, refusal.cause, refusal.hint) }
        guard let secret = FarmSecret(text: text) else {
            throw refused(path, "it does not hold a farm's secret", "make one with `renderctl secret new`")
        }
        return secret
    }

    private static func refusal(of path: String, _ facts: FileFacts) -> (cause: String, hint: String)? {
        guard facts.kind == .regular else {
            return ("it is not a regular file", "make one with `renderctl secret new`")
        }
        guard facts.isOurs else {
            return ("it belongs to another user", "copy it: install -m 600 \(path) COPY, and use that")
        }
        guard facts.mode & othersBits == 0 else {
            let mode = String(facts.mode, radix: 8)
            return (
                "others can read or change it: its mode is \(mode)",
                "chmod 600 \(path); on a Windows drive, where that has no effect, move it to the Linux side"
            )
        }
        return nil
    }

    private static func bytes(of file: FileDescriptor) throws(SystemError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: FarmSecret.textLimitBytes + 1, alignment: 1)
        defer { buffer.deallocate() }
        var text: [UInt8] = []
        while text.count <= FarmSecret.textLimitBytes {
            let count = try file.read(into: buffer)
            if count == 0 { break }
            text.append(contentsOf: buffer[..<count])
        }
        return text
    }

    /// A secret that no farm had before.
    public static func fresh() throws(UserError) -> FarmSecret {
        do throws(SystemError) {
            return try FarmSecret.fresh()
        } catch {
            throw UserError("no secret can be made", cause: error.description)
        }
    }

    /// Writes a new file, and never over another.
    public static func create(_ path: String, _ secret: FarmSecret) throws(UserError) {
        do throws(SystemError) {
            let file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            try file.writeAll(Array(secret.text.utf8))
            try file.synchronize()
        } catch {
            let hint =
                error.code == EEXIST
                ? "a secret is never overwritten: choose another name, or remove the file yourself" : nil
            throw UserError(
                "the secret cannot be written to \(path)", cause: error.cause, hint: hint, exitCode: .configuration)
        }
    }

    private static func refused(_ path: String, _ cause: String, _ hint: String) -> UserError {
        UserError("the secret file \(path) cannot be used", cause: cause, hint: hint, exitCode: .configuration)
    }
}
