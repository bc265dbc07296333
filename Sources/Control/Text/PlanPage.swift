import FarmModel
import Invocation
import JSONText
import MediaPlan
import MediaStages

/// What `plan` prints: the input, the decision and its reasons, every chunk, every warning.
struct PlanPage {
    let findings: PlanFindings
    let output: String
    let slots: Int
    let showsCommands: Bool
    /// What trying the filters in pieces showed; empty where nobody asked.
    let trial: [SeamTrialResult]

    private var plan: VideoPlan { findings.plan }
    private var estimate: PlanEstimate { PlanEstimate(plan: plan, pts: findings.pts, costs: findings.costs) }

    func text(width: Int?) -> String {
        let estimate = estimate
        var parts = [facts(estimate), table(estimate).text(width: width)]
        if showsCommands {
            parts.append(plan.chunks.indices.map { command(of: $0) + "\n" }.joined(separator: "\n"))
        } else {
            parts.append("command of chunk \(exampleChunk):\n\(command(of: exampleChunk))\n")
        }
        if !trial.isEmpty { parts.append(trial.map { Self.words(for: $0) + "\n" }.joined()) }
        let notes =
            plan.reasons.map { "why:     \(printable($0))\n" } + plan.warnings.map { "warning: \(printable($0))\n" }
        if !notes.isEmpty { parts.append(notes.joined()) }
        return parts.joined(separator: "\n")
    }

    private static func words(for result: SeamTrialResult) -> String {
        let place = "tried:   at frame \(result.frame) (\(Words.decimal(result.seconds, digits: 2)) s) "
        if let warmUp = result.sufficientWarmUp {
            return place + "pieces are equal with \(Words.count(warmUp, "frame")) of warm-up"
        }
        guard let levels = result.differenceLevels else { return place + "pieces have frames at other times" }
        let size = levels == 0 ? "less than a level" : Words.count(levels, "level")
        return place + "pieces differ whatever the warm-up, by \(size) with the longest"
    }

    // MARK: Facts

    private func facts(_ estimate: PlanEstimate) -> String {
        var facts = FactList()
        let probe = findings.survey.probe
        facts.add(
            "input",
            "\(plan.input.path) (\(probe.formatNames.joined(separator: ",")), \(Words.bytes(plan.input.sizeBytes)))")
        for stream in probe.streams { facts.add("stream \(stream.index)", Self.words(for: stream)) }
        facts.add("frames", frames)
        facts.add("scan", scan)
        facts.add("filter", plan.settings.filter ?? "none")
        facts.add("output", "\(output): \(plan.settings.encoding.encoder), in chunks of .\(plan.fileFormat)")
        facts.add("chunks", chunks)
        facts.add("cost", cost(estimate))
        facts.add("ffmpeg", findings.ffmpeg.version)
        return facts.text
    }

    private static func words(for stream: ProbedStream) -> String {
        var words = ["\(stream.kind.rawValue)", stream.codec.isEmpty ? "of an unknown kind" : stream.codec]
        if stream.kind == .video {
            words.append("\(stream.width)x\(stream.height)")
            if let format = stream.pixelFormat { words.append(format) }
            if let rate = stream.averageFrameRate, rate.numerator > 0 {
                words.append(Words.decimal(rate.asDouble, digits: 3) + " frames/s")
            }
            if stream.rotation != 0 { words.append("turned by \(stream.rotation)°") }
            if stream.isAttachedPicture { words.append("cover picture") }
        }
        if let base = stream.timeBase, stream.kind == .video { words.append("time base \(MediaTime.text(base))") }
        return words.joined(separator: " ")
    }

    private var frames: String {
        let last = plan.chunks.last?.lastPts ?? plan.firstPts
        let length = MediaTime.microseconds(last - plan.firstPts, in: plan.timeBase)
        let keys = Words.count(findings.survey.packets.keys.count, "key frame")
        let rate = hasVariableRate ? "; the frame rate varies, and each frame keeps its own time" : ""
        return "\(plan.frameCount), the last one \(MediaTime.secondsText(microseconds: length)) s after the first, "
            + keys + rate
    }

    private var hasVariableRate: Bool {
        let pts = findings.pts
        guard pts.count >= 3 else { return false }
        let step = pts[1] - pts[0]
        return !zip(pts, pts.dropFirst()).allSatisfy { abs($1 - $0 - step) <= 1 }
    }

    private var scan: String {
        let packets = "\(Words.count(findings.survey.packets.packets, "packet")) listed"
        return findings.decodedPts == nil ? packets : "\(packets), and every picture decoded once"
    }

    private var chunks: String {
        let count = plan.chunks.count
        guard count > 1 else { return "1, with \(Words.count(plan.threads, "thread")): no seams" }
        let proof = plan.seamRule == .exact ? "bit for bit" : "to a few levels, because the filters never forget"
        return "\(count) for \(Words.count(slots, "slot")), \(Words.count(plan.threads, "thread")) each; "
            + "\(Words.count(count - 1, "seam")) to be proved \(proof)"
    }

