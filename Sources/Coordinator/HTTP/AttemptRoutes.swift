import FarmCore
import FarmHTTP
import FarmModel
import FarmWire
import Glibc
import LinuxIO
import MediaPlan

/// The files of a job, for a worker that does not see them: the input to read, and the place for the chunk. Open to who
/// holds the lease of an attempt, for as long as it lasts, and nothing but that job's own.
struct AttemptRoutes {
    unowned let coordinator: Coordinator

    func add(to server: HTTPServer) {
        server.get("/media/attempts/:attempt/input", for: .leaseholders) { exchange in
            exchange.answer { () throws(HTTPProblem) in try input(for: exchange.request) }
        }
        server.get("/media/attempts/:attempt/chunk", for: .leaseholders) { exchange in
            exchange.answer { () throws(HTTPProblem) in
                let (attempt, job, video) = try lease(exchange.request)
                if job.isPiped {
                    return HTTPResponse(.noContent, headers: coordinator.pipes.progress(of: attempt.id).headers)
                }
                let path = chunkPath(attempt, job, video)
                let progress = try coordinator.uploads.progress(
                    partialPath: RunLayout.partialPath(of: path), path: path)
                return HTTPResponse(.noContent, headers: progress.headers)
            }
        }
        server.addUpload("PATCH", "/media/attempts/:attempt/chunk", for: .leaseholders) {
            exchange throws(HTTPProblem) in
            // Whoever has no lease is told so, and nothing about what else is wrong.
            let (attempt, job, video) = try lease(exchange.request)
            let upload = try UploadHeaders(exchange.request.head)
            if case .rawFrames(let bytesEach, _) = video.intermediate {
                let frames = video.chunks[attempt.chunk.index].frameCount
                return try frameSink(for: attempt, sizeBytes: frames * bytesEach, upload, exchange)
            }
            let path = chunkPath(attempt, job, video)
            let place = UploadPlace(
                partialPath: RunLayout.partialPath(of: path), path: path, sizeBytes: upload.sizeBytes,
                sha256: upload.sha256)
            return try coordinator.uploads.sink(for: place, at: upload.offset, exchange)
        }
    }

    private func input(for request: HTTPRequest) throws(HTTPProblem) -> HTTPResponse {
        let wanted = try lease(request).video.input
        do throws(SystemError) {
            let file = try FileDescriptor.open(wanted.path, flags: O_RDONLY)
            let facts = try file.facts()
            guard facts.sizeBytes == wanted.sizeBytes, facts.modifiedNanoseconds == wanted.modifiedNanoseconds else {
                throw SystemError(operation: "serve", subject: wanted.path, code: ESTALE)
            }
            let response = try HTTPResponse.file(file, for: request, contentType: "application/octet-stream")
            coordinator.metrics.servedBytes += response.fileBytes
            return response
        } catch {
            throw HTTPProblem(
                .preconditionFailed, "the input changed since it was analysed", cause: "\(wanted.path): \(error.cause)")
        }
    }

    /// For a chunk that goes no further than into memory.
    private func frameSink(
        for attempt: Attempt, sizeBytes: Int, _ upload: UploadHeaders, _ exchange: HTTPExchange
    ) throws(HTTPProblem) -> any HTTPBodySink {
        let coordinator = coordinator
        return try coordinator.pipes.sink(for: attempt, sizeBytes: sizeBytes, upload, exchange) { [weak coordinator] in
            coordinator?.farm.state.attempts[attempt.id] != nil
        }
    }

    private func chunkPath(_ attempt: Attempt, _ job: Job, _ video: VideoPlan) -> String {
        RunLayout.attemptPath(of: job.run, chunk: attempt.chunk.index, attempt: attempt.id, plan: video)
    }

    private func lease(
        _ request: HTTPRequest
    ) throws(HTTPProblem) -> (attempt: Attempt, job: Job, video: VideoPlan) {
        guard let number = Int(request.parameter("attempt")), let token = request.head.bearerToken,
            coordinator.mediaKey.isToken(token, of: AttemptID(number))
        else { throw HTTPProblem(.forbidden, "this is for the holder of the attempt's lease") }
        guard let attempt = coordinator.farm.state.attempts[AttemptID(number)],
            let job = coordinator.farm.state.job(attempt.chunk.job), let video = job.video
        else { throw HTTPProblem(.gone, "the lease of the attempt has ended") }
        return (attempt, job, video)
    }
}
