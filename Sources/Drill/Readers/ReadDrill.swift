import FarmHTTP
import FarmWire
import Invocation
import LinuxIO

/// `farm-drill read`: pulls a file from a coordinator over several connections, as workers do that see no files.
struct ReadDrill {
    static let shape = CommandShape(
        name: "read", overview: "Pulls a file from a coordinator over several connections, again and again.",
        arguments: [
            ArgumentShape("HOST:PORT", help: "Where the coordinator listens."),
            ArgumentShape("PATH", help: "What to ask for."),
        ],
        options: [
            .value("token", placeholder: "TOKEN", help: "What opens it."),
            .value("connections", placeholder: "N", help: "How many pull at once (default 8)."),
            .value(
                "seconds", placeholder: "N", help: "How long (default 10); it says each tenth what has come so far."),
        ])

    private let address: HostPort
    private let path: String
    private let token: String
    private let connections: Int
    private let seconds: Int

    init(_ parsed: ParsedCommand) throws(UserError) {
        address = try HostPort(parsing: parsed.argument("HOST:PORT"), for: "HOST:PORT")
        path = parsed.argument("PATH")
        token = parsed.text("token") ?? ""
        connections = try parsed.integer("connections", in: DrillLimits.readers) ?? 8
        seconds = try parsed.integer("seconds", in: 1...86_400) ?? 10
    }

    func run() throws(UserError) {
        do throws(SystemError) {
            let loop = try EventLoop()
            let puller = Puller(loop: loop, address: address, path: path, token: token)
            for _ in 0..<connections { puller.pull() }
            loop.every(milliseconds: 100) { StandardOutput.write("\(puller.bytes)\n") }
            loop.after(milliseconds: seconds * 1_000) { loop.stop() }
            try loop.run()
            if let problem = puller.problem {
                throw SystemError(operation: "read", subject: path, code: 0, detail: problem)
            }
        } catch {
            throw UserError("the file cannot be pulled", cause: error.description)
        }
    }

    private final class Puller {
        private(set) var bytes: Int64 = 0
        private(set) var problem: String?
        private let loop: EventLoop
        private let client: HTTPClient
        private let head: HTTPRequestHead

        init(loop: EventLoop, address: HostPort, path: String, token: String) {
            self.loop = loop
            client = HTTPClient(loop: loop, host: address.host, port: address.port)
            head = HTTPRequestHead("GET", path, headers: ["Authorization": "Bearer \(token)"])
        }

        func pull() {
            var request = HTTPClient.Request(head)
            request.onPiece = { [unowned self] in bytes += Int64($0.count) }
            client.send(request) { [unowned self] result in
                switch result {
                case .success(let answer) where answer.isGood: pull()
                case .success(let answer): end("the answer is \(answer.head.status)")
                case .failure(let failure): end(failure.description)
                }
            }
        }

        private func end(_ cause: String) {
            problem = cause
            loop.stop()
        }
    }
}
