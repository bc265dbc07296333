import FarmModel
import LinuxIO

/// A case whose job has ended.
struct EndedCase {
    let test: ExactnessCase
    let input: String
    let output: String
    let pixelFormat: String
    /// Nil where the job was not even accepted.
    let report: JobReport?
    /// Why the farm did not render it, in its own words.
    let refusal: String?
}

/// Compares what the farm made with a serial run.
struct ExactnessJudge {
    let reference: SerialReference

    func verdict(on ended: EndedCase) throws(SystemError) -> ExactnessVerdict {
        let serial = try serialFrames(ended, threads: 1)
        if let refusal = ended.refusal {
            return verdict(ended, serial.isEmpty || !serial.isComplete ? .refused : .missed, refusal)
        }
        guard !serial.isEmpty else { return verdict(ended, .accepted, "a serial run gives no frame") }
        guard ended.test.kind.expectation != .refused else {
            return verdict(ended, .accepted, "this should have been refused")
        }
        let made = try reference.frames(ofOutput: ended.output, pixelFormat: ended.pixelFormat)
        guard let difference = firstDifference(made, serial, ended.test) else {
            return verdict(ended, ended.chunks == 1 ? .onePiece : .exact, "\(serial.pts.count) frames")
        }
        return try closerLook(ended, made, serial, difference)
    }

    private func verdict(_ ended: EndedCase, _ word: ExactnessVerdict.Word, _ words: String) -> ExactnessVerdict {
        ExactnessVerdict(
            word: word, chunks: ended.report?.chunks.total, words: ended.refusal ?? "\(words), \(ended.test.words)",
            seams: ended.report.map { Self.text($0.seams) } ?? "")
    }

    /// `seams 4/4`, and what had to be done for it.
    private static func text(_ seams: SeamSummary) -> String {
        guard seams.total > 0 || seams.repairs > 0 else { return "" }
        let repairs = seams.repairs > 0 ? ", \(seams.repairs) repaired" : ""
        return "seams \(seams.proved)/\(seams.total)\(repairs)\(seams.unitedBecause == nil ? "" : ", united")"
    }

    private func firstDifference(_ made: FrameList, _ serial: FrameList, _ test: ExactnessCase) -> String? {
        made.difference(from: serial, slackMicroseconds: test.container.slackMicroseconds)
    }

    private func serialFrames(_ ended: EndedCase, threads: Int?) throws(SystemError) -> FrameList {
        try reference.frames(
            of: ended.input, chain: ended.test.sample.chain, pixelFormat: ended.pixelFormat, threads: threads)
    }

    /// What a difference means: with other numbers of threads decoders make something else of damage, and some filters
    /// are only promised to come close.
    private func closerLook(
        _ ended: EndedCase, _ made: FrameList, _ serial: FrameList, _ difference: String
    ) throws(SystemError) -> ExactnessVerdict {
        let test = ended.test
        if test.kind.expectation == .asSerial, let found = try amongSerialRuns(ended, made, serial) { return found }
        if test.sample.kind == .converging, ended.chunks > 1 {
            let levels = try reference.levels(
                of: ended.input, test.sample, pixelFormat: ended.pixelFormat, from: ended.output)
            if let levels, levels <= ExactnessLimits.closeLevels {
                return verdict(ended, .close, "at most \(levels) levels off")
            }
        }
        return verdict(ended, .wrong, difference)
    }

    /// Several threads race for what is left of a damaged picture: a serial run may differ from the next one, and from one
    /// with another number of threads. The farm's may differ there as well, and nowhere else.
    private func amongSerialRuns(
        _ ended: EndedCase, _ made: FrameList, _ serial: FrameList
    ) throws(SystemError) -> ExactnessVerdict? {
        var disputed: ClosedRange<Int>?
        for threads in [nil, nil, nil, 2] {
            let run = try serialFrames(ended, threads: threads)
            if firstDifference(made, run, ended.test) == nil {
                return verdict(ended, ended.chunks == 1 ? .onePiece : .exact, "as another serial run")
            }
            guard let others = run.otherPictures(than: serial) else { continue }
            disputed =
                min(disputed?.lowerBound ?? .max, others.lowerBound)...max(disputed?.upperBound ?? 0, others.upperBound)
        }
        guard let disputed, let found = made.otherPictures(than: serial), disputed.contains(found.lowerBound),
            disputed.contains(found.upperBound)
        else { return nil }
        return verdict(
            ended, .close, "serial runs disagree on pictures \(disputed.lowerBound) to \(disputed.upperBound)")
    }
}

extension EndedCase {
    fileprivate var chunks: Int { report?.chunks.total ?? 0 }
}
