import FarmModel
import Invocation
import MediaPlan

/// A job whose input only this machine has, and whose video is wanted here.
struct RemoteSubmission {
    private let call: ControlCall
    private let input: String
    /// Where the video is wanted on this machine.
    private let output: String?
    private var request: JobRequest
    private var video: VideoRequest

    init(_ options: RenderOptions, _ call: ControlCall) {
        self.call = call
        request = options.request
        video = options.video
        input = video.input
        output = video.output
        if let output {
            // The coordinator has a place and a name of its own for it; the kind of file is the one that is wanted here.
            video.output = nil
            video.outputExtension = RunLayout.fileExtension(of: output)
        }
    }

    func perform() throws(UserError) -> ExitCode {
        if let output {
            guard let kind = video.outputExtension, OutputContainer.extensions.contains(kind) else {
                throw UserError(
                    "the output \(output) cannot be made", cause: "its name does not end with a known kind of video",
                    hint: "known are: \(OutputContainer.extensions.sorted().joined(separator: ", "))", exitCode: .usage)
            }
            try ResultDownload.checkPlace(output, overwrite: video.overwrite)
        }
        // A coordinator that is not there, or does not trust us, is better known before the whole file has been read.
        _ = try call.ask(.status)
        var sent = self
        sent.video.input = try InputUpload(path: input, files: FarmFiles(call), output: call.output).perform()
        sent.request.work = .video(sent.video)
        let (job, run) = try call.submit(sent.request)
        guard let output else { return try SubmitCommand.show(job, run, call) }
        call.output.note("job \(job.number)")
        let end = try JobWait.forJob(job, call)
        guard end == .ok else { return end }
        _ = try FetchCommand.bring(job, to: output, overwrite: video.overwrite, call)
        call.output.note("the video is at \(output)")
        return .ok
    }
}
