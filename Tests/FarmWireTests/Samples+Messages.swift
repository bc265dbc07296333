import FarmModel
import FarmWire

/// One value of every message and of every record.
extension Samples {
    mutating func workerMessages() -> [WorkerMessage] {
        [
            .hello(hello()), .heartbeat(heartbeat()), .attemptSucceeded(attempt(), product()),
            .attemptFailed(attempt(), attemptFailure()), .attemptLog(attempt(), lines: texts()), .draining,
        ]
    }

    mutating func coordinatorMessages() -> [CoordinatorMessage] {
        [
            .welcome(worker: worker(), heartbeatMilliseconds: 1 + below(10_000), version: text()),
            .refused(reason: text(), mayRetry: flag()), .assign(assignment()), .cancel(attempt()),
            .acknowledge(attempt()), .drain, .heard,
        ]
    }

    mutating func requests() -> [ClientRequest] {
        [
            .hello(version: text()), .submit(request()), .jobs, .job(job()), .report(job()), .workers, .status,
            .follow(job()), .watch(maybe { $0.job() }), .logs(job(), chunk: maybe { $0.count() }, follow: flag()),
            .cancel(job()), .pause(job()),
            .resume(job()), .retry(job()), .setPriority(job(), below(200) - 100), .drain(workerName: text()),
            .kick(workerName: text()), .clean(all: flag(), olderThanMilliseconds: maybe { $0.count() }),
            .probe(answerBytes: below(9_000)), .shutdown,
        ]
    }

    mutating func replies() -> [ClientReply] {
        [
            .welcome(version: text()), .submitted(job(), run()), .done, .jobs(list { $0.summary() }), .job(detail()),
            .report(report()), .workers(list { $0.workerSummary() }), .status(status()), .progress(summary()),
            .event(event()),
            .logText(texts()), .cleaned(runs: count(), bytes: bytes()), .probed(clock: time(), filling: text()),
            .error(clientError()),
        ]
    }

    mutating func records() -> [Record] {
        [
            .workerNamed(worker(), name: text()), .workerBlocked(worker(), blocked()), .workerUnblocked(worker()),
            .jobSubmitted(job(), request(), run(), at: time()), .jobPlanned(job(), plan(), at: time()),
            .jobMerged(job(), merge(), at: time()), .jobVerified(job(), verification(), at: time()),
            .stageFailed(job(), one(of: Stage.allCases), stageFailure(), isFinal: flag(), at: time()),
            .renderingFailed(job(), stageFailure(), at: time()), .jobPaused(job()), .jobResumed(job()),
            .jobPriorityChanged(job(), priority: below(200) - 100), .jobCancelled(job(), at: time()),
            .jobRetried(job(), at: time()), .jobForgotten(job()), .attemptStarted(attemptWithLease()),
            .attemptSucceeded(attempt(), product(), at: time()),
            .attemptFailed(attempt(), attemptFailure(), then: verdict(), at: time()),
            .chunkLost(chunk(), reason: text(), at: time()),
            .chunkDoubted(chunk(), care: below(3), reason: text(), at: time()),
            .jobUnited(job(), plan(), reason: text(), at: time()),
            .pipeBroken(job(), reason: text(), isEncodersFault: flag(), at: time()),
            .countersRestored(nextJob: count(), nextAttempt: count()),
            .workerRestored(knownWorker()), .jobRestored(jobHeader()),
            .chunkRestored(chunk(), chunkState(), maybe { $0.file() }), .attemptRestored(attemptWithLease()),
        ]
    }

    private mutating func attemptWithLease() -> Attempt {
        Attempt(
            id: attempt(), chunk: chunk(), worker: worker(), workerProcessID: count(), isBackup: flag(),
            startedAt: time(), encoderBuild: maybe { $0.text() })
    }

    private mutating func verdict() -> FailureVerdict { one(of: [.retry(notBefore: time()), .giveUp, .nothing]) }

    private mutating func knownWorker() -> KnownWorker {
        var known = KnownWorker(id: worker(), name: text())
        known.blocked = list { $0.blocked() }
        return known
    }

    private mutating func chunkState() -> ChunkState {
        var chunk = ChunkState()
        chunk.status = one(of: ChunkState.Status.allCases)
        chunk.attemptsStarted = below(9)
        chunk.active = maybe { $0.attempt() }
        chunk.backup = maybe { $0.attempt() }
        chunk.notBefore = maybe { $0.time() }
        chunk.failures = list {
            FailedAttempt(
                attempt: $0.attempt(), worker: $0.worker(), failure: $0.attemptFailure(), startedAt: $0.time(),
                endedAt: $0.time())
        }
        chunk.winner = maybe {
            ChunkWinner(
                attempt: $0.attempt(), worker: $0.worker(), workerProcessID: $0.count(), startedAt: $0.time(),
                runtimeMilliseconds: -$0.count(), encoderBuild: $0.maybe { $0.text() })
        }
        return chunk
    }

    private mutating func jobHeader() -> Job {
        var header = Job(
            id: job(), request: request(), run: run(), phase: one(of: Job.Phase.allCases), submittedAt: time())
        header.priority = below(9)
        header.isPaused = flag()
        header.timeline.plannedAt = maybe { $0.time() }
        header.timeline.firstAttemptAt = maybe { $0.time() }
        header.timeline.renderedAt = maybe { $0.time() }
        header.timeline.mergedAt = maybe { $0.time() }
        header.timeline.finishedAt = maybe { $0.time() }
        header.plan = maybe { $0.plan() }
        header.doneChunks = count()
        header.failedChunks = count()
        header.doneWeight = count()
        header.doneRuntimeMilliseconds = count()
        header.stageFailures = below(3)
        header.seams = seamHistory()
        header.merge = maybe { $0.merge() }
        header.verification = maybe { $0.verification() }
        header.failure = maybe { $0.stageFailure() }
        return header
    }
}
