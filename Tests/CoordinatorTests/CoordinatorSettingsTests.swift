import FarmModel
import Invocation
import LinuxIO
import Testing

@testable import Coordinator

@Suite("The coordinator's settings")
struct CoordinatorSettingsTests {
    private func resolve(_ words: [String], _ environment: [String: String] = [:]) throws -> CoordinatorSettings {
        try CoordinatorSettings.resolve(CoordinatorSettings.shape.parse(words)) { environment[$0] }
    }

    private func error(_ words: [String], _ environment: [String: String] = [:]) -> UserError? {
        do {
            _ = try resolve(words, environment)
            return nil
        } catch {
            return error as? UserError
        }
    }

    @Test("without a word, the defaults are in force")
    func defaults() throws {
        let settings = try resolve([])
        #expect(settings.listen == .standard)
        #expect(settings.stateDirectory == (try Files.absolutePath("state")))
        #expect(settings.outputsDirectory == (try Files.absolutePath("outputs")))
        #expect(settings.farm.maxAttempts == FarmSettings().maxAttempts)
        #expect(settings.farm.leaseTimeoutMilliseconds == FarmSettings().leaseTimeoutMilliseconds)
        #expect(settings.programs.ffmpeg == "ffmpeg" && settings.programs.ffprobe == "ffprobe")
        #expect(settings.portFile == nil && settings.logFile == nil)
    }

    @Test("a flag wins over the environment, the environment over the file, the file over the default")
    func layers() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file(
            "c.json", #"{"// state": "a note", "state": "/file", "outputs": "/file-out", "max_attempts": 7}"#)
        let environment = ["FARM_STATE": "/environment", "FARM_FFMPEG": "/opt/ffmpeg"]
        let settings = try resolve(["--config", file, "--max-attempts", "9"], environment)
        #expect(settings.stateDirectory == "/environment" && settings.outputsDirectory == "/file-out")
        #expect(settings.farm.maxAttempts == 9 && settings.programs.ffmpeg == "/opt/ffmpeg")
        #expect(try resolve(["--config", file, "--state", "/flag"], environment).stateDirectory == "/flag")
        #expect(try resolve(["--config", file]).farm.maxAttempts == 7)
    }

    @Test("what is in force is printed as a file that gives the same settings")
    func rendering() throws {
        let folder = try TemporaryFolder()
        let words = ["--state", "/s", "--outputs", "/o", "--listen", "127.0.0.1:9000", "--max-attempts", "5"]
        let settings = try resolve(words)
        #expect(settings.rendering.contains(#""// listen": "from --listen""#))
        let again = try resolve(["--config", try folder.file("again.json", settings.rendering)])
        #expect(again.listen == settings.listen && again.stateDirectory == "/s" && again.outputsDirectory == "/o")
        #expect(again.farm.maxAttempts == 5 && again.minimumFreeBytes == settings.minimumFreeBytes)
    }

    @Test("a wrong flag is wrong use, a wrong file is a wrong configuration, and both say what is allowed")
    func errors() throws {
        let folder = try TemporaryFolder()
        #expect(error(["--max-attempts", "0"])?.exitCode == .usage)
        #expect(error(["--listen", "127.0.0.1:many"])?.exitCode == .usage)
        #expect(error(["--config", folder.path + "/missing.json"])?.exitCode == .configuration)
        let unknown = error(["--config", try folder.file("a.json", "{\n  \"max_atempts\": 3\n}")])
        #expect(unknown?.exitCode == .configuration)
        #expect(unknown?.hint?.contains("did you mean `max_attempts`?") == true)
        #expect(unknown?.text.contains("a.json") == true)
        for content in [#"{"max_attempts": 21}"#, #"{"max_attempts": "three"}"#, #"{"log_limit_bytes": 1}"#, "{"] {
            #expect(error(["--config", try folder.file("b.json", content)])?.exitCode == .configuration, "\(content)")
        }
        #expect(error(["--stat", "x"])?.exitCode == .usage)
    }
}
