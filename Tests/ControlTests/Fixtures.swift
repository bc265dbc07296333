import FarmModel

@testable import Control

enum Fixtures {
    static func summary(_ id: Int = 7) -> JobSummary {
        JobSummary(
            id: JobID(id), status: "rendering", priority: 0, input: "/videos/in.mp4",
            output: "/home/somebody/renderfarm/outputs/final/output_run_20260131_235959.mp4",
            runDirectory: "/outputs/runs/run_20260131_235959", chunksTotal: 12, chunksDone: 5, chunksRunning: 2,
            chunksFailed: 0, framesTotal: 900, framesDone: 378, framesPerSecond: 120.44,
            remainingMilliseconds: 45_000, submittedAt: Timestamp(milliseconds: 0), finishedAt: nil, waitingFor: nil,
            failure: nil)
    }

    static func waiting() -> JobSummary {
        var job = summary(8)
        job.status = "analyzing"
        job.chunksTotal = 0
        job.chunksDone = 0
        job.framesTotal = 0
        job.framesDone = 0
        job.framesPerSecond = 0
        job.remainingMilliseconds = nil
        job.waitingFor = "a worker"
        return job
    }

    static func chunk(_ index: Int, status: String = "done") -> ManifestEntry {
        ManifestEntry(
            chunkID: index, startSeconds: Double(index) * 2.5, durationSeconds: 2.5, startPts: Int64(index) * 32_000,
            endPts: Int64(index + 1) * 32_000, frames: 75, input: "/videos/in.mp4", output: nil, status: status,
            attempts: 1, runtimeMilliseconds: 1_250, worker: "host-1", workerProcessID: 41, commandHash: "ab",
            error: nil, errorLines: [])
    }

    static func failedChunk(_ index: Int) -> ManifestEntry {
        var entry = chunk(index, status: "failed")
        entry.attempts = 3
        entry.runtimeMilliseconds = nil
        entry.worker = nil
        entry.error = "ffmpeg ended with exit status 1"
        entry.errorLines = ["[h264 @ 0x1] Invalid NAL unit", "Error\u{1B}[31m while decoding"]
        return entry
    }

    static func report(_ status: String = "done") -> JobReport {
        JobReport(
            id: JobID(7), status: status, input: "/videos/in.mp4", output: "/videos/out.mp4",
            runDirectory: "/outputs/runs/run_20260131_235959", frames: 900,
            stages: StageTimes(
                analyzeMilliseconds: 310, processMilliseconds: 12_400, mergeMilliseconds: 205,
                verifyMilliseconds: 812, totalMilliseconds: 73_727, attemptMilliseconds: 24_100),
            chunks: ChunkCounts(total: 12, done: 12, failed: 0, attempts: 13),
            seams: SeamSummary(
                total: 11, proved: 11, repairs: 1, largestDifferenceLevels: nil, unitedBecause: nil, notes: []),
            missing: [], mergeMethod: "copy",
            mergeFallbackReason: nil, checks: ["900 frames, as planned"],
            encoderBuilds: [BuildShare(build: "6.1 4f1c09ab77de", chunks: 12, workers: ["host-1"])],
            reasons: ["12 chunks for 3 slots"],
            warnings: ["the audio is 20 ms longer than the video"], failure: nil)
    }

    static func failedReport() -> JobReport {
        var report = report("failed")
        report.chunks = ChunkCounts(total: 12, done: 11, failed: 1, attempts: 15)
        report.missing = [failedChunk(3)]
        report.mergeMethod = nil
        report.stages.mergeMilliseconds = nil
        report.stages.verifyMilliseconds = nil
        report.checks = []
        report.failure = StageFailure(
            summary: "1 of 12 chunks could not be rendered", cause: "chunk 3: ffmpeg ended with exit status 1",
            hint: "`renderctl retry 7` tries the missing chunks again")
        return report
    }

    static func workers() -> [WorkerSummary] {
        let load = MachineLoad(
            coreBusyPercent: [90, 71], memoryTotalBytes: 8_000_000_000, memoryAvailableBytes: 3_200_000_000,
            scratchFreeBytes: 120_000_000_000)
        let running = RunningAttempt(
            attempt: AttemptID(9), chunk: ChunkID(job: JobID(7), index: 3), frame: 10, framesPerSecond: 30,
            isBackup: false)
        return [
            WorkerSummary(
                id: WorkerID(1), name: "host-1", status: .connected, host: "host", processID: 41, slots: 2,
                running: [running], blocked: [], machine: load, ffmpegVersion: "6.1", silentMilliseconds: 300),
            WorkerSummary(
                id: WorkerID(2), name: "a-machine-with-a-rather-long-name", status: .reconnecting, host: "other",
                processID: 42, slots: 1, running: [],
                blocked: [BlockedKind(kind: "render/libx265", reason: "3 faults in a row")], machine: nil,
                ffmpegVersion: nil, silentMilliseconds: 130_000),
        ]
    }
}
