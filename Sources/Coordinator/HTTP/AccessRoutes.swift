import FarmHTTP
import FarmWire
import LinuxIO

/// Who may ask over HTTP, and how a browser gets in.
struct AccessRoutes {
    unowned let coordinator: Coordinator

    func add(to server: HTTPServer) {
        server.mayAsk = { [unowned coordinator] request in
            let problem = coordinator.access.refusal(
                of: request.head, for: request.audience, atSeconds: FarmClock.wallMilliseconds() / 1_000)
            if let problem { coordinator.noteRefusal(problem, of: request) }
            return problem
        }
        server.get(HTTPAccess.entrance, for: .anybody) { [unowned coordinator] exchange in
            let token = exchange.request.query("token") ?? ""
            switch coordinator.access.entry(with: token, atSeconds: FarmClock.wallMilliseconds() / 1_000) {
            case .success(let headers): exchange.answer(HTTPResponse(.seeOther, headers: headers))
            case .failure(let problem):
                coordinator.noteRefusal(problem, of: exchange.request)
                exchange.refuse(problem)
            }
        }
    }
}

extension Coordinator {
    fileprivate func noteRefusal(_ problem: HTTPProblem, of request: HTTPRequest) {
        deniedPeers += 1
        let host = request.peer.lastIndex(of: ":").map { request.peer[..<$0] } ?? request.peer[...]
        log.writeOften("\(host): denied over HTTP: \(problem.summary)")
    }
}
