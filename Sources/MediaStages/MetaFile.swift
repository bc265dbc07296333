import FarmModel
import JSONText
import LinuxIO
import MediaPlan

/// `meta.json`: what the analysis found, for people and their scripts. Beside it `probe.json`, for the later stages.
struct MetaFile {
    let request: StageRequest
    let findings: PlanFindings

    private var plan: VideoPlan { findings.plan }
    private var probe: ProbeReport { findings.survey.probe }
    private var packets: PacketScan.Result { findings.survey.packets }

    func write() throws(MediaError) {
        var json = JSONWriter()
        json.object { json in
            writeInput(&json)
            json.array("streams") { json in
                for stream in probe.streams { writeStream(stream, &json) }
            }
            writeTimes(&json)
            writePlan(&json)
            json.field("ffmpeg_version", findings.ffmpeg.version)
        }
        do throws(SystemError) {
            try Files.writeAtomically(
                RunLayout.metaPath(of: request.run), prettyJSON(json.bytes) + [UInt8(ascii: "\n")], synced: false)
            try Files.writeAtomically(RunLayout.probePath(of: request.run), findings.survey.document, synced: false)
        } catch {
            throw MediaError("the run directory cannot be written to", error)
        }
    }

    private func writeInput(_ json: inout JSONWriter) {
        json.object("input") { json in
            json.field("path", plan.input.path)
            json.field("size_bytes", plan.input.sizeBytes)
            json.field("modified_ns", plan.input.modifiedNanoseconds)
            json.field("formats", array: probe.formatNames)
            json.field("duration_sec", orNull: probe.durationSeconds)
        }
    }

    private func writeStream(_ stream: ProbedStream, _ json: inout JSONWriter) {
        json.object { json in
            json.field("index", stream.index)
            json.field("kind", stream.kind.rawValue)
            json.field("codec", stream.codec)
            if stream.kind == .video {
                json.field("width", stream.width)
                json.field("height", stream.height)
                json.field("pixel_format", orNull: stream.pixelFormat)
                json.field("time_base", orNull: stream.timeBase.map(MediaTime.text))
                json.field("frame_rate", orNull: stream.averageFrameRate.map(MediaTime.text))
                json.field("rotation", stream.rotation)
                json.field("is_cover", stream.isAttachedPicture)
            }
            json.field("language", optional: stream.language)
        }
    }

    private func writeTimes(_ json: inout JSONWriter) {
        json.object("times") { json in
            json.field("time_base", MediaTime.text(plan.timeBase))
            json.field("frames", plan.frameCount)
            json.field("packets", packets.packets)
            json.field("key_frames", packets.keys.count)
            json.field("first_pts", plan.firstPts)
            json.field("last_pts", orNull: plan.chunks.last?.lastPts)
            json.field("timestamp_offset", plan.timestampOffset)
            json.field("source", findings.decodedPts == nil ? "packets" : "decoder")
            json.field("distrust", array: packets.distrust.map(\.description))
        }
    }

    private func writePlan(_ json: inout JSONWriter) {
        json.object("plan") { json in
            json.field("chunks", plan.chunks.count)
            json.field("chunk_format", plan.chunkFormat)
            json.field("threads", plan.threads)
            json.field("slots", request.slots)
            json.field("cost_per_frame_ns", orNull: findings.costs?.average.nanoseconds)
            json.field("decode_cost_per_frame_ns", orNull: findings.costs?.average.decodeNanoseconds)
            json.field("reasons", array: plan.reasons)
            json.field("warnings", array: plan.warnings)
        }
    }
}
