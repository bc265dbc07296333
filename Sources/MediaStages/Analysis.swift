import FarmModel
import LinuxIO
import MediaPlan

/// Looks at the input, tries what was asked for on its first frames, and plans the job.
///
/// What can be refused at once is refused first; the scan of the whole file comes last.
struct Analysis {
    let request: StageRequest
    let tools: MediaTools
    /// The cost of a frame is measured even where the plan does not depend on it.
    var alwaysMeasures = false

    func run() throws(MediaError) -> VideoPlan {
        let findings = try findings()
        try MetaFile(request: request, findings: findings).write()
        return findings.plan
    }

    /// Everything that can be known before the first chunk is rendered; writes nothing.
    func findings() throws(MediaError) -> PlanFindings {
        let input = try InputCheck(path: request.request.input).identity()
        let ffmpeg = try tools.ffmpegFacts()
        let container = try request.acceptedContainer(ffmpeg)
        let space = try OutputCheck(request: request, input: input).run()
        let (probe, early) = try firstLook(input)
        try requireVideo(probe)
        let attempt = Trial(
            request: request.request, probe: probe, container: container, tools: tools, ffmpeg: ffmpeg,
            alwaysMeasures: alwaysMeasures)
        let (scan, trial) = try lookedThrough(
            Scan(input: input.path, cut: request.request.cut, early: early, tools: tools, ffmpeg: ffmpeg), attempt)
        var known = input
        known.format = scan.survey.probe.formatNames.first ?? ""
        let costs = try costs(trial, scan, ffmpeg)
        var plan = try planned(
            known, container, scan, firstOutputPts: trial.firstOutputPts, costs: attempt.wantsCost ? costs : nil)
        plan.ffmpegVersion = ffmpeg.version
        plan.warnings += space
        return PlanFindings(
            plan: plan, survey: scan.survey, decodedPts: scan.decoded?.pts, costs: costs, container: container,
            ffmpeg: ffmpeg)
    }

    /// A short video is looked through while it is tried. With a long one, whose scan may take minutes, what ffmpeg refuses
    /// is told before.
    private func lookedThrough(
        _ scan: Scan, _ trial: Trial
    ) throws(MediaError) -> (scan: Scan.Result, trial: Trial.Result) {
        guard scan.isShort else {
            let tried = try trial.run()
            return (try scan.run(), tried)
        }
        return try sideBySide { () throws(MediaError) in
            try scan.run()
        } _: { () throws(MediaError) in
            try trial.run()
        }
    }

    /// Of the frames that are wanted; nil where nobody knows.
    private func costs(
        _ trial: Trial.Result, _ scan: Scan.Result, _ ffmpeg: FFmpegFacts
    ) throws(MediaError) -> FrameCosts? {
        guard let sample = trial.firstFrames else { return nil }
        let costs = try CostMeasurement(firstFrames: sample, scan: scan, tools: tools, ffmpeg: ffmpeg).run()
        let part = try? InputPart(of: request.request, pts: scan.pts, timeBase: sample.command.timeBase)
        return part.map { costs.part($0.frames) } ?? costs
    }

    /// A short file is read through at once; with a long one, what can be refused without that is refused before.
    private func firstLook(
        _ input: InputIdentity
    ) throws(MediaError) -> (probe: ProbeReport, survey: Survey.Result?) {
        guard input.sizeBytes <= StageLimits.surveyAtOnceBytes else { return (try tools.probe(input.path), nil) }
        let survey = try tools.survey(input.path)
        return (survey.probe, survey)
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
        _ input: InputIdentity, _ container: OutputContainer, _ scan: Scan.Result, firstOutputPts: Int64,
        costs: FrameCosts?
    ) throws(MediaError) -> VideoPlan {
        guard !scan.survey.packets.hasTooMany, scan.decoded?.hasTooMany != true else {
            throw MediaError(
                "\(input.path) is too long", cause: "it has more than \(MediaLimits.packets) frames",
                hint: "cut it into parts first")
        }
        let planner = VideoPlanner(
            request: request.request, input: input, probe: scan.survey.probe, container: container,
            packets: scan.survey.packets, decoded: scan.decoded, looks: scan.looks,
            firstOutputPts: firstOutputPts,
            costs: costs, slots: request.slots, cores: MachineProbe.usableCores())
        do throws(RequestRefusal) {
            return try planner.plan()
        } catch {
            throw MediaError(error)
        }
    }
}

/// Finds out when each frame is shown, as far as the survey leaves that open.
struct Scan {
    let input: String
    let cut: CutMode
    /// Made already, perhaps.
    let early: Survey.Result?
    let tools: MediaTools
    let ffmpeg: FFmpegFacts

    struct Result {
        var survey: Survey.Result
        /// Only where the container's word is not enough.
        var decoded: DecodeScan.Result?
        var looks: VideoPlanner.Looks

        /// Timestamps of all frames.
        var pts: [Int64] { decoded?.pts ?? survey.packets.pts }
    }

    /// It takes less than trying does.
    var isShort: Bool { early.map { PictureCheck.isQuicklyDecoded($0.probe, $0.packets) } ?? false }

    func run() throws(MediaError) -> Result {
        let survey: Survey.Result
        if let early { survey = early } else { survey = try tools.survey(input) }
        return Result(survey: survey, decoded: try decoded(survey), looks: try looks(survey))
    }

    private func decoded(_ survey: Survey.Result) throws(MediaError) -> DecodeScan.Result? {
        let isNeeded = survey.packets.needsDecodeScan
        guard isNeeded || PictureCheck.isQuicklyDecoded(survey.probe, survey.packets), !survey.packets.hasTooMany,
            let timeBase = survey.probe.video?.timeBase
        else { return nil }
        let scan = try tools.scanDecoded(input, timeBase: timeBase, ffmpeg: ffmpeg)
        guard !scan.result.pts.isEmpty else {
            throw MediaError(
                "\(input) has no frames", cause: "not one picture could be decoded", lastLines: scan.lastLines)
        }
        // The container told the truth, and nothing is broken inside.
        return !isNeeded && scan.result.confirms(survey.packets) ? nil : scan.result
    }

    private func looks(_ survey: Survey.Result) throws(MediaError) -> VideoPlanner.Looks {
        var looks = VideoPlanner.Looks()
        if PictureCheck.mayChangeSize(survey.probe) { looks.sizeChanges = try tools.sizeChanges(input) }
        if PictureCheck.doubtsKeys(survey.probe, survey.packets) {
            looks.keysAreFalse = try !tools.firstPicturesAreWhole(input)
        }
        if PictureCheck.leansOnPalette(survey.probe) { looks.keysAreFalse = true }
        if cut == .scene, let timeBase = survey.probe.video?.timeBase {
            looks.scenes = try tools.scanScenes(input, timeBase: timeBase, ffmpeg: ffmpeg)
        }
        return looks
    }
}