    private func cost(_ estimate: PlanEstimate) -> String? {
        guard let cost = findings.costs?.average, let compute = estimate.computeMilliseconds,
            let overhead = estimate.overheadMilliseconds
        else { return nil }
        let each = Words.decimal(Double(cost.nanoseconds) / 1e6, digits: 2)
        let share = compute > 0 ? Double(overhead) * 100 / Double(compute) : 0
        return "\(each) ms a frame on average, measured: \(Words.duration(milliseconds: compute)) of computing, and "
            + "\(Words.decimal(share, digits: 1)) % more for being cut up"
    }

    // MARK: Chunks

    private func table(_ estimate: PlanEstimate) -> Table {
        var table = Table([
            .init(title: "CHUNK", isNumber: true), .init(title: "FIRST", isNumber: true),
            .init(title: "FRAMES", isNumber: true), .init(title: "BEGINS", isNumber: true),
            .init(title: "ENDS", isNumber: true), .init(title: "SEEK", isNumber: true),
            .init(title: "DISCARDED", isNumber: true), .init(title: "WARM-UP", isNumber: true),
            .init(title: "TAKES", isNumber: true),
        ])
        for (index, chunk) in plan.chunks.enumerated() {
            let costs = estimate.chunks[index]
            table.rows.append([
                String(index), String(chunk.firstFrame), String(chunk.frameCount), seconds(chunk.startPts),
                chunk.endPts.map(seconds) ?? "end", chunk.start(care: 0).seekPts.map(seconds) ?? "-",
                String(costs.discardedFrames), String(costs.warmUpFrames),
                costs.milliseconds.map(Words.duration) ?? "-",
            ])
        }
        return table
    }

    private func seconds(_ pts: Int64) -> String {
        MediaTime.secondsText(microseconds: MediaTime.microseconds(pts - plan.firstPts, in: plan.timeBase))
    }

    /// One from the middle shows more than the first, which needs no seek.
    private var exampleChunk: Int { plan.chunks.count > 1 ? 1 : 0 }

    private func command(of index: Int) -> String {
        let task = RenderTask(plan: plan, chunk: index, outputPath: "")
        let name = plan.chunkName(index)
        let arguments = RenderCommand.arguments(
            for: task, ffmpeg: findings.ffmpeg, writingTo: name, seamsIn: ".")
        return "ffmpeg " + shellQuoted(arguments)
    }

    // MARK: JSON

    func write(to json: inout JSONWriter) {
        let estimate = estimate
        json.object { json in
            json.field("input", plan.input.path)
            json.field("output", output)
            json.field("formats", array: findings.survey.probe.formatNames)
            json.array("streams") { json in
                for stream in findings.survey.probe.streams {
                    json.object { json in
                        json.field("index", stream.index)
                        json.field("kind", stream.kind.rawValue)
                        json.field("codec", stream.codec)
                    }
                }
            }
            json.field("frames", plan.frameCount)
            json.field("key_frames", findings.survey.packets.keys.count)
            json.field("time_base", MediaTime.text(plan.timeBase))
            json.field("variable_frame_rate", hasVariableRate)
            json.field("decoded_to_scan", findings.decodedPts != nil)
            json.field("filter", orNull: plan.settings.filter)
            json.field("encoder", plan.settings.encoding.encoder)
            json.field("slots", slots)
            json.field("threads", plan.threads)
            json.field("seam_rule", plan.seamRule.rawValue)
            json.field("compute_ms", orNull: estimate.computeMilliseconds)
            json.field("overhead_ms", orNull: estimate.overheadMilliseconds)
            json.field("ffmpeg_version", findings.ffmpeg.version)
            json.field("reasons", array: plan.reasons)
            json.field("warnings", array: plan.warnings)
            if !trial.isEmpty {
                json.array("trial") { json in
                    for result in trial {
                        json.object { json in
                            json.field("frame", result.frame)
                            json.field("sufficient_warm_up_frames", orNull: result.sufficientWarmUp)
                            json.field("difference_levels", orNull: result.differenceLevels)
                        }
                    }
                }
            }
            json.array("chunks") { json in
                for index in plan.chunks.indices { writeChunk(index, estimate.chunks[index], &json) }
            }
        }
    }

    private func writeChunk(_ index: Int, _ costs: PlanEstimate.Chunk, _ json: inout JSONWriter) {
        let chunk = plan.chunks[index]
        json.object { json in
            json.field("chunk_id", index)
            json.field("first_frame", chunk.firstFrame)
            json.field("frames", chunk.frameCount)
            json.field("start_pts", chunk.startPts)
            json.field("end_pts", orNull: chunk.endPts)
            json.field("seek_pts", orNull: chunk.start(care: 0).seekPts)
            json.field("discarded_frames", costs.discardedFrames)
            json.field("warm_up_frames", costs.warmUpFrames)
            json.field("estimated_ms", orNull: costs.milliseconds)
            json.field("command", command(of: index))
        }
    }
}
