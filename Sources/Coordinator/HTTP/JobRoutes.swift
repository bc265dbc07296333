import FarmCore
import FarmHTTP
import FarmModel
import FarmWire
import JSONText
import LinuxIO
import MediaPlan

/// Jobs over HTTP: what `jobs`, `show`, `report` and `logs` of `renderctl --json` print, and what steers them.
struct JobRoutes {
    unowned let coordinator: Coordinator

    private var desk: CommandDesk { CommandDesk(coordinator: coordinator) }

    func add(to server: HTTPServer) {
        server.get("/api/v1/jobs", for: .clients) { exchange in
            exchange.attempt { () throws(HTTPProblem) in try list(exchange) }
        }
        server.add("POST", "/api/v1/jobs", for: .clients) { exchange, body in
            exchange.attempt { () throws(HTTPProblem) in try submit(exchange, body) }
        }
        about("", server) { exchange, job in show(exchange, job) }
        about("/chunks", server) { exchange, job throws(HTTPProblem) in try chunks(exchange, job) }
        about("/chunks/:chunk", server) { exchange, job throws(HTTPProblem) in try chunk(exchange, job) }
        about("/attempts", server) { exchange, job in
            exchange.answer { $0.field("attempts", coordinator.farm.spans(of: job)) }
        }
        about("/report", server) { exchange, job in exchange.answer(json: coordinator.farm.report(of: job)) }
        about("/logs", server) { exchange, job throws(HTTPProblem) in try logs(exchange, job) }
        steer("cancel", server) { .cancel($0) }
        steer("pause", server) { .pause($0) }
        steer("resume", server) { .resume($0) }
        steer("retry", server) { .retry($0) }
        server.add("POST", "/api/v1/jobs/:job/priority", for: .clients) { exchange, body in
            exchange.attempt { () throws(HTTPProblem) in
                let id = try jobID(exchange)
                let priority = try readBody(PriorityBody.self, body).priority
                desk.perform(.setPriority(id, priority)) { exchange.answer($0) }
            }
        }
    }

    // MARK: Finding the job

    private func jobID(_ exchange: HTTPExchange) throws(HTTPProblem) -> JobID {
        JobID(try exchange.number(exchange.request.parameter("job"), "the job", in: 1...1 << 40))
    }

    func job(_ exchange: HTTPExchange) throws(HTTPProblem) -> Job {
        let id = try jobID(exchange)
        guard let job = coordinator.farm.state.job(id) else {
            let error = ClientError.noSuchJob(id)
            throw HTTPProblem(.notFound, error.summary, cause: error.cause, hint: error.hint)
        }
        return job
    }

    private func about(
        _ rest: String, _ server: HTTPServer,
        _ body: @escaping (HTTPExchange, Job) throws(HTTPProblem) -> Void
    ) {
        server.get("/api/v1/jobs/:job" + rest, for: .clients) { exchange in
            exchange.attempt { () throws(HTTPProblem) in try body(exchange, try job(exchange)) }
        }
    }

    private func steer(_ verb: String, _ server: HTTPServer, _ command: @escaping (JobID) -> Command) {
        server.add("POST", "/api/v1/jobs/:job/" + verb, for: .clients) { exchange, _ in
            exchange.attempt { () throws(HTTPProblem) in
                desk.perform(command(try jobID(exchange))) { exchange.answer($0) }
            }
        }
    }

    // MARK: Looking

    /// The newest first: whoever asks for one page wants to see those.
    private func list(_ exchange: HTTPExchange) throws(HTTPProblem) {
        let page = try exchange.page()
        let wanted = exchange.request.query("status")
        var summaries: [JobSummary] = []
        var total = 0
        for job in coordinator.farm.state.jobs.reversed() {
            guard wanted == nil || wanted == job.statusWord else { continue }
            total += 1
            if total > page.offset, summaries.count < page.limit { summaries.append(coordinator.farm.summary(of: job)) }
        }
        exchange.answer { json in
            json.field("jobs", summaries)
            json.field("total", total)
            json.field("offset", page.offset)
            json.field("limit", page.limit)
        }
    }

