import FarmSecrets
import FarmWire
import Glibc
import Invocation
import LinuxIO
import Testing

@Suite("The secret's file") struct SecretFileTests {
    private let folder: Folder

    private final class Folder {
        let path: String
        init() throws { path = try Files.createTemporaryDirectory(prefix: "secrets-", in: "/tmp") }
        deinit { do { try Files.removeTree(path) } catch { Issue.record("\(error)") } }
    }

    init() throws { folder = try Folder() }

    private func refusal(_ path: String) -> UserError? {
        do throws(UserError) {
            _ = try SecretFile.read(path)
            return nil
        } catch {
            return error
        }
    }

    @Test("what is written is read again, and nobody else can read it", arguments: FarmSecret.Scope.allCases)
    func roundTrip(scope: FarmSecret.Scope) throws {
        let secret = try #require(try FarmSecret.fresh().restricted(to: scope, code: hmacSHA256))
        let path = folder.path + "/secret"
        let before = umask(0)
        defer { umask(before) }
        try SecretFile.create(path, secret)
        #expect(try Files.facts(path).mode == 0o600)
        #expect(try SecretFile.read(path) == secret)
    }

    @Test("a file that is there is never written over")
    func neverOverwrites() throws {
        let path = folder.path + "/secret"
        try Files.writeAtomically(path, Array("precious".utf8), synced: false)
        let secret = try FarmSecret.fresh()
        #expect(throws: UserError.self) { try SecretFile.create(path, secret) }
        #expect(try Files.read(path, limitBytes: 100) == Array("precious".utf8))
    }

    @Test(
        "what others can read or change is refused, with the cure",
        arguments: [0o640, 0o604, 0o620, 0o602, 0o610, 0o777])
    func looseModes(mode: Int) throws {
        let path = folder.path + "/secret"
        try SecretFile.create(path, try FarmSecret.fresh())
        chmod(path, mode_t(mode))
        let error = try #require(refusal(path))
        #expect(error.exitCode == .configuration)
        #expect(error.cause.contains(String(mode, radix: 8)))
        #expect(error.hint?.hasPrefix("chmod 600 \(path)") == true)
    }

    @Test("a secret of another user is refused", .enabled(if: geteuid() == 0))
    func anotherOwner() throws {
        let path = folder.path + "/secret"
        try SecretFile.create(path, try FarmSecret.fresh())
        #expect(chown(path, 65_534, 65_534) == 0)
        #expect(refusal(path)?.cause == "it belongs to another user")
    }

    @Test("what is no secret is refused")
    func otherFiles() throws {
        #expect(refusal(folder.path + "/missing") != nil)
        #expect(refusal(folder.path)?.cause == "it is not a regular file")
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(refusal(pipe)?.cause == "it is not a regular file")
        let digits = String(repeating: "0", count: 64)
        let texts = [
            "", "renderfarm-secret", "renderfarm-secret farm", "renderfarm-secret farm 00",
            "renderfarm-secret king \(digits)", "renderfarm-secret farm \(digits)0",
            "renderfarm-secret farm \(digits) x",
            "renderfarm-secret farm \(digits)\nrenderfarm-secret farm \(digits)\n",
            String(repeating: "#\n", count: 10_000),
        ]
        for (index, text) in texts.enumerated() {
            let path = "\(folder.path)/text\(index)"
            try Files.writeAtomically(path, Array(text.utf8), synced: false)
            chmod(path, 0o600)
            #expect(refusal(path)?.cause == "it does not hold a farm's secret", "\(text.prefix(40))")
        }
    }

    @Test("a secret for the other side is refused before anything is sent")
    func wrongRole() throws {
        let path = folder.path + "/secret"
        let workers = try #require(try FarmSecret.fresh().restricted(to: .workers, code: hmacSHA256))
        try SecretFile.create(path, workers)
        #expect(try FarmEndpoint(.standard, secretFile: path, for: .worker).secret == workers)
        do throws(UserError) {
            _ = try FarmEndpoint(.standard, secretFile: path, for: .client)
            Issue.record("a worker's secret was taken for a client's")
        } catch {
            #expect(error.exitCode == .refused)
        }
    }
}
