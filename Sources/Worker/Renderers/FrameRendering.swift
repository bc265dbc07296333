import ExternalRenderers
import FarmModel
import Glibc
import LinuxIO
import MediaPlan
import MediaStages

/// Has an external renderer make the frames of an attempt: unpacks the scene, calls the program as often as its
/// description says, and looks at what each call has left before the next one begins.
///
/// Everything happens in the attempt's own folder, which goes with the attempt.
final class FrameRendering {
    /// What to render, and with what.
    struct Order {
        var renderer: InstalledRenderers.Renderer
        var plan: RendererPlan
        var drawing: DrawingPlan
        /// Of the video, counted from 0.
        var frames: Range<Int>
        var threads: Int
        var archive: Archive
        /// The attempt's own folder.
        var folder: String

        /// Where the archive with the scene is.
        enum Archive {
            case here(path: String)
            case elsewhere(sizeBytes: Int64, token: String)
        }
    }

    private enum Phase {
        case waiting
        case fetching
        case unpacking(ChildProcess)
        case rendering(RendererProcess)
        case checking(FrameCheckProcess)
        case over
    }

    private let order: Order
    private let attempt: AttemptID
    private let around: AttemptSurroundings
    private let log: AttemptLog
    private var onEnd: ((AttemptTrouble?) -> Void)?
    private var claim: ArchiveClaim?
    private var phase = Phase.waiting
    private var calls: ArraySlice<ClosedRange<Int>>
    private var finished = 0
    private var isStopped = false
    private var unpackingTail = ErrorTail()
    private(set) var processorMilliseconds = 0

    /// Where the frames are in the end, by the video's numbers.
    let files: FrameFiles

    /// `onEnd` is called once, with what went wrong, and never from inside `start()` unless that throws.
    init(
        _ order: Order, of attempt: AttemptID, around: AttemptSurroundings, log: AttemptLog,
        onEnd: @escaping (AttemptTrouble?) -> Void
    ) {
        self.order = order
        self.attempt = attempt
        self.around = around
        self.log = log
        self.onEnd = onEnd
        files = FrameFiles(
            folder: order.folder + "/frames", fileExtension: order.renderer.description.frameExtension,
            size: order.drawing.size)
        let first = order.plan.firstFrame + order.frames.lowerBound
        calls = order.renderer.description.calls(for: first...(first + order.frames.count - 1))[...]
    }

    /// Frames that are finished, those of the running call included.
    var finishedFrames: Int {
        if case .rendering(let process) = phase { finished + process.finishedFrames } else { finished }
    }

    func start() throws(SystemError) {
        for folder in [sceneFolder, outputFolder, files.folder] { try Files.makeDirectories(folder, mode: 0o700) }
        switch order.archive {
        case .here(let path): try unpack(path)
        case .elsewhere(let sizeBytes, let token):
            let claim = ArchiveClaim(
                order.plan, sizeBytes: sizeBytes, attempt: attempt, token: token, say: { [log] in log.write($0) },
                completion: { [weak self] in self?.onFetched($0) })
            self.claim = claim
            phase = .fetching
            try around.media.archives.take(claim)
        }
    }

    var fetchedBytes: Int64 { claim?.fetchedBytes ?? 0 }

    /// When nothing of it is needed any more.
    func close() {
        if let claim { around.media.archives.giveBack(claim) }
    }

    private func onFetched(_ result: Result<String, AttemptTrouble>) {
        guard case .fetching = phase else { return }
        switch result {
        case .failure(let trouble): end(trouble)
        case .success(let path):
            log.write("the scene came over the network: \(fetchedBytes) bytes")
            do throws(SystemError) {
                try unpack(path)
            } catch {
                end(AttemptTrouble(error))
            }
        }
    }

    private func unpack(_ archive: String) throws(SystemError) {
        let child = try ChildProcess.spawn(
            loop: around.loop, unpacking(archive), onOutput: { [self] _, bytes in unpackingTail.read(bytes) },
            onExit: { [self] status, _ in onUnpacked(status) })
        phase = .unpacking(child)
    }

    /// The end still comes.
    func kill() {
        isStopped = true
        switch phase {
        case .waiting, .over: break
        case .fetching: end(nil)
        case .unpacking(let child): child.signalGroup(SIGKILL)
        case .rendering(let process): process.kill()
        case .checking(let process): process.kill()
        }
    }

