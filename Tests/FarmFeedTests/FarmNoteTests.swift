import FarmCore
import FarmFeed
import FarmModel
import Testing

@Suite("What the log says of a record")
struct FarmNoteTests {
    private var state: FarmState {
        var state = FarmState()
        state.apply(.workerNamed(WorkerID(0), name: "anna"))
        return state
    }

    private let moment = Timestamp(milliseconds: 1_760_000_000_000)

    private var attempt: Attempt {
        Attempt(
            id: AttemptID(8), chunk: ChunkID(job: JobID(3), index: 4), worker: WorkerID(0), workerProcessID: 1,
            isBackup: false, startedAt: moment)
    }

    @Test("rare records have their words, and say whom they are about")
    func words() {
        let run = RunIdentity(name: "run_20260131_120000", directory: "/o/runs/run_20260131_120000", output: "/o.mp4")
        let failure = StageFailure(summary: "s", cause: "the disk is full", mayRetry: true)
        let expected: [(Record, String)] = [
            (.workerNamed(WorkerID(0), name: "anna"), "worker anna: is new"),
            (
                .workerBlocked(WorkerID(0), BlockedKind(kind: "render/libx264", reason: "no encoder")),
                "worker anna: gets no more render/libx264: no encoder"
            ),
            (.workerUnblocked(WorkerID(0)), "worker anna: is trusted again"),
            (.workerUnblocked(WorkerID(9)), "worker ?: is trusted again"),
            (
                .jobSubmitted(JobID(3), JobRequest(work: .drill(tasks: 2)), run, at: moment),
                "job 3: submitted, run_20260131_120000"
            ),
            (.jobPlanned(JobID(3), .drill(tasks: 2), at: moment), "job 3: planned, 2 chunks"),
            (
                .stageFailed(JobID(3), .merge, failure, isFinal: false, at: moment),
                "job 3: merge failed, trying again: the disk is full"
            ),
            (
                .stageFailed(JobID(3), .merge, failure, isFinal: true, at: moment),
                "job 3: merge failed: the disk is full"
            ),
            (
                .attemptFailed(
                    AttemptID(8), AttemptFailure(kind: .workerFault, summary: "killed"), then: .giveUp, at: moment),
                "job 3 chunk 4 attempt 8 on anna: worker_fault: killed, chunk given up"
            ),
            (
                .chunkLost(ChunkID(job: JobID(3), index: 4), reason: "missing", at: moment),
                "job 3 chunk 4: must be rendered again: missing"
            ),
            (.jobPaused(JobID(3)), "job 3: paused"), (.jobResumed(JobID(3)), "job 3: resumed"),
            (.jobRetried(JobID(3), at: moment), "job 3: trying again"), (.jobForgotten(JobID(3)), "job 3: forgotten"),
        ]
        for (record, words) in expected {
            #expect(FarmNote(record, about: attempt, in: state, at: moment)?.line == words)
        }
    }

    @Test("what a person has to deal with counts as a failure")
    func severity() {
        func severity(_ record: Record) -> FarmNote.Severity? {
            FarmNote(record, about: attempt, in: state, at: moment)?.severity
        }
        let failure = AttemptFailure(kind: .retryable, summary: "broken")
        #expect(severity(.attemptFailed(AttemptID(8), failure, then: .giveUp, at: moment)) == .failure)
        #expect(
            severity(.attemptFailed(AttemptID(8), failure, then: .retry(notBefore: moment), at: moment)) == .warning)
        #expect(severity(.jobPaused(JobID(3))) == .info)
        #expect(FarmNote.Severity.info < .warning && .warning < FarmNote.Severity.failure)
    }

    @Test("what happens many times a second is not told")
    func silence() {
        let records: [Record] = [
            .attemptStarted(attempt), .attemptSucceeded(AttemptID(8), .nothing, at: moment),
            .attemptFailed(
                AttemptID(8), AttemptFailure(kind: .cancelled, summary: "no longer wanted"), then: .nothing, at: moment),
        ]
        for record in records { #expect(FarmNote(record, about: attempt, in: state, at: moment) == nil) }
    }
}
