import Invocation
import MediaPlan
import Testing

@testable import Worker

@Suite struct WorkerSettingsTests {
    func read(_ words: [String], environment: [String: String] = [:]) throws -> WorkerSettings {
        try WorkerSettings.read(WorkerSettings.shape.parse(words), environment: { environment[$0] }, hostName: "host")
            .settings
    }

    @Test func hasDefaultsForEverything() throws {
        let settings = try read([])
        #expect(
            settings
                == WorkerSettings(
                    coordinator: .standard, isCoordinatorSought: true, discoveryPort: 7420, slots: nil, name: "host",
                    scratch: "/tmp/render-worker-host", memoryPerSlotBytes: 512 * 1024 * 1024,
                    idleExitMilliseconds: nil, files: .auto, inputCacheBytes: 8 << 30, ffmpeg: "ffmpeg",
                    ffprobe: "ffprobe"))
    }

    @Test func aFlagBeatsTheEnvironment() throws {
        let environment = ["FARM_COORDINATOR": "10.0.0.1:1", "FARM_FFMPEG": "/opt/ffmpeg", "TMPDIR": "/var/tmp"]
        let settings = try read(["--slots", "auto", "--name", "a/b", "--idle-exit", "90"], environment: environment)
        #expect(settings.idleExitMilliseconds == 90_000)
        #expect(!settings.isCoordinatorSought)
        #expect(settings.coordinator.description == "10.0.0.1:1")
        #expect(settings.ffmpeg == "/opt/ffmpeg")
        #expect(settings.slots == nil)
        #expect(settings.scratch == "/var/tmp/render-worker-a_b")
        let flagged = try read(["--coordinator", "h:2"], environment: environment)
        #expect(flagged.coordinator.description == "h:2")
    }

    @Test(arguments: [
        ["--slots", "0"], ["--slots", "many"], ["--name", ""], ["--name", "a\nb"], ["--coordinator", "x:y"],
        ["--idle-exit", "0"],
        ["--sloots"],
        ["extra"],
    ])
    func refusesWhatMakesNoSense(words: [String]) {
        let error = #expect(throws: UserError.self) { try read(words) }
        #expect(error?.exitCode == .usage)
    }

    @Test func offersNoMoreSlotsThanMemoryAllows() {
        let mebibyte: Int64 = 1024 * 1024
        let fits = SlotChoice(
            wanted: 4, cores: 2, memoryAvailableBytes: 4_096 * mebibyte, memoryPerSlotBytes: 512 * 1024 * 1024)
        #expect(fits.slots == 4)
        #expect(fits.warning == nil)
        let tight = SlotChoice(
            wanted: nil, cores: 8, memoryAvailableBytes: 1_200 * mebibyte, memoryPerSlotBytes: 512 * 1024 * 1024)
        #expect(tight.slots == 2)
        #expect(tight.warning?.hasPrefix("2 of 8 slots: 1200 MiB") == true)
        let tiny = SlotChoice(wanted: 1, cores: 8, memoryAvailableBytes: 0, memoryPerSlotBytes: 1)
        #expect(tiny.slots == 1)
    }

    @Test(arguments: [("ada", "ada"), ("a/../b c", "a_.._b_c"), (".hidden", "_.hidden"), ("ü", "_")])
    func makesNamesFitForFiles(name: String, part: String) {
        #expect(RunLayout.fileNamePart(name) == part)
    }
}
