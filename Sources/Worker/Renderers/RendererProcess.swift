import ExternalRenderers
import FarmModel
import Glibc
import LinuxIO
import MediaStages

/// One call of an external renderer, with an environment of its own and a limit to how long a frame may take.
final class RendererProcess {
    private let renderer: InstalledRenderers.Renderer
    private let call: RendererCall
    private let loop: EventLoop
    private let onEnd: (AttemptTrouble?) -> Void
    private var child: ChildProcess?
    private var words: RendererWords
    private var clock: LoopTimer?
    private var lastProgress = FarmClock.monotonicMilliseconds()
    private var hasRunOut = false
    /// Frames of this call that are finished, as far as the program or its files tell.
    private(set) var finishedFrames = 0
    /// What it took, once it has ended.
    private(set) var processorMilliseconds = 0

    /// `home` is the attempt's own folder. `onEnd` is called once, with what went wrong.
    init(
        _ renderer: InstalledRenderers.Renderer, _ call: RendererCall, home: String, loop: EventLoop,
        onEnd: @escaping (AttemptTrouble?) -> Void
    ) throws(SystemError) {
        self.renderer = renderer
        self.call = call
        self.loop = loop
        self.onEnd = onEnd
        words = RendererWords(renderer.description)
        child = try ChildProcess.spawn(
            loop: loop, Self.request(renderer, call, home: home),
            onOutput: { [self] stream, bytes in
                switch stream {
                case .standardOutput: words.readOutput(bytes)
                case .standardError: words.readErrors(bytes)
                }
                if words.finishedFrames > 0 { note(finished: words.finishedFrames) }
            },
            onExit: { [self] status, usage in
                child = nil
                clock?.cancel()
                clock = nil
                processorMilliseconds = Int(usage.processorMilliseconds)
                onEnd(trouble(status))
            })
        clock = loop.every(milliseconds: WorkerLimits.rendererWatchMilliseconds) { [weak self] in self?.watch() }
    }

    /// What it is told, for the log.
    static func words(_ renderer: InstalledRenderers.Renderer, _ call: RendererCall) -> [String] {
        [renderer.programPath] + call.arguments(renderer.description)
    }

    /// Nothing of the worker's environment reaches the program but where programs are: neither secrets nor settings.
    private static func request(
        _ renderer: InstalledRenderers.Renderer, _ call: RendererCall, home: String
    ) -> SpawnRequest {
        var request = SpawnRequest(
            program: renderer.programPath, arguments: call.arguments(renderer.description))
        request.inheritsEnvironment = false
        request.environmentAdditions = [
            "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8",
            "PATH": environmentValue("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
        ]
        // Some programs write beside what they are told, and may write nowhere else.
        request.workingDirectory = call.output
        return request
    }

    /// What it said last.
    var lastLines: [String] { words.lastLines }

    func kill() { child?.signalGroup(SIGKILL) }

    private func watch() {
        if renderer.description.progress == nil { note(finished: filesInPlace) }
        let limit = Int64(renderer.description.frameLimitMilliseconds)
        guard FarmClock.monotonicMilliseconds() - lastProgress > limit else { return }
        hasRunOut = true
        kill()
    }

    private func note(finished frames: Int) {
        let frames = min(frames, call.frames.count)
        guard frames > finishedFrames else { return }
        finishedFrames = frames
        lastProgress = FarmClock.monotonicMilliseconds()
    }

    /// The file behind the one that is being written tells that this one is whole.
    private var filesInPlace: Int {
        var count = finishedFrames
        while count + 1 < call.frames.count,
            Files.exists(call.path(ofFrame: call.frames.lowerBound + count + 1, renderer.description))
        {
            count += 1
        }
        return count
    }

    private func trouble(_ status: ExitStatus) -> AttemptTrouble? {
        let name = renderer.description.name
        if hasRunOut {
            let seconds = renderer.description.frameLimitMilliseconds / 1_000
            let frame = call.frames.lowerBound + finishedFrames
            return AttemptTrouble(
                .stalled, "\(name) did not finish frame \(frame) within \(seconds) s, and was stopped",
                lastLines: lastLines)
        }
        switch status {
        case .exited(0): return nil
        case .exited(let code):
            let said = words.complaint.map { ": \($0)" } ?? " and said nothing"
            return AttemptTrouble(
                .retryable, "\(name) failed with exit status \(code)\(said)", lastLines: lastLines)
        case .signalled(SIGKILL):
            return AttemptTrouble(
                .workerFault, "\(name) was killed; the usual reason is that memory ran out", lastLines: lastLines)
        case .signalled(let signal):
            return AttemptTrouble(.retryable, "\(name) was ended by signal \(signal)", lastLines: lastLines)
        }
    }
}
