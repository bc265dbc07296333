import FarmModel
import Glibc
import LinuxIO
import MediaPlan

/// Checks the joined video frame by frame, and only then puts it in its place.
///
/// Workers have decoded each chunk as soon as it was rendered. What was joined by copying need not be decoded whole once
/// more; what was encoded anew is, and whatever looks odd.
///
/// May be run again after a crash at any point: a merged file that has vanished is made again, and an output that was
/// published already is checked where it is.
struct Verification {
    let request: StageRequest
    let tools: MediaTools

    func run() throws(MediaError) -> StageOutcome {
        let job = try MergeJob(request)
        guard let merged = request.merge else {
            throw MediaError("the stage request is not complete", cause: "there is no merge to verify")
        }
        let output = request.run.output
        if try isSame(output, merged) { return .verified(try checked(output, job)) }
        if try !isSame(merged.temporaryPath, merged) {
            let damaged = job.damagedChunks()
            guard damaged.isEmpty else {
                return .chunksDamaged(
                    damaged.map(\.chunk), reason: "the merged file and its chunks have changed on disk")
            }
            _ = try Merging(request: request, tools: tools).merge(job)
        }
        let report = try checked(merged.temporaryPath, job)
        try publish(merged.temporaryPath, to: output)
        return .verified(report)
    }

    private func isSame(_ path: String, _ merged: MergeReport) throws(MediaError) -> Bool {
        do throws(SystemError) {
            guard let facts = try Files.factsIfPresent(path), facts.kind == .regular,
                facts.sizeBytes == merged.sizeBytes
            else { return false }
            return try sha256OfFile(path) == merged.sha256
        } catch {
            throw MediaError("\(path) cannot be read", error)
        }
    }

    // MARK: Checking

    private func checked(_ path: String, _ job: MergeJob) throws(MediaError) -> VerifyReport {
        guard request.merge?.method == .copy, let encoder = EncoderFacts.named(job.plan.settings.encoding.encoder)
        else { return try checked(path, job, .pictures) }
        do throws(MediaError) {
            return try checked(path, job, OutputScan.depthAfterChunkScans(codec: encoder.codec))
        } catch {
            // Not every container tells the times of its packets, and only pictures are proof of an error.
            return try checked(path, job, .pictures)
        }
    }

    private func checked(
        _ path: String, _ job: MergeJob, _ depth: OutputScan.Depth
    ) throws(MediaError) -> VerifyReport {
        let original = try tools.description(of: job)
        let tracks = TrackPlan(probe: original, container: job.container, request: request.request, source: 1)
        let scan = try tools.scanOutput(
            path, depth, encodedAudio: tracks.audio.indices.filter { !tracks.audio[$0].isCopied },
            ffmpeg: try tools.ffmpegSpelling())
        guard scan.lastLines.isEmpty else {
            throw wrong("the joined video does not decode without errors", lastLines: scan.lastLines)
        }
        var checks = [Self.words(for: depth)]
        checks.append(try checkCount(scan.result.pts.count, job))
        checks += try checkTimes(scan.result.pts, job)
        checks += try checkAudio(scan.result.audioPackets, tracks, original, job)
        return VerifyReport(
            output: request.run.output, frames: scan.result.pts.count, sizeBytes: try size(of: path),
            durationMilliseconds: Int(scan.result.durationMicroseconds / 1000), checks: checks)
    }

    private static func words(for depth: OutputScan.Depth) -> String {
        switch depth {
        case .pictures: "every frame decodes without an error"
        case .keyFrames: "every frame decodes without an error in its chunk, and every key frame in the joined file"
        case .packets: "every frame decodes without an error in its chunk"
        }
    }

    private func checkCount(_ found: Int, _ job: MergeJob) throws(MediaError) -> String {
        let expected = job.plan.keepsFrameCount ? job.plan.frameCount : job.files.reduce(0) { $0 + $1.frames }
        guard found == expected, found > 0 else {
            throw wrong("the joined video has \(found) frames instead of \(expected)")
        }
        return "\(found) frames of \(expected)"
    }