    private var sceneFolder: String { order.folder + "/scene" }
    private var outputFolder: String { order.folder + "/output" }

    /// The archive holds nothing but files; tar itself refuses names that would lead out of the folder.
    private func unpacking(_ archive: String) -> SpawnRequest {
        var request = SpawnRequest(
            program: "tar",
            arguments: [
                "--extract", "--no-same-owner", "--no-same-permissions", "--file", archive, "--directory", sceneFolder,
            ])
        request.environmentAdditions = ["LC_ALL": "C.UTF-8", "TAR_OPTIONS": ""]
        return request
    }

    private func onUnpacked(_ status: ExitStatus) {
        guard status.isSuccess else {
            let said = unpackingTail.lines.first ?? "tar ended with \(status)"
            return end(AttemptTrouble(.workerFault, "the scene cannot be unpacked: \(said)"))
        }
        guard RendererCheck.isInside(order.plan.scene), isFile("\(sceneFolder)/\(order.plan.scene)") else {
            return end(AttemptTrouble(.permanent, "the scene is not in its archive: \(order.plan.scene)"))
        }
        renderNext()
    }

    // MARK: Calls

    private func renderNext() {
        if isStopped { return end(nil) }
        guard let frames = calls.popFirst() else { return end(nil) }
        let call = self.call(frames)
        log.write("started: " + shellQuoted(RendererProcess.words(order.renderer, call)))
        do throws(SystemError) {
            let process = try RendererProcess(order.renderer, call, home: order.folder, loop: around.loop) {
                [self] in
                onRendered(call, $0)
            }
            phase = .rendering(process)
        } catch {
            end(AttemptTrouble(error))
        }
    }

    private func call(_ frames: ClosedRange<Int>) -> RendererCall {
        let input = "\(sceneFolder)/\(order.plan.scene)"
        let first = order.plan.firstFrame
        return RendererCall(
            frames: frames, video: first...(first + max(1, order.drawing.frameCount) - 1), input: input,
            folder: Files.parent(of: input), output: outputFolder, size: order.drawing.size,
            frameRate: order.drawing.frameRate, threads: order.threads)
    }

    private func onRendered(_ call: RendererCall, _ trouble: AttemptTrouble?) {
        guard case .rendering(let process) = phase else { return }
        processorMilliseconds += process.processorMilliseconds
        if isStopped { return end(nil) }
        if let trouble { return end(trouble, saying: trouble.failure.lastLines) }
        let numbers = call.frames.lowerBound - order.plan.firstFrame
        let frames = numbers..<(numbers + call.frames.count)
        if let trouble = collect(frames, call, process.lastLines) { return end(trouble, saying: process.lastLines) }
        do throws(SystemError) {
            let check = try FrameCheckProcess(files, frames, threads: order.threads, around: around) { [self] in
                if isStopped { return end(nil) }
                if let trouble = $0 { return end(trouble, saying: process.lastLines) }
                finished += frames.count
                renderNext()
            }
            phase = .checking(check)
        } catch {
            end(AttemptTrouble(error))
        }
    }

    /// Takes the frames of a call to where they are read from.
    private func collect(_ frames: Range<Int>, _ call: RendererCall, _ lastLines: [String]) -> AttemptTrouble? {
        let name = order.renderer.description.name
        for (frame, number) in zip(frames, call.frames) {
            let path = call.path(ofFrame: number, order.renderer.description)
            guard isFile(path) else {
                let file = RunLayout.split(path).name
                return AttemptTrouble(
                    .retryable, "\(name) ended well, but left no \(file) for frame \(number)", lastLines: lastLines)
            }
            do throws(SystemError) {
                try Files.rename(path, to: files.path(of: frame))
            } catch {
                return AttemptTrouble(error)
            }
        }
        return nil
    }

    /// A link may lead anywhere.
    private func isFile(_ path: String) -> Bool {
        (try? Files.factsIfPresent(path, followingLinks: false))?.kind == .regular
    }

    // MARK: Ending

    /// What the program said goes into the log when it has something to explain.
    private func end(_ trouble: AttemptTrouble?, saying lines: [String] = []) {
        guard let onEnd else { return }
        self.onEnd = nil
        phase = .over
        for line in lines { log.write("\(order.renderer.description.name): \(line)") }
        onEnd(trouble)
    }
}
