import FarmModel
import Invocation
import MediaPlan
import Testing

@testable import Control

@Suite struct DiagnosisTests {
    private static let usable = FFmpegFacts(
        version: "6.1", hasFpsMode: true, encoders: EncoderFacts.all.map(\.name).sorted())

    private static func facts(_ change: (inout MachineFacts) -> Void = { _ in }) -> MachineFacts {
        var facts = MachineFacts(
            ffmpeg: .usable(path: "/usr/bin/ffmpeg", usable), ffprobeProblem: nil, usableCores: 4, onlineCores: 4,
            memoryTotalBytes: 16 << 30, memoryAvailableBytes: 12 << 30, openFiles: 65_536,
            folders: [.init(purpose: "scratch", path: "/tmp", freeBytes: 100 << 30, fileSystem: "ext4")],
            renderers: .present([]), system: .linux,
            coordinator: .missing(
                address: "127.0.0.1:7420", cause: "connection refused", hint: "start one", isRequested: false))
        change(&facts)
        return facts
    }

    private func findings(_ topic: String, _ change: (inout MachineFacts) -> Void) -> [Finding] {
        Diagnosis(facts: Self.facts(change)).findings.filter { $0.topic == topic }
    }

    private func only(_ topic: String, _ change: (inout MachineFacts) -> Void) throws -> Finding {
        let found = findings(topic, change)
        try #require(found.count == 1, "\(found)")
        return found[0]
    }

    @Test func nothingIsWrongWithAGoodMachine() {
        let findings = Diagnosis(facts: Self.facts()).findings
        #expect(findings.filter { $0.level != .ok }.map(\.topic) == ["coordinator"])
        #expect(findings.allSatisfy { $0.level != .problem && $0.level != .warning })
    }

    @Test func renderersAreNamedAndABrokenDescriptionIsAProblem() throws {
        #expect(findings("renderers") { _ in } == [])
        #expect(try only("renderers") { $0.renderers = .present(["blender", "povray"]) }.text == "blender, povray")
        let broken = try only("renderers") {
            $0.renderers = .unusable(summary: "x.json cannot be used", cause: "line 2")
        }
        #expect(broken.level == .problem && broken.text == "x.json cannot be used: line 2")
    }

    @Test func aMissingCoordinatorIsAProblemOnlyWhereOneWasNamed() throws {
        let asked = try only("coordinator") {
            $0.coordinator = .missing(address: "h:1", cause: "refused", hint: "check it", isRequested: true)
        }
        #expect(asked.level == .problem && asked.advice == ["check it"])
    }

    @Test func withoutFFmpegNothingGoes() throws {
        let finding = try only("ffmpeg") { $0.ffmpeg = .unusable(summary: "gone", cause: "not in PATH", hint: nil) }
        #expect(finding.level == .problem && finding.advice == ["install it: sudo apt-get install ffmpeg"])
        let lean = FFmpegFacts(version: "6", hasFpsMode: true, encoders: ["ffv1"])
        #expect(try only("encoders") { $0.ffmpeg = .usable(path: "f", lean) }.level == .warning)
    }

    @Test func whatAContainerKeepsBackIsSaid() throws {
        #expect(try only("cores") { $0.usableCores = 2 }.text.hasPrefix("2 cores of 4"))
        let tight = try only("memory") { $0.memoryAvailableBytes = 600 << 20 }
        #expect(tight.level == .warning && tight.text.contains("1 slot"))
        #expect(try only("open files") { $0.openFiles = 256 }.level == .warning)
    }

    @Test(arguments: [(Int64(100) << 30, Finding.Level.ok), (1 << 30, .warning), (1 << 20, .problem)])
    func roomOnADisk(free: Int64, level: Finding.Level) throws {
        #expect(try only("scratch") { $0.folders[0].freeBytes = free }.level == level)
    }

    // MARK: Windows

    @Test(arguments: [
        ("5.15.167.4-microsoft-standard-WSL2", "nat\n", MachineFacts.System.wsl2(network: .nat, address: "172.20.1.2")),
        ("5.15.167.4-microsoft-standard-WSL2", "mirrored\n", .wsl2(network: .mirrored, address: "172.20.1.2")),
        ("4.19.104-microsoft-standard", "", .wsl2(network: .nat, address: "172.20.1.2")),
        ("4.4.0-19041-Microsoft", "", .wsl1), ("6.1.0-13-amd64", "nat", .linux),
    ])
    func windowsIsRecognised(release: String, mode: String, system: MachineFacts.System) {
        #expect(MachineFacts.System(kernelRelease: release, networkingMode: mode, address: "172.20.1.2") == system)
    }

