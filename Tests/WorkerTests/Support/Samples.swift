import FarmModel
import FarmWire

@testable import Worker

extension Timestamp: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) { self.init(milliseconds: value) }
}

extension WorkerHello {
    static let sample = WorkerHello(
        name: "ada", instance: "i1", slots: 2, processID: 42, host: "host", version: "1", ffmpeg: nil,
        heldAttempts: [], isDraining: false)
}

extension RenderTask {
    static let sample = RenderTask(
        input: InputIdentity(path: "/in.mp4", sizeBytes: 1, modifiedNanoseconds: 1),
        timeBase: Rational(1, 30).unsafelyUnwrapped, timestampOffset: 0,
        settings: RenderSettings(
            filter: nil, encoding: EncoderSettings(encoder: "libx264")),
        chunkFormat: "nut", threads: 1,
        chunk: ChunkPlan(
            firstFrame: 0, frameCount: 30, startPts: 0, endPts: nil, lastPts: 29,
            starts: [ChunkStart(seekPts: nil, warmUpFrame: 0, warmUpPts: 0)]),
        outputPath: "/runs/r/chunks/chunk_000.nut", commandHash: "")
}

extension Assignment {
    static func render(_ number: Int) -> Assignment {
        Assignment(
            attempt: AttemptID(number), chunk: ChunkID(job: JobID(1), index: number), task: .render(.sample))
    }

    static func drill(_ number: Int) -> Assignment {
        Assignment(attempt: AttemptID(number), chunk: ChunkID(job: JobID(1), index: number), task: .drill)
    }
}

extension AttemptProduct {
    static let sample = AttemptProduct.chunkFile(
        ChunkFile(sizeBytes: 9, sha256: "00", frames: 30, streamFingerprint: "f", commandHash: "h"))
}

extension AttemptOutcome {
    static let sample = AttemptOutcome.succeeded(.sample)
}

extension AttemptFailure {
    static let cancelled = AttemptFailure(kind: .cancelled, summary: "cancelled")
}

extension WorkerCore {
    /// A worker with two slots that has been welcomed.
    static func joined(at now: Timestamp = 0) -> WorkerCore {
        var core = WorkerCore(identity: .sample)
        _ = core.handle(.started, at: now)
        _ = core.handle(.connected, at: now)
        _ = core.handle(.received(.welcome(worker: WorkerID(1), heartbeatMilliseconds: 1_000, version: "1")), at: now)
        return core
    }

    /// From a waiting worker to a welcomed one; returns all effects on the way.
    @discardableResult
    mutating func join(at now: Timestamp) -> [WorkerEffect] {
        handle(.timerFired(.reconnect), at: now) + handle(.connected, at: now)
            + handle(.received(.welcome(worker: WorkerID(1), heartbeatMilliseconds: 1_000, version: "1")), at: now)
    }
}