    private func show(_ exchange: HTTPExchange, _ job: Job) {
        let farm = coordinator.farm
        exchange.answer { json in
            json.field("job", farm.summary(of: job))
            json.field("request", job.request)
            json.field("warnings", job.video?.warnings ?? [])
            json.field("reasons", job.video?.reasons ?? [])
            json.field("report", farm.report(of: job))
            json.field("map", optional: farm.chunkMap(of: job.id))
            json.field("preview", coordinator.previews.outlook(for: job))
        }
    }

    private func chunks(_ exchange: HTTPExchange, _ job: Job) throws(HTTPProblem) {
        let page = try exchange.page()
        let manifest = coordinator.farm.manifest(of: job)
        let wanted = exchange.request.query("status")
        let matching = manifest.filter { wanted == nil || $0.status == wanted }
        exchange.answer { json in
            json.field("chunks", array: matching.dropFirst(page.offset).prefix(page.limit))
            json.field("total", matching.count)
            json.field("offset", page.offset)
            json.field("limit", page.limit)
        }
    }

    /// One chunk with every failure that is remembered, and the command that renders it, for a shell.
    private func chunk(_ exchange: HTTPExchange, _ job: Job) throws(HTTPProblem) {
        let index = try exchange.number(
            exchange.request.parameter("chunk"), "the chunk", in: 0...FarmLimits.chunksPerVideo)
        guard let video = job.video, job.chunks.indices.contains(index) else {
            throw HTTPProblem(.notFound, "job \(job.id.number) has no chunk \(index)")
        }
        let state = job.chunks[index]
        let attempt = state.winner?.attempt ?? state.active ?? state.failures.last?.attempt
        let task = RenderTask(
            plan: video, chunk: index, care: state.care,
            outputPath: RunLayout.chunkPath(of: job.run, chunk: index, plan: video))
        let arguments = RenderCommand.arguments(
            for: task, ffmpeg: coordinator.stages.ffmpeg, writingTo: video.chunkName(index),
            seamsIn: ".")
        exchange.answer { json in
            json.field("chunk", coordinator.farm.manifest(of: job)[index])
            json.field("attempt_id", optional: attempt)
            json.field("failures", state.failures)
            json.field("command", shellQuoted(["ffmpeg"] + arguments))
        }
    }

    private func logs(_ exchange: HTTPExchange, _ job: Job) throws(HTTPProblem) {
        let chunk = try exchange.request.query("chunk").map { (text) throws(HTTPProblem) in
            try exchange.number(text, "the chunk", in: 0...FarmLimits.chunksPerVideo)
        }
        let lines = LogTail(folder: job.run.directory + "/logs", chunk: chunk).newLines()
        exchange.answer { json in
            json.field("job_id", job.id)
            json.field("lines", Array(lines.suffix(ApiLimits.logLines)))
        }
    }

    // MARK: Submitting

    private func submit(_ exchange: HTTPExchange, _ body: [UInt8]) throws(HTTPProblem) {
        desk.submit(try readBody(JobRequest.self, body)) { result in
            switch result {
            case .failure(let error): exchange.refuse(error)
            case .success(let (id, run)):
                exchange.answer(.created) { json in
                    json.field("job_id", id)
                    json.field("run", run.name)
                    json.field("run_directory", run.directory)
                    json.field("output", run.output)
                }
            }
        }
    }
}

/// A body in JSON; what is wrong with it is said with its place.
func readBody<Value: JSONReadable>(_ type: Value.Type, _ body: [UInt8]) throws(HTTPProblem) -> Value {
    do throws(JSONError) {
        return try readJSON(type, from: body)
    } catch {
        throw HTTPProblem(.badRequest, "the body is not understood", cause: "\(error)")
    }
}

private struct PriorityBody: JSONReadable {
    let priority: Int

    init(from json: inout JSONReader) throws(JSONError) {
        var priority: Int?
        try json.object { key, json throws(JSONError) in
            switch key {
            case "priority": priority = try json.int()
            default: try json.skip()
            }
        }
        self.priority = try json.require(priority, "priority")
    }
}

extension Job {
    /// The phase, or `paused`.
    fileprivate var statusWord: String { isPaused && !phase.isFinal ? "paused" : phase.rawValue }
}
