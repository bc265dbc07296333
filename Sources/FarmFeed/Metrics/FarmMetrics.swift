import FarmCore
import FarmModel
import FarmWire

/// What is counted and timed since this life of the coordinator began, and the page that shows it.
public struct FarmMetrics: Sendable {
    /// From the decision that a worker gets a chunk until it is told so: with the record of it on disk between.
    public var dispatch = Histogram()
    /// Writing and syncing a group of records.
    public var journalCommit = Histogram()
    /// How much later than asked for the event loop came to a timer.
    public var loopLag = Histogram()
    /// What was sent over HTTP as the content of files.
    public var servedBytes: Int64 = 0
    private var started = 0
    private var succeeded = 0
    private var failed: [AttemptFailure.Kind: Int] = [:]
    private var stageFailures: [Stage: Int] = [:]
    private var endedJobs: [Job.Phase: Int] = [:]

    public init() {}

    public mutating func note(_ record: Record) {
        switch record {
        case .attemptStarted: started += 1
        case .attemptSucceeded: succeeded += 1
        case .attemptFailed(_, let failure, _, _): failed[failure.kind, default: 0] += 1
        case .stageFailed(_, let stage, _, let isFinal, _):
            stageFailures[stage, default: 0] += 1
            if isFinal { endedJobs[.failed, default: 0] += 1 }
        case .renderingFailed: endedJobs[.failed, default: 0] += 1
        case .jobVerified: endedJobs[.done, default: 0] += 1
        case .jobCancelled: endedJobs[.cancelled, default: 0] += 1
        default: break
        }
    }

    // MARK: The page

    /// `pipedBytes` is the memory of frames that come in, wait for an encoder, or are given to one.
    public func page(
        of farm: Farm, _ status: FarmStatus, subscribers: Int, pipedBytes: Int, at now: Timestamp
    ) -> String {
        var page = MetricsText()
        page.gauge(
            "renderfarm_build_info", "The version that runs.", [.init(1, [("version", status.version)])])
        page.gauge(
            "renderfarm_uptime_seconds", "Time since the coordinator was started.",
            [.init(Double(status.uptimeMilliseconds) / 1_000)])
        addQueue(of: farm, status, to: &page)
        addAttempts(to: &page)
        page.histogram(
            "renderfarm_dispatch_seconds", "From the decision to give a chunk to a worker until it is sent.", dispatch)
        page.histogram(
            "renderfarm_journal_commit_seconds", "Writing and syncing a group of records of the journal.",
            journalCommit)
        page.histogram("renderfarm_loop_lag_seconds", "How late the event loop came to a timer.", loopLag)
        page.gauge("renderfarm_journal_bytes", "Size of the journal.", status.journalBytes)
        page.counter(
            "renderfarm_http_file_bytes_total", "Content of files that was sent over HTTP.",
            [.init(Double(servedBytes))])
        page.counter(
            "renderfarm_denied_peers_total", "Peers that could not prove that they know the farm's secret.",
            [.init(Double(status.deniedPeers))])
        page.gauge("renderfarm_subscribers", "Those who watch: browsers and terminals.", subscribers)
        page.gauge(
            "renderfarm_piped_frames_bytes", "Memory of frames on their way into the encoders of piped jobs.",
            pipedBytes)
        addWorkers(farm.workerSummaries(at: now), to: &page)
        return page.text
    }

    private func addQueue(of farm: Farm, _ status: FarmStatus, to page: inout MetricsText) {
        page.gauge(
            "renderfarm_queued_chunks", "Chunks that wait for a slot or for their next try.", status.queuedChunks)
        page.gauge("renderfarm_running_attempts", "Attempts that hold a lease.", status.runningAttempts)
        page.gauge("renderfarm_slots", "Slots of connected workers that take work.", status.slots)
        page.gauge("renderfarm_busy_slots", "Slots in use.", status.busySlots)
        page.gauge(
            "renderfarm_storage_problem", "1 while nothing is handed out because a disk is full or failing.",
            status.storageProblem == nil ? 0 : 1)
        var phases: [Job.Phase: Int] = [:]
        for job in farm.state.jobs { phases[job.phase, default: 0] += 1 }
        page.gauge(
            "renderfarm_jobs", "Jobs that the farm remembers, by phase.",
            Job.Phase.allCases.map { .init(Double(phases[$0] ?? 0), [("phase", $0.rawValue)]) })
    }

    private func addAttempts(to page: inout MetricsText) {
        page.counter(
            "renderfarm_attempts_started_total", "Attempts that were given to workers.", [.init(Double(started))])
        page.counter(
            "renderfarm_attempts_ended_total", "Attempts that have ended, by how.",
            [.init(Double(succeeded), [("outcome", "done"), ("reason", "")])]
                + AttemptFailure.Kind.allCases.map {
                    .init(
                        Double(failed[$0] ?? 0),
                        [("outcome", $0 == .cancelled ? "cancelled" : "failed"), ("reason", $0.rawValue)])
                })
        page.counter(
            "renderfarm_stage_failures_total", "Stages that failed, retries included.",
            Stage.allCases.map { .init(Double(stageFailures[$0] ?? 0), [("stage", $0.rawValue)]) })
        page.counter(
            "renderfarm_jobs_ended_total", "Jobs that have ended, by how.",
            [Job.Phase.done, .failed, .cancelled].map { .init(Double(endedJobs[$0] ?? 0), [("phase", $0.rawValue)]) })
    }

    private func addWorkers(_ workers: [WorkerSummary], to page: inout MetricsText) {
        func each(_ value: (WorkerSummary) -> Double?) -> [MetricsText.Sample] {
            workers.compactMap { worker in value(worker).map { .init($0, [("worker", worker.name)]) } }
        }
        page.gauge(
            "renderfarm_workers", "Workers by status.",
            WorkerSummary.Status.allCases.map { status in
                .init(Double(workers.count { $0.status == status }), [("status", status.rawValue)])
            })
        page.gauge(
            "renderfarm_worker_frames_per_second", "What the attempts of a worker render together.",
            each { $0.running.reduce(0) { $0 + $1.framesPerSecond } })
        page.gauge("renderfarm_worker_busy_slots", "Attempts that a worker has.", each { Double($0.running.count) })
        page.gauge("renderfarm_worker_slots", "Slots of a worker.", each { Double($0.slots) })
        page.gauge(
            "renderfarm_worker_cpu_ratio", "Busy share of the cores of the worker's machine, 0 to 1.",
            each { worker in
                guard let cores = worker.machine?.coreBusyPercent, !cores.isEmpty else { return nil }
                return Double(cores.reduce(0, +)) / Double(cores.count) / 100
            })
        page.gauge(
            "renderfarm_worker_memory_available_bytes", "Memory that the worker's machine has left.",
            each { $0.machine.map { Double($0.memoryAvailableBytes) } })
        page.gauge(
            "renderfarm_worker_scratch_free_bytes", "Room on the worker's disk.",
            each { $0.machine.map { Double($0.scratchFreeBytes) } })
    }
}
