import FarmCore
import FarmHTTP
import FarmModel
import FarmWire
import Glibc
import JSONText
import LinuxIO
import MediaPlan

/// Pieces of video and small pictures for whoever watches a job, made of finished chunks by ffmpeg as children of the
/// coordinator: few at a time, each only once, kept in the folder of the run.
final class PreviewDesk {
    typealias Completion = (Result<String, HTTPProblem>) -> Void

    private let loop: EventLoop
    private let program: String
    private var running: Set<String> = []
    private var children: [String: ChildProcess] = [:]
    private var waiting: [(path: String, command: PreviewCommand)] = []
    private var completions: [String: [Completion]] = [:]
    private static let gone = "is not finished yet, or not kept any more"

    init(loop: EventLoop, program: String) {
        self.loop = loop
        self.program = program
    }

    /// The path of the file, when it is there. Whoever asks for what is being made waits with those who asked before.
    func file(_ kind: PreviewCommand.Kind, ofChunk chunk: Int, of job: Job, _ completion: @escaping Completion) {
        guard let video = job.video, video.chunks.indices.contains(chunk) else {
            return completion(.failure(HTTPProblem(.notFound, "job \(job.id.number) has no chunk \(chunk)")))
        }
        let folder = "\(job.run.directory)/preview/\(kind.rawValue)"
        // A chunk that is rendered once more has another picture, perhaps.
        let attempt = job.chunks[chunk].winner.map { "_\($0.attempt.number)" } ?? ""
        let path = "\(folder)/\(chunk)\(attempt).\(kind.suffix)"
        if Files.exists(path) { return completion(.success(path)) }
        guard let command = Self.command(kind, chunk, of: job, video) else {
            return completion(.failure(HTTPProblem(.notFound, "chunk \(chunk) \(Self.gone)")))
        }
        completions[path, default: []].append(completion)
        guard completions[path]?.count == 1 else { return }
        guard waiting.count < CoordinatorLimits.waitingPreviews else {
            return settle(
                path,
                .failure(
                    HTTPProblem(.serviceUnavailable, "too many previews are being made", hint: "ask again in a moment"))
            )
        }
        do throws(SystemError) {
            try Files.makeDirectories(folder)
        } catch {
            return settle(
                path, .failure(HTTPProblem(.insufficientStorage, "no preview can be kept", cause: error.description)))
        }
        waiting.append((path, command))
        startNext()
    }

    // MARK: Making

    private func startNext() {
        while running.count < CoordinatorLimits.runningPreviews, !waiting.isEmpty {
            let next = waiting.removeFirst()
            running.insert(next.path)
            make(next.path, next.command)
        }
    }

    private func make(_ path: String, _ command: PreviewCommand) {
        var request = SpawnRequest(program: program, arguments: command.arguments(writingTo: path + ".partial"))
        // Rendering goes first.
        request.niceness = 10
        var errors = ErrorTail()
        do throws(SystemError) {
            let child = try ChildProcess.spawn(loop: loop, request) { stream, bytes in
                if case .standardError = stream { errors.read(bytes) }
            } onExit: { [weak self] status, _ in
                self?.onExit(path, from: command.inputPath, status, errors.lines.last)
            }
            children[path] = child
            loop.after(milliseconds: CoordinatorLimits.previewMilliseconds) { [weak self, weak child] in
                if let child, self?.children[path] === child { child.signalGroup(SIGKILL) }
            }
        } catch {
            end(path, .failure(HTTPProblem(.internalError, "ffmpeg cannot be started", cause: error.description)))
        }
    }

