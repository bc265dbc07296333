import FarmHTTP
import FarmModel
import FarmWire
import Glibc
import LinuxIO

/// Files between a client and the coordinator: inputs that only the client has, and finished videos.
struct TransferRoutes {
    unowned let coordinator: Coordinator

    func add(to server: HTTPServer) {
        server.get("/media/uploads/:sha256", for: .clients) { exchange in
            exchange.answer { () throws(HTTPProblem) in
                .json(try coordinator.clientUploads.state(of: try uploadPath(for: exchange.request)))
            }
        }
        server.addUpload("PATCH", "/media/uploads/:sha256", for: .clients) { exchange throws(HTTPProblem) in
            let path = try uploadPath(for: exchange.request)
            let upload = try UploadHeaders(exchange.request.head)
            guard upload.sha256 == exchange.request.parameter("sha256") else {
                throw HTTPProblem(.badRequest, "the upload has two hashes")
            }
            return try coordinator.clientUploads.sink(for: path, upload, exchange)
        }
        server.get("/media/jobs/:job/output", for: .clients) { exchange in
            exchange.answer { () throws(HTTPProblem) in try output(for: exchange.request) }
        }
    }

    private func uploadPath(for request: HTTPRequest) throws(HTTPProblem) -> String {
        try coordinator.clientUploads.path(sha256: request.parameter("sha256"), name: request.query("name") ?? "")
    }

    private func output(for request: HTTPRequest) throws(HTTPProblem) -> HTTPResponse {
        guard let number = Int(request.parameter("job")), let job = coordinator.farm.state.job(JobID(number)) else {
            throw HTTPProblem(.notFound, "there is no such job")
        }
        guard job.phase == .done, let made = job.merge else {
            throw HTTPProblem(
                .conflict, "job \(number) has no finished video", cause: "it is \(job.phase.rawValue)")
        }
        do throws(SystemError) {
            let file = try FileDescriptor.open(job.run.output, flags: O_RDONLY)
            guard try file.facts().sizeBytes == made.sizeBytes else {
                throw SystemError(operation: "serve", subject: job.run.output, code: ESTALE)
            }
            let response = try HTTPResponse.file(
                file, for: request, contentType: "application/octet-stream",
                headers: ["Output-SHA256": made.sha256])
            coordinator.metrics.servedBytes += response.fileBytes
            return response
        } catch {
            throw HTTPProblem(
                .gone, "the finished video is not there any more", cause: "\(job.run.output): \(error.cause)")
        }
    }
}
