import FarmModel

/// Takes the wall time of the widest run apart, and says in plain words what is lost where. Each sentence has the figure
/// that it is concluded from.
struct Diagnosis {
    let serial: KindFigures
    let plain: KindFigures?
    let points: [SweepPoint]

    /// Less than this share of the wall time is not worth a sentence.
    private static let mentionedShare = 0.03
    /// Beyond this share the overhead is what decides, and not the rendering.
    private static let smallInputShare = 0.3

    var findings: [Finding] {
        guard let point = points.last else { return [] }
        let wall = point.figures.wall.median
        var found = [
            stages(point), idleAtTheEnd(point), dispatch(point), startUp(point), publishing(point), sharing(point),
            waiting(point), repeats(point),
        ].compactMap { $0 }.filter { $0.seconds >= Self.mentionedShare * wall }
        found.sort { $0.seconds > $1.seconds }
        if let small = smallInput(point, overhead: overhead(point)) { found.insert(small, at: 0) }
        if found.isEmpty {
            found = [
                Finding(
                    .nothing, seconds: 0,
                    sentence:
                        "nothing that is measured here takes \(FigureWords.percent(Self.mentionedShare)) of the time")
            ]
        }
        return found
    }

    private func stages(_ point: SweepPoint) -> Finding? {
        let stages = point.stages
        let wall = point.figures.wall.median
        let parts = [
            ("analysis", stages.analyze), ("merge", stages.merge), ("verification", stages.verify),
            ("submitting and learning of the end", stages.rest),
        ].filter { $0.1 >= 0.005 }.map { "\($0.0) \(FigureWords.seconds($0.1))" }
        return Finding(
            .stages, seconds: stages.besideProcess,
            sentence: "for \(FigureWords.seconds(stages.besideProcess)), "
                + "\(FigureWords.percent(stages.besideProcess / wall)) of the time, no chunk is rendered: "
                + parts.joined(separator: ", "))
    }

    private func idleAtTheEnd(_ point: SweepPoint) -> Finding? {
        let seconds = point.slots.tailSeconds / Double(point.workers)
        let idle = "at the end slots stand idle for \(FigureWords.seconds(point.slots.tailSeconds)) in all"
        guard point.chunks >= 2 * point.workers else {
            let count = FigureWords.count(point.chunks, "chunk")
            return Finding(
                .tooFewChunks, seconds: seconds,
                sentence: "\(idle): \(count) for \(FigureWords.count(point.workers, "worker")) cannot be shared evenly")
        }
        return Finding(
            .stragglers, seconds: seconds,
            sentence:
                "\(idle), while the last of \(point.chunks) chunks are rendered; shorter chunks would even that out")
    }

    private func dispatch(_ point: SweepPoint) -> Finding? {
        Finding(
            .dispatch, seconds: point.slots.dispatchSeconds / Double(point.workers),
            sentence: "slots wait \(FigureWords.seconds(point.slots.dispatchSeconds)) in all for their next chunk, "
                + "\(FigureWords.seconds(point.slots.dispatchSeconds / Double(max(1, point.chunks)))) for each")
    }

    /// What the chunks cost more than one run, with one worker where that was measured: with more, sharing adds to it.
    private func startUp(_ point: SweepPoint) -> Finding? {
        let alone = points.first ?? point
        let extra = alone.startUpSecondsPerChunk * Double(alone.chunks)
        return Finding(
            .startUp, seconds: extra / Double(point.workers),
            sentence: "in chunks the frames cost \(FigureWords.seconds(extra)) more processor time than in one run, "
                + "\(FigureWords.seconds(alone.startUpSecondsPerChunk)) for each chunk: starting ffmpeg, and decoding up to the cut"
        )
    }

    private func publishing(_ point: SweepPoint) -> Finding? {
        Finding(
            .publishing, seconds: point.slots.besideSeconds / Double(point.workers),
            sentence: "around ffmpeg each chunk takes "
                + "\(FigureWords.seconds(point.slots.besideSeconds / Double(max(1, point.chunks)))): "
                + "preparing, hashing, publishing and reporting")
    }

    private func sharing(_ point: SweepPoint) -> Finding? {
        guard let alone = points.first, alone.workers < point.workers, alone.slots.processorSeconds > 0 else {
            return nil
        }
        let extra = max(0, point.slots.processorSeconds - alone.slots.processorSeconds)
        return Finding(
            .sharedMemory, seconds: extra / Double(point.workers),
            sentence:
                "a frame costs \(FigureWords.percent(extra / alone.slots.processorSeconds)) more processor time with "
                + "\(point.workers) workers than with \(alone.workers): they share caches, memory bandwidth and clocks")
    }

    private func waiting(_ point: SweepPoint) -> Finding? {
        let seconds = point.slots.waitingSeconds / Double(point.workers)
        let other = point.typicalRun.machine.otherShare
        let reason =
            other > 0.05
            ? "others kept \(FigureWords.percent(other)) of the cores busy" : "it waited for a core or for the disk"
        return Finding(
            .waiting, seconds: seconds,
            sentence:
                "ffmpeg was not on a core for \(FigureWords.seconds(point.slots.waitingSeconds)) in all: \(reason)")
    }

    private func repeats(_ point: SweepPoint) -> Finding? {
        Finding(
            .repeats, seconds: point.slots.wastedSeconds / Double(point.workers),
            sentence: "attempts of \(FigureWords.seconds(point.slots.wastedSeconds)) in all had to be repeated")
    }

    /// All that would not be there in one run of ffmpeg.
    private func overhead(_ point: SweepPoint) -> Double {
        let perSlot = point.slots.dispatchSeconds + point.slots.tailSeconds + point.slots.besideSeconds
        return point.stages.besideProcess + perSlot / Double(point.workers)
    }

    private func smallInput(_ point: SweepPoint, overhead: Double) -> Finding? {
        let wall = point.figures.wall.median
        let isSlower = plain.map { $0.wall.median < wall } ?? (point.speedUp < 1)
        guard overhead > Self.smallInputShare * wall, isSlower else { return nil }
        let other = plain.map { "one ffmpeg needs \(FigureWords.seconds($0.wall.median))" }
        return Finding(
            .smallInput, seconds: overhead,
            sentence: "the input is small: of \(FigureWords.seconds(wall)) the farm spends "
                + "\(FigureWords.seconds(overhead)) on what one ffmpeg does not do"
                + (other.map { "; \($0)" } ?? ""))
    }
}