    private func onExit(_ path: String, from input: String, _ status: ExitStatus, _ lastLine: String?) {
        children[path] = nil
        // The job may have ended meanwhile, and its chunks with it.
        guard status.isSuccess || Files.exists(input) else {
            return end(path, .failure(HTTPProblem(.notFound, "the chunk \(Self.gone)")))
        }
        do throws(SystemError) {
            guard status.isSuccess else {
                try Files.remove(path + ".partial")
                return end(
                    path,
                    .failure(
                        HTTPProblem(.internalError, "no preview could be made", cause: lastLine ?? status.description)))
            }
            try Files.rename(path + ".partial", to: path)
            end(path, .success(path))
        } catch {
            end(
                path,
                .failure(HTTPProblem(.internalError, "no preview could be made", cause: lastLine ?? error.description)))
        }
    }

    private func end(_ path: String, _ result: Result<String, HTTPProblem>) {
        running.remove(path)
        settle(path, result)
        startNext()
    }

    private func settle(_ path: String, _ result: Result<String, HTTPProblem>) {
        for completion in completions.removeValue(forKey: path) ?? [] { completion(result) }
    }

    // MARK: From what

    private static func command(
        _ kind: PreviewCommand.Kind, _ chunk: Int, of job: Job, _ video: VideoPlan
    ) -> PreviewCommand? {
        // The chunks of a job that is done are about to be removed, or have been.
        if kind == .thumbnail, job.phase == .done {
            let ticks = Double(video.chunks[chunk].startPts - video.firstPts)
            return PreviewCommand(
                kind, of: job.run.output, format: "", startSeconds: ticks * video.timeBase.asDouble)
        }
        let path = RunLayout.chunkPath(of: job.run, chunk: chunk, plan: video)
        guard job.chunks[chunk].status == .done, Files.exists(path) else { return nil }
        if case .pictures(let format, _) = video.intermediate {
            let first = RunLayout.frameName(video.chunks[chunk].firstFrame, format)
            return kind == .thumbnail ? PreviewCommand(kind, of: "\(path)/\(first)", format: "") : nil
        }
        return PreviewCommand(kind, of: path, format: video.fileFormat)
    }

    // MARK: What can be had

    func outlook(for job: Job) -> PreviewOutlook {
        guard let video = job.video else {
            return PreviewOutlook(
                readyChunks: 0, thumbnails: [], isPlayable: false, isOutputPlayable: false,
                reason: "There is nothing to see.")
        }
        let done = job.chunks.map { $0.status == .done }
        func codec(_ encoder: String) -> String { EncoderFacts.named(encoder)?.codec ?? "" }
        let isKnown = ["h264", "av1", "vp9", "vp8"].contains(codec(video.settings.encoding.encoder))
        let isMP4 = ["h264", "av1", "vp9"].contains(codec(video.chunkEncoder))
        let suffix = RunLayout.fileExtension(of: job.run.output)
        // What has gone into a pipe is nowhere any more until the video is whole.
        let isInPipe = job.isPiped && job.phase != .done
        return PreviewOutlook(
            readyChunks: done.firstIndex(of: false) ?? done.count,
            thumbnails: isInPipe ? [] : done.indices.filter { done[$0] }, isPlayable: isMP4,
            isOutputPlayable: isKnown && ["mp4", "m4v", "mov", "webm"].contains(suffix),
            reason: isMP4 ? nil : Self.reason(video))
    }

    private static func reason(_ video: VideoPlan) -> String {
        if video.pipeWindow != nil {
            return "All frames flow into one encoder: there is something to see when it is done."
        }
        return "No browser plays what \(video.chunkEncoder) makes: download the finished video instead."
    }
}

/// What a page may show of a job: see `PreviewDesk`.
struct PreviewOutlook: JSONWritable {
    /// So many chunks from the first one on can be played in a row.
    let readyChunks: Int
    /// Chunks of which there is a picture.
    let thumbnails: [Int]
    let isPlayable: Bool
    let isOutputPlayable: Bool
    let reason: String?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("ready_chunks", readyChunks)
            json.field("thumbnails", thumbnails)
            json.field("codec_is_playable", isPlayable)
            json.field("output_is_playable", isOutputPlayable)
            json.field("reason", orNull: reason)
        }
    }
}