    @Test func behindNATTheLinesToPasteAreComplete() throws {
        let finding = try only("WSL") { $0.system = .wsl2(network: .nat, address: "172.20.1.2") }
        #expect(
            finding.advice.contains(
                "netsh interface portproxy add v4tov4 listenaddress=0.0.0.0 listenport=7420 "
                    + "connectaddress=172.20.1.2 connectport=7420"))
        #expect(
            finding.advice.contains(
                "netsh advfirewall firewall add rule name=\"RenderFarm 7420\" dir=in action=allow protocol=TCP "
                    + "localport=7420"))
        let mirrored = try only("WSL") { $0.system = .wsl2(network: .mirrored, address: nil) }
        #expect(!mirrored.advice.contains { $0.contains("portproxy") })
        #expect(mirrored.advice.contains { $0.hasPrefix("New-NetFirewallHyperVRule") })
        #expect(try only("WSL") { $0.system = .wsl1 }.level == .problem)
    }

    @Test func drivesOfWindowsAreSlow() throws {
        func input(_ facts: inout MachineFacts) {
            facts.folders = [.init(purpose: "input", path: "/mnt/c/film.mp4", freeBytes: 1 << 40, fileSystem: "9p")]
        }
        #expect(findings("input") { input(&$0) }.map(\.level) == [.ok])
        let onWindows = findings("input") {
            input(&$0)
            $0.system = .wsl2(network: .nat, address: nil)
        }
        #expect(onWindows.map(\.level) == [.ok, .warning])
    }

    @Test func mountsAreFoundByTheLongestFolder() {
        let mounts = MountTable("rootfs / ext4 rw 0 0\nC: /mnt/c 9p rw 0 0\ntmpfs /mnt/cake tmpfs rw 0 0\nbroken\n")
        #expect(mounts.fileSystem(of: "/mnt/c/film.mp4") == "9p")
        #expect(mounts.fileSystem(of: "/mnt/c") == "9p")
        #expect(mounts.fileSystem(of: "/mnt/cake/x") == "tmpfs")
        #expect(mounts.fileSystem(of: "/mnt/d") == "ext4")
        #expect(MountTable("").fileSystem(of: "/") == "")
    }

    // MARK: The farm

    private func farm(_ change: (inout CoordinatorFacts) -> Void = { _ in }) -> MachineFacts.CoordinatorState {
        var farm = CoordinatorFacts(
            address: "10.0.0.1:7420", port: 7420, isLoopback: false, version: FarmVersion.current,
            latencyMicroseconds: 400, bytesPerSecond: 100_000_000, clockAheadMilliseconds: 3,
            workers: Fixtures.workers())
        change(&farm)
        return .answers(farm)
    }

    @Test func slowLinksAndClocksAreSaid() throws {
        #expect(try only("network") { $0.coordinator = farm() }.text == "0.4 ms to an answer, 100 MB/s")
        #expect(try only("network") { $0.coordinator = farm { $0.bytesPerSecond = 900_000 } }.level == .warning)
        #expect(try only("network") { $0.coordinator = farm { $0.latencyMicroseconds = 90_000 } }.level == .note)
        let late = try only("clock") { $0.coordinator = farm { $0.clockAheadMilliseconds = 65_000 } }
        #expect(late.level == .warning && late.text.hasPrefix("1:05 behind"))
        #expect(try only("clock") { $0.coordinator = farm { $0.clockAheadMilliseconds = .min } }.level == .warning)
        #expect(try only("coordinator") { $0.coordinator = farm { $0.version = "0" } }.level == .warning)
    }

    @Test func differentBuildsAreNamedWithTheirWorkers() throws {
        var workers = Fixtures.workers()
        workers[0].encoderBuilds = ["libx264", "ffv1"].map { EncoderBuild(encoder: $0, build: "6.1 aaaa") }
        workers[1].encoderBuilds = ["libx264", "ffv1"].map { EncoderBuild(encoder: $0, build: "6.1 bbbb") }
        workers[1].ffmpegVersion = "6.1"
        let mixed = workers
        let finding = try only("encoder builds") { $0.coordinator = farm { $0.workers = mixed } }
        #expect(finding.text == "libx264, ffv1: different on a-machine-with-a-rather-long-name and on host-1")
        #expect(try only("workers") { $0.coordinator = farm { $0.workers = mixed } }.level == .ok)
        #expect(try only("workers") { $0.coordinator = farm { $0.workers = [] } }.level == .note)
    }

    @Test func thePageShowsEverything() throws {
        var workers = Fixtures.workers()
        workers[0].encoderBuilds = [EncoderBuild(encoder: "libx264", build: "6.1 4f1c09ab77de")]
        let facts = Self.facts {
            $0.system = .wsl2(network: .nat, address: "172.20.1.2")
            $0.coordinator = farm { $0.workers = workers }
        }
        let page = DoctorPage(facts: facts, findings: Diagnosis(facts: facts).findings)
        try Golden.check(page.text(width: 100), "doctor")
        #expect(!page.hasProblems)
    }
}
