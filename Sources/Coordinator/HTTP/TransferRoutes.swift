import FarmHTTP
import FarmWire

/// Inputs that only a client has, on their way to the coordinator.
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
    }

    private func uploadPath(for request: HTTPRequest) throws(HTTPProblem) -> String {
        try coordinator.clientUploads.path(sha256: request.parameter("sha256"), name: request.query("name") ?? "")
    }
}
