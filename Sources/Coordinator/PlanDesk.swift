import FarmHTTP
import FarmModel
import FarmWire
import Glibc
import JSONText
import LinuxIO
import MediaPlan
import MediaStages

/// Plans that are asked for and not rendered: the same analysis as a job's, as a child of the coordinator, in a folder
/// that is gone afterwards.
final class PlanDesk {
    typealias Completion = (Result<VideoPlan, HTTPProblem>) -> Void

    private let loop: EventLoop
    private let programs: MediaPrograms
    private let ffmpeg: FFmpegFacts
    private let bounds: MediaBounds
    private var running = 0

    init(loop: EventLoop, programs: MediaPrograms, ffmpeg: FFmpegFacts, bounds: MediaBounds) {
        self.loop = loop
        self.programs = programs
        self.ffmpeg = ffmpeg
        self.bounds = bounds
    }

    func plan(_ video: VideoRequest, slots: Int, _ completion: @escaping Completion) {
        guard running < CoordinatorLimits.runningPlans else {
            return completion(
                .failure(
                    HTTPProblem(.serviceUnavailable, "other plans are being made", hint: "ask again in a moment")))
        }
        do throws(SystemError) {
            let folder = try Files.createTemporaryDirectory(
                prefix: "renderfarm-plan-", in: environmentValue("TMPDIR") ?? "/tmp")
            let output = video.output ?? "\(folder)/output.\(video.outputExtension ?? "mp4")"
            let request = StageRequest(
                stage: .analyze, request: video, run: RunIdentity(name: "", directory: folder, output: output),
                slots: slots, programs: programs, ffmpeg: ffmpeg, bounds: bounds)
            try Files.writeAtomically(folder + "/request.json", request.jsonBytes, synced: false)
            try run(folder, completion)
        } catch {
            completion(.failure(HTTPProblem(.internalError, "the planner cannot be started", cause: error.description)))
        }
    }

    private func run(_ folder: String, _ completion: @escaping Completion) throws(SystemError) {
        var answer: [UInt8] = []
        let request = SpawnRequest(program: try ownProgram(), arguments: ["--stage", folder + "/request.json"])
        let child = try ChildProcess.spawn(loop: loop, request) { stream, bytes in
            if case .standardOutput = stream, answer.count + bytes.count <= CoordinatorLimits.stageAnswerBytes {
                answer.append(contentsOf: bytes)
            }
        } onExit: { [weak self] status, _ in
            self?.running -= 1
            // What stays behind lies in the system's folder for such things.
            try? Files.removeTree(folder)
            completion(Self.result(answer, status))
        }
        running += 1
        // Whoever waits at a form has gone long before; the scan of a whole film may take longer, and is a job's.
        loop.after(milliseconds: CoordinatorLimits.planMilliseconds) {
            if child.isRunning { child.signalGroup(SIGKILL) }
        }
    }

    private static func result(_ answer: [UInt8], _ status: ExitStatus) -> Result<VideoPlan, HTTPProblem> {
        do throws(JSONError) {
            switch try readJSON(StageOutcome.self, from: answer) {
            case .analyzed(let plan): return .success(plan)
            case .failed(let failure):
                return .failure(
                    HTTPProblem(
                        .unprocessableContent, failure.summary, cause: failure.cause, hint: failure.hint))
            default: return .failure(HTTPProblem(.internalError, "the planner gave another answer"))
            }
        } catch {
            return .failure(
                HTTPProblem(
                    .unprocessableContent, "the planner gave no answer",
                    cause: status.isSuccess ? error.description : status.description,
                    hint: "a long video takes longer to plan than a page waits: submit it"))
        }
    }
}
