import FarmCore
import FarmModel
import FarmWire
import Glibc
import Invocation
import LinuxIO

/// One request of a client. Questions are answered from the state, commands by the core.
struct ClientCall {
    private let conversation: ClientConversation
    private unowned let coordinator: Coordinator

    init(_ conversation: ClientConversation, coordinator: Coordinator) {
        self.conversation = conversation
        self.coordinator = coordinator
    }

    private var farm: Farm { coordinator.farm }

    func answer(_ request: ClientRequest) {
        switch request {
        case .hello: reply(.error(ClientError(.badRequest, summary: "hello comes once", cause: "it was sent again")))
        case .submit(let job): submit(job)
        case .jobs: reply(.jobs(farm.summaries))
        case .job(let id): withJob(id) { reply(.job(farm.detail(of: $0))) }
        case .report(let id): withJob(id) { reply(.report(farm.report(of: $0))) }
        case .workers: reply(.workers(farm.workerSummaries(at: coordinator.clock.now)))
        case .status: reply(.status(coordinator.status))
        case .follow(let id): withJob(id) { coordinator.clients.follow($0.id, in: conversation) }
        case .watch(let id): watch(id)
        case .logs(let id, let chunk, let follow):
            withJob(id) {
                JobLogs(job: $0, chunk: chunk, conversation: conversation).send(follow: follow, for: coordinator)
            }
        case .cancel(let id): command(.cancel(id))
        case .pause(let id): command(.pause(id))
        case .resume(let id): command(.resume(id))
        case .retry(let id): command(.retry(id))
        case .setPriority(let id, let priority): command(.setPriority(id, priority))
        case .drain(let name): command(.drain(workerName: name))
        case .kick(let name): command(.kick(workerName: name))
        case .clean(let all, let age):
            conversation.expectLateReply()
            CleanUp(coordinator: coordinator, all: all, minimumAge: age).run(reply)
        case .probe(let bytes):
            reply(.probed(clock: coordinator.clock.now, filling: String(repeating: "x", count: bytes)))
        case .shutdown: shutDown()
        }
    }

    private func reply(_ reply: ClientReply) { conversation.reply(reply) }

    private func withJob(_ id: JobID, _ body: (Job) -> Void) {
        guard let job = farm.state.job(id) else { return reply(.error(.noSuchJob(id))) }
        body(job)
    }

    private func watch(_ id: JobID?) {
        if let id, farm.state.job(id) == nil { return reply(.error(.noSuchJob(id))) }
        conversation.beginStreaming()
        let connection = conversation.connection
        let subscriber = FeedSubscriber(job: id, isOpen: { connection.isOpen }) { [conversation, coordinator] event in
            guard !conversation.isBehind else { return false }
            switch event {
            case .event(let entry): connection.send(ClientReply.eventLine(entry.bytes))
            case .resync:
                let snapshot = coordinator.feed.snapshot(of: coordinator, only: id)
                connection.send(ClientReply.event(.snapshot(snapshot)).line)
            case .nothingNew: break
            }
            return true
        }
        coordinator.feed.subscribe(subscriber, lastSeen: nil, for: coordinator)
    }

    private func command(_ command: Command) {
        conversation.expectLateReply()
        CommandDesk(coordinator: coordinator).perform(command) { result in
            switch result {
            case .success: reply(.done)
            case .failure(let error): reply(.error(error))
            }
        }
    }

    private func shutDown() {
        guard conversation.connection.isLoopbackPeer else {
            return reply(
                .error(
                    ClientError(
                        .notAllowed, summary: "the coordinator is not stopped",
                        cause: "only a client on its own machine may do that")))
        }
        reply(.done)
        coordinator.stop()
    }

    // MARK: Submission

    private func submit(_ job: JobRequest) {
        conversation.expectLateReply()
        CommandDesk(coordinator: coordinator).submit(job) { result in
            switch result {
            case .success(let (id, run)): reply(.submitted(id, run))
            case .failure(let error): reply(.error(error))
            }
        }
    }
}

extension ClientError {
    static func noSuchJob(_ id: JobID) -> ClientError {
        ClientError(
            .noSuchJob, summary: "there is no job \(id.number)",
            cause: "it was never submitted, or has been cleaned away",
            hint: "`renderctl jobs` lists them")
    }

    /// The words for a refusal by the core.
    init(_ answer: CommandAnswer) {
        switch answer {
        case .refused(.noSuchJob(let id)):
            self = .noSuchJob(id)
        case .refused(.noSuchWorker(let name)):
            self.init(
                .noSuchWorker, summary: "there is no worker named \(name)", cause: "none of that name is connected",
                hint: "`renderctl workers` lists them")
        case .refused(.wrongPhase(let id, let phase)):
            self.init(
                .wrongPhase, summary: "job \(id.number) cannot do that now", cause: "it is \(phase.rawValue)",
                hint: "`renderctl show \(id.number)` shows it")
        case .refused(.tooManyJobs(let limit)):
            self.init(
                .busy, summary: "no further job is accepted", cause: "the farm remembers \(limit) jobs already",
                hint: "`renderctl clean --all` forgets those that have ended")
        case .refused(.outOfBounds(let cause)):
            self.init(.badRequest, summary: "the request is out of bounds", cause: cause)
        case .done, .submitted:
            self.init(.internal, summary: "the answer was unexpected", cause: "an internal error")
        }
    }
}

extension Coordinator {
    var status: FarmStatus {
        let counts = farm.slotCounts
        return FarmStatus(
            version: FarmVersion.current, host: MachineProbe.hostName(), processID: Int(getpid()),
            uptimeMilliseconds: Int(FarmClock.monotonicMilliseconds() - startedAt), workers: counts.workers,
            slots: counts.slots, busySlots: counts.busy,
            unfinishedJobs: farm.state.jobs.count { !$0.phase.isFinal }, queuedChunks: farm.queuedChunks,
            runningAttempts: farm.state.attempts.count, journalBytes: journalBytes, deniedPeers: deniedPeers,
            storageProblem: storageProblem,
            stateDirectory: settings.stateDirectory, outputsDirectory: settings.outputsDirectory)
    }
}
