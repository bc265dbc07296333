import FarmCore
import FarmModel
import FarmWire
import Testing

@testable import FarmFeed

@Suite("Metrics in the text format of Prometheus")
struct MetricsTests {
    private var page: String {
        var farm = Farm(state: FarmState(), settings: FarmSettings())
        let now = Timestamp(milliseconds: 1_000)
        _ = farm.handle(.started, at: now)
        let hello = WorkerHello(
            name: "o\"a\\k", instance: "1", slots: 2, processID: 7, host: "oak", version: "0", ffmpeg: nil,
            heldAttempts: [], isDraining: false)
        _ = farm.handle(.workerHello(SessionID(1), hello), at: now)
        let load = MachineLoad(
            coreBusyPercent: [50, 100], memoryTotalBytes: 2, memoryAvailableBytes: 1, scratchFreeBytes: 3)
        _ = farm.handle(.workerHeartbeat(SessionID(1), Heartbeat(machine: load, running: [])), at: now)
        var metrics = FarmMetrics()
        metrics.dispatch.observe(seconds: 0.003)
        metrics.dispatch.observe(seconds: 99)
        metrics.note(.attemptSucceeded(AttemptID(1), .nothing, at: now))
        metrics.note(
            .attemptFailed(AttemptID(2), AttemptFailure(kind: .lost, summary: ""), then: .nothing, at: now))
        let status = FarmStatus(
            version: "0.1.0", host: "oak", processID: 4_700, uptimeMilliseconds: 1_500, workers: 1, slots: 2,
            busySlots: 0, unfinishedJobs: 0,
            queuedChunks: 0, runningAttempts: 0, journalBytes: 9, deniedPeers: 4, stateDirectory: "",
            outputsDirectory: "")
        return metrics.page(of: farm, status, subscribers: 3, pipedBytes: 4096, at: now)
    }

    @Test("each family is announced once before its samples, and each sample stands once")
    func families() throws {
        var announced: [String: String] = [:]
        var seen: Set<String> = []
        var current = ""
        for line in page.split(separator: "\n").map(String.init) {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            if line.hasPrefix("# HELP ") {
                #expect(words.count == 4 && announced[words[2]] == nil, "\(line)")
                current = words[2]
                announced[current] = ""
            } else if line.hasPrefix("# TYPE ") {
                #expect(words[2] == current && ["gauge", "counter", "histogram"].contains(words[3]))
                announced[current] = words[3]
            } else {
                let pattern =
                    /^([a-z_:][a-z0-9_:]*)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? ([-+0-9.eE]+|\+Inf|NaN)$/
                let match = try #require(try pattern.wholeMatch(in: line), "\(line)")
                let base = String(match.1)
                let family = ["_bucket", "_sum", "_count"].reduce(base) { name, suffix in
                    name.hasSuffix(suffix) && announced[current] == "histogram"
                        ? String(name.dropLast(suffix.count)) : name
                }
                #expect(family == current, "\(line) stands below \(current)")
                #expect(announced[current] != "counter" || base.hasSuffix("_total"))
                #expect(seen.insert(base + String(match.2 ?? "")).inserted, "\(line) stands twice")
            }
        }
        #expect(announced.count > 20)
        #expect(announced.keys.allSatisfy { $0.hasPrefix("renderfarm_") })
    }

    @Test("buckets add up, and the last one holds everything")
    func histogram() {
        #expect(page.contains("renderfarm_dispatch_seconds_bucket{le=\"0.0025\"} 0\n"))
        #expect(page.contains("renderfarm_dispatch_seconds_bucket{le=\"0.005\"} 1\n"))
        #expect(page.contains("renderfarm_dispatch_seconds_bucket{le=\"10\"} 1\n"))
        #expect(page.contains("renderfarm_dispatch_seconds_bucket{le=\"+Inf\"} 2\n"))
        #expect(page.contains("renderfarm_dispatch_seconds_count 2\n"))
    }

    @Test("names from outside are escaped, and everything is counted")
    func values() {
        #expect(page.contains(#"renderfarm_worker_cpu_ratio{worker="o\"a\\k"} 0.75"# + "\n"))
        #expect(page.contains(#"renderfarm_attempts_ended_total{outcome="failed",reason="lost"} 1"# + "\n"))
        #expect(page.contains(#"renderfarm_attempts_ended_total{outcome="done",reason=""} 1"# + "\n"))
        #expect(page.contains("renderfarm_uptime_seconds 1.5\n"))
        #expect(page.contains("renderfarm_subscribers 3\n"))
        #expect(page.contains("renderfarm_piped_frames_bytes 4096\n"))
        #expect(page.contains("renderfarm_denied_peers_total 4\n"))
    }
}
