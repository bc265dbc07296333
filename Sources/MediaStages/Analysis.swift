import FarmModel
import LinuxIO
import MediaPlan

/// Looks at the input, tries what was asked for on its first frames, and plans the job.
///
/// What can be refused at once is refused first; the scan of the whole file comes last.
struct Analysis {
    let request: StageRequest
    let tools: MediaTools

    func run() throws(MediaError) -> VideoPlan {
        let input = try InputCheck(path: request.request.input).identity()
        let ffmpeg = try tools.ffmpegFacts()
        let container = try acceptedContainer(ffmpeg)
        let space = try OutputCheck(request: request, input: input).run()
        let probe = try tools.probe(input.path)
        try requireVideo(probe)
        let trial = try Trial(
            request: request.request, probe: probe, container: container, tools: tools, ffmpeg: ffmpeg
        )
        .run()
        let scan = try Scan(input: input.path, probe: probe, tools: tools, ffmpeg: ffmpeg).run()
        var plan = try planned(input, probe, container, trial, scan)
        plan.warnings += space
        try MetaFile(
            request: request, plan: plan, probe: probe, packets: scan.packets, decoded: scan.decoded, trial: trial,
            ffmpegVersion: ffmpeg.version
        ).write()
        return plan
    }

    private func acceptedContainer(_ ffmpeg: FFmpegFacts) throws(MediaError) -> OutputContainer {
        do throws(RequestRefusal) {
            return try RequestCheck.container(for: request.request, output: request.run.output, ffmpeg: ffmpeg)
        } catch {
            throw MediaError(error)
        }
    }

    private func requireVideo(_ probe: ProbeReport) throws(MediaError) {
        guard probe.video == nil else { return }
        let pictures = probe.streams.contains { $0.isAttachedPicture }
        let kinds = Set(probe.streams.map(\.kind.rawValue)).sorted().joined(separator: ", ")
        let cause =
            pictures
            ? "its only pictures are cover art" : "it has \(kinds.isEmpty ? "no streams at all" : "only \(kinds)")"
        throw MediaError("\(request.request.input) has no video", cause: cause)
    }

    private func planned(
        _ input: InputIdentity, _ probe: ProbeReport, _ container: OutputContainer, _ trial: Trial.Result,
        _ scan: Scan.Result
    ) throws(MediaError) -> VideoPlan {
        guard !scan.packets.hasTooMany, scan.decoded?.hasTooMany != true else {
            throw MediaError(
                "\(input.path) is too long", cause: "it has more than \(MediaLimits.packets) frames",
                hint: "cut it into parts first")
        }
        let planner = VideoPlanner(
            request: request.request, input: input, probe: probe, container: container, packets: scan.packets,
            decoded: scan.decoded, firstOutputPts: trial.firstOutputPts,
            cost: trial.cost, slots: request.slots, cores: MachineProbe.usableCores())
        do throws(RequestRefusal) {
            return try planner.plan()
        } catch {
            throw MediaError(error)
        }
    }
}

/// Finds out when each frame is shown.
struct Scan {
    let input: String
    let probe: ProbeReport
    let tools: MediaTools
    let ffmpeg: FFmpegFacts

    struct Result {
        var packets: PacketScan.Result
        /// Only where the container's word is not enough.
        var decoded: DecodeScan.Result?
    }

    func run() throws(MediaError) -> Result {
        let packets = try tools.scanPackets(input)
        guard packets.needsDecodeScan, !packets.hasTooMany, let timeBase = probe.video?.timeBase else {
            return Result(packets: packets, decoded: nil)
        }
        let scan = try tools.scanDecoded(input, timeBase: timeBase, ffmpeg: ffmpeg)
        guard !scan.result.pts.isEmpty else {
            throw MediaError(
                "\(input) has no frames", cause: "not one picture could be decoded", lastLines: scan.lastLines)
        }
        return Result(packets: packets, decoded: scan.result)
    }
}
