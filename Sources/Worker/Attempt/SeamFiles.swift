import FarmModel
import LinuxIO
import MediaPlan

/// What ffmpeg left in an attempt's folder about the frames beside the chunk's seams.
struct SeamFiles {
    let folder: String

    func evidence(for task: RenderTask) throws(AttemptTrouble) -> SeamEvidence {
        guard task.provesSeams else { return .none }
        let hashes = try content(RenderCommand.seamHashesFile)
        let samples = task.seamRule == .close ? try content(RenderCommand.seamSamplesFile) : []
        guard let evidence = SeamScan.evidence(hashes: hashes, samples: samples, task: task) else {
            throw AttemptTrouble(.retryable, "ffmpeg's list of the frames beside the seams cannot be understood")
        }
        return evidence
    }

    private func content(_ name: String) throws(AttemptTrouble) -> [UInt8] {
        do throws(SystemError) {
            return try Files.read("\(folder)/\(name)", limitBytes: WorkerLimits.seamFileBytes)
        } catch {
            throw AttemptTrouble(
                error.meansFullDisk ? .workerFault : .retryable, "the frames beside the seams: \(error.description)")
        }
    }
}
