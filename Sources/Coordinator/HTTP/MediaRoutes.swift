import FarmCore
import FarmHTTP
import FarmModel
import FarmWire
import LinuxIO
import MediaPlan

/// What there is to see of a job: the finished video, and previews of its chunks while it is rendered.
struct MediaRoutes {
    unowned let coordinator: Coordinator

    func add(to server: HTTPServer) {
        server.get("/api/v1/jobs/:job/output", for: .clients) { exchange in
            exchange.attempt { () throws(HTTPProblem) in
                let job = try JobRoutes(coordinator: coordinator).job(exchange)
                guard job.phase == .done else {
                    throw HTTPProblem(
                        .conflict, "job \(job.id.number) has no output yet", cause: "it is \(job.phase.rawValue)")
                }
                try send(job.run.output, Self.contentType(of: job.run.output), to: exchange)
            }
        }
        preview("preview.mp4", .piece, server)
        preview("thumbnail.jpg", .thumbnail, server)
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
            let file = try FileDescriptor.open(path, flags: 0)
            let response = try HTTPResponse.file(
                file, for: exchange.request, contentType: contentType)
            coordinator.metrics.servedBytes += response.fileBytes
            exchange.answer(response)
        } catch {
            throw HTTPProblem(.notFound, "the file is not there", cause: error.cause)
        }
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
