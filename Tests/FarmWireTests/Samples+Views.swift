import FarmModel
import FarmWire

extension Samples {
    mutating func summary() -> JobSummary {
        JobSummary(
            id: job(), status: text(), priority: below(10), input: text(), output: text(), runDirectory: text(),
            chunksTotal: count(), chunksDone: count(), chunksRunning: count(), chunksFailed: count(),
            framesTotal: count(), framesDone: count(), framesPerSecond: double(),
            durationMilliseconds: maybe { $0.count() },
            remainingMilliseconds: maybe { $0.count() }, submittedAt: time(), finishedAt: maybe { $0.time() },
            waitingFor: maybe { $0.text() }, failure: maybe { $0.stageFailure() })
    }

    mutating func manifestEntry() -> ManifestEntry {
        ManifestEntry(
            chunkID: below(100), startSeconds: double(), durationSeconds: double(), startPts: pts(),
            endPts: maybe { $0.pts() }, frames: count(), input: text(), output: maybe { $0.text() }, status: text(),
            attempts: below(9), runtimeMilliseconds: maybe { $0.count() }, worker: maybe { $0.text() },
            workerProcessID: maybe { $0.count() }, commandHash: maybe { $0.text() }, error: maybe { $0.text() },
            errorLines: texts())
    }

    mutating func detail() -> JobDetail {
        JobDetail(
            summary: summary(), manifest: list { $0.manifestEntry() }, attempts: list { $0.span() }, warnings: texts(),
            reasons: texts())
    }

    mutating func span() -> AttemptSpan {
        AttemptSpan(
            attempt: attempt(), chunkIndex: below(100), worker: text(), slot: below(64),
            startMilliseconds: below(100_000),
            endMilliseconds: maybe { $0.below(100_000) }, status: text(), cost: maybe { $0.cost() })
    }

    mutating func cost() -> AttemptCost {
        AttemptCost(
            renderMilliseconds: below(100_000), processorMilliseconds: below(100_000),
            drawingMilliseconds: maybe { $0.below(100_000) })
    }

    mutating func report() -> JobReport {
        let stages = StageTimes(
            analyzeMilliseconds: maybe { $0.count() }, processMilliseconds: maybe { $0.below(100_000) },
            mergeMilliseconds: maybe { $0.below(100_000) }, verifyMilliseconds: maybe { $0.below(100_000) },
            totalMilliseconds: maybe { -$0.below(100_000) }, attemptMilliseconds: below(100_000))
        return JobReport(
            id: job(), status: text(), input: text(), output: text(), runDirectory: text(), frames: count(),
            stages: stages, chunks: ChunkCounts(total: count(), done: count(), failed: count(), attempts: count()),
            attempts: list { $0.span() }, seams: seamSummary(), missing: list { $0.manifestEntry() },
            mergeMethod: maybe { $0.text() },
            mergeFallbackReason: maybe { $0.text() }, checks: texts(),
            encoderBuilds: list { BuildShare(build: $0.text(), chunks: $0.count(), workers: $0.texts()) },
            reasons: texts(), warnings: texts(), failure: maybe { $0.stageFailure() })
    }

    mutating func machine() -> MachineLoad {
        MachineLoad(
            coreBusyPercent: list { $0.below(101) }, memoryTotalBytes: bytes(), memoryAvailableBytes: bytes(),
            scratchFreeBytes: bytes())
    }

    mutating func workerSummary() -> WorkerSummary {
        WorkerSummary(
            id: worker(), name: text(), status: one(of: WorkerSummary.Status.allCases), host: text(),
            processID: count(), slots: below(64),
            running: list {
                RunningAttempt(
                    attempt: $0.attempt(), chunk: $0.chunk(), frame: $0.count(), framesPerSecond: $0.double(),
                    isBackup: $0.flag())
            }, blocked: list { $0.blocked() }, machine: maybe { $0.machine() }, ffmpegVersion: maybe { $0.text() },
            encoderBuilds: list { EncoderBuild(encoder: $0.text(), build: $0.text()) }, renderers: texts(),
            silentMilliseconds: count())
    }

    mutating func blocked() -> BlockedKind { BlockedKind(kind: text(), reason: text()) }

    mutating func hello() -> WorkerHello {
        WorkerHello(
            name: text(), instance: text(), slots: below(1_025), processID: count(), host: text(), version: text(),
            ffmpeg: maybe {
                FFmpegFacts(
                    version: $0.text(), hasFpsMode: $0.flag(), encoders: $0.texts(),
                    builds: $0.list { EncoderBuild(encoder: $0.text(), build: $0.text()) })
            },
            heldAttempts: list { $0.attempt() }, isDraining: flag(),
            renderers: list { OfferedRenderer(name: $0.text(), frameLimitMilliseconds: 1_000 + $0.below(1_000)) })
    }

    mutating func heartbeat() -> Heartbeat {
        Heartbeat(
            machine: maybe { $0.machine() },
            running: list {
                AttemptProgress(
                    attempt: $0.attempt(), frame: $0.count(), framesPerSecond: $0.double(), checkedFrames: $0.count())
            })
    }

    mutating func status() -> FarmStatus {
        FarmStatus(
            version: text(), host: text(), processID: count(), uptimeMilliseconds: count(), workers: count(),
            slots: count(), busySlots: count(), unfinishedJobs: count(), queuedChunks: count(),
            runningAttempts: count(), journalBytes: bytes(),
            deniedPeers: count(), storageProblem: maybe { $0.text() }, stateDirectory: text(), outputsDirectory: text())
    }

    mutating func clientError() -> ClientError {
        ClientError(one(of: ClientError.Code.allCases), summary: text(), cause: text(), hint: maybe { $0.text() })
    }
}