    /// `pts` in microseconds.
    private func checkTimes(_ pts: [Int64], _ job: MergeJob) throws(MediaError) -> [String] {
        // Where the input's own times are in disorder a serial run's are as well: there is nothing to hold them against.
        guard job.plan.keepsFrameCount, let first = pts.first, let last = pts.last else { return [] }
        let expected = job.plan.shownMicroseconds
        let inputTick = MediaTime.microseconds(1, in: job.plan.timeBase)
        let tick = job.container.tickMicroseconds(
            timeBase: job.plan.clock.timeBase, frame: expected / Int64(max(1, pts.count - 1)))
        // A container that counts more coarsely may give two frames the same time.
        let isCoarser = tick > inputTick
        guard zip(pts, pts.dropFirst()).allSatisfy({ isCoarser ? $0 <= $1 : $0 < $1 }) else {
            throw wrong("the timestamps of the joined video do not increase")
        }
        let found = last - first
        // One tick of the coarser clock: more than rounding can make, less than a frame.
        guard abs(expected - found) <= max(tick, inputTick) + 2 + lateStart(job) else {
            throw wrong(
                "from the first frame to the last it takes \(MediaTime.secondsText(microseconds: found)) s instead of "
                    + "\(MediaTime.secondsText(microseconds: expected)) s")
        }
        return [
            "timestamps increase from frame to frame",
            "from the first frame to the last \(MediaTime.secondsText(microseconds: found)) s, as planned",
        ]
    }

    /// Containers without times show the first frame at zero, also where it is due later, and a serial run has it there too.
    private func lateStart(_ job: MergeJob) -> Int64 {
        guard job.container.needsConstantRate else { return 0 }
        return max(0, MediaTime.microseconds(job.plan.firstPts - job.plan.timestampOffset, in: job.plan.timeBase))
    }

    private func checkAudio(
        _ counts: [Int], _ tracks: TrackPlan, _ original: ProbeReport, _ job: MergeJob
    ) throws(MediaError) -> [String] {
        guard counts.count == tracks.audioStreams else {
            throw wrong("the joined file has \(counts.count) audio streams instead of \(tracks.audioStreams)")
        }
        guard !counts.isEmpty else { return ["no audio, as planned"] }
        let originals = original.streams(of: .audio)
        for (stream, (track, count)) in zip(tracks.audio, counts).enumerated() {
            let expected = expectedPackets(originals[track.number], original, job)
            let least = track.isCopied ? expected * StageLimits.audioPacketPercent / 100 : min(1, expected)
            guard count >= least else {
                throw wrong("audio stream \(stream) has \(count) packets; the original has \(expected)")
            }
        }
        return ["\(counts.count) audio \(counts.count == 1 ? "stream" : "streams"), none cut short"]
    }

    /// Of a part of the input, so many as there are in so much time; a packet at each end may fall outside.
    private func expectedPackets(_ stream: ProbedStream, _ original: ProbeReport, _ job: MergeJob) -> Int {
        let all = stream.packets ?? 0
        guard request.request.isTrimmed, let whole = stream.durationSeconds ?? original.durationSeconds, whole > 0,
            let last = job.plan.chunks.last?.lastPts
        else { return all }
        let start = MediaTime.microseconds(job.plan.firstPts, in: job.plan.timeBase) - (stream.startMicroseconds ?? 0)
        let end = MediaTime.microseconds(last, in: job.plan.timeBase) - (stream.startMicroseconds ?? 0)
        // The audio may begin behind the part, or end before it.
        let seconds = Double(min(end, Int64(whole * 1_000_000)) - max(start, 0)) / 1_000_000
        return max(0, Int(Double(all) * seconds / whole) - 2)
    }

    private func wrong(_ cause: String, lastLines: [String] = []) -> MediaError {
        MediaError(
            "the joined video is not what it should be", cause: cause,
            hint: "it was not published; the chunks are kept", lastLines: lastLines)
    }

    private func size(of path: String) throws(MediaError) -> Int64 {
        do throws(SystemError) {
            return try Files.facts(path).sizeBytes
        } catch {
            throw MediaError("\(path) cannot be looked at", error)
        }
    }

    // MARK: Publishing

    /// A rename within one folder: whoever looks sees the whole file or none.
    private func publish(_ temporary: String, to output: String) throws(MediaError) {
        do throws(SystemError) {
            if request.request.overwrite {
                try Files.rename(temporary, to: output)
            } else {
                try Files.renameNoReplace(temporary, to: output)
            }
            try Files.syncDirectory(RunLayout.split(output).folder)
        } catch  where error.code == EEXIST {
            throw MediaError(
                "the output exists already", cause: "\(output) appeared while the job was running, and is left alone",
                hint: "move it away and run `renderctl retry`: the finished video is kept until then")
        } catch {
            throw MediaError("the output cannot be put in its place", error)
        }
    }
}
