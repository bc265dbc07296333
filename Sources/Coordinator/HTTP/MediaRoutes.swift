import FarmCore
import FarmHTTP
import FarmModel
import FarmWire
import Glibc
import LinuxIO
import MediaPlan

/// What there is to see of a job: the finished video, and previews of its chunks while it is rendered.
struct MediaRoutes {
    unowned let coordinator: Coordinator

    func add(to server: HTTPServer) {
        server.get("/api/v1/jobs/:job/output", for: .clients) { exchange in
            exchange.attempt { () throws(HTTPProblem) in
                exchange.answer(try output(of: try JobRoutes(coordinator: coordinator).job(exchange), exchange.request))
            }
        }
        preview("preview.mp4", .piece, server)
        preview("thumbnail.jpg", .thumbnail, server)
    }

    /// With its hash, so that whoever fetches it in parts knows in the end that it is whole.
    private func output(of job: Job, _ request: HTTPRequest) throws(HTTPProblem) -> HTTPResponse {
        guard job.phase == .done, let made = job.merge else {
            throw HTTPProblem(
                .conflict, "job \(job.id.number) has no finished video", cause: "it is \(job.phase.rawValue)")
        }
        let path = job.run.output
        do throws(SystemError) {
            let file = try FileDescriptor.open(path, flags: O_RDONLY)
            guard try file.facts().sizeBytes == made.sizeBytes else {
                throw SystemError(operation: "serve", subject: path, code: ESTALE)
            }
            return try serve(file, Self.contentType(of: path), request, headers: ["Output-SHA256": made.sha256])
        } catch {
            throw HTTPProblem(.gone, "the finished video is not there any more", cause: "\(path): \(error.cause)")
        }
    }

    private func preview(_ name: String, _ kind: PreviewCommand.Kind, _ server: HTTPServer) {
        server.get("/api/v1/jobs/:job/chunks/:chunk/" + name, for: .clients) { exchange in
            exchange.attempt { () throws(HTTPProblem) in
                let chunk = try exchange.number(
                    exchange.request.parameter("chunk"), "the chunk", in: 0...FarmLimits.chunksPerVideo)
                try show(kind, ofChunk: chunk, to: exchange)
            }
        }
    }

    private func show(_ kind: PreviewCommand.Kind, ofChunk chunk: Int, to exchange: HTTPExchange) throws(HTTPProblem) {
        let job = try JobRoutes(coordinator: coordinator).job(exchange)
        coordinator.previews.file(kind, ofChunk: chunk, of: job) { result in
            exchange.attempt { () throws(HTTPProblem) in
                // A job that is done by now took its chunks away while this waited: its output has the picture.
                if case .failure = result, kind == .thumbnail, job.phase != .done,
                    coordinator.farm.state.job(job.id)?.phase == .done
                {
                    return try show(kind, ofChunk: chunk, to: exchange)
                }
                try send(try result.get(), kind.contentType, to: exchange)
            }
        }
    }

    private func send(_ path: String, _ contentType: String, to exchange: HTTPExchange) throws(HTTPProblem) {
        do throws(SystemError) {
            exchange.answer(try serve(try FileDescriptor.open(path, flags: O_RDONLY), contentType, exchange.request))
        } catch {
            throw HTTPProblem(.notFound, "the file is not there", cause: error.cause)
        }
    }

    private func serve(
        _ file: FileDescriptor, _ contentType: String, _ request: HTTPRequest, headers: HTTPHeaders = [:]
    ) throws(SystemError) -> HTTPResponse {
        let response = try HTTPResponse.file(file, for: request, contentType: contentType, headers: headers)
        coordinator.metrics.servedBytes += response.fileBytes
        return response
    }

    private static func contentType(of path: String) -> String {
        switch RunLayout.fileExtension(of: path) {
        case "mp4", "m4v": "video/mp4"
        case "mov": "video/quicktime"
        case "webm": "video/webm"
        case "mkv": "video/x-matroska"
        default: "application/octet-stream"
        }
    }
}
