import FarmCore
import FarmHTTP
import FarmModel
import FarmWire
import JSONText
import LinuxIO

/// The farm as a whole over HTTP: status, workers, everything at once, events, and what Prometheus reads.
struct FarmRoutes {
    unowned let coordinator: Coordinator

    func add(to server: HTTPServer) {
        // For whoever watches over machines, and is told no more than that this one is up.
        server.get("/healthz", for: .anybody) { exchange in
            let isWell = coordinator.storageProblem == nil
            exchange.answer(isWell ? .text("ok\n") : .text("out of order\n", .serviceUnavailable))
        }
        server.get("/api/v1/status", for: .clients) { $0.answer(json: coordinator.status) }
        server.get("/api/v1/workers", for: .clients) { exchange in
            let workers = coordinator.farm.workerSummaries(at: coordinator.clock.now)
            exchange.answer { $0.field("workers", workers) }
        }
        server.get("/api/v1/snapshot", for: .clients) { exchange in
            exchange.attempt { () throws(HTTPProblem) in try snapshot(exchange) }
        }
        server.get("/api/v1/events", for: .clients) { exchange in
            exchange.attempt { () throws(HTTPProblem) in try events(exchange) }
        }
        steer("drain", server) { .drain(workerName: $0) }
        steer("kick", server) { .kick(workerName: $0) }
        server.get("/metrics", for: .clients) { exchange in
            let page = coordinator.metrics.page(
                of: coordinator.farm, coordinator.status, subscribers: coordinator.feed.subscriberCount,
                pipedBytes: coordinator.pipes.usedBytes, at: coordinator.clock.now)
            exchange.answer(
                HTTPResponse(
                    .ok, headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"],
                    body: .bytes(Array(page.utf8))))
        }
    }

    private func steer(_ verb: String, _ server: HTTPServer, _ command: @escaping (String) -> Command) {
        server.add("POST", "/api/v1/workers/:worker/" + verb, for: .clients) { exchange, _ in
            let name = exchange.request.parameter("worker")
            CommandDesk(coordinator: coordinator).perform(command(name)) { exchange.answer($0) }
        }
    }

    // MARK: Watching

    private func wantedJob(_ exchange: HTTPExchange) throws(HTTPProblem) -> JobID? {
        guard let text = exchange.request.query("job") else { return nil }
        return JobID(try exchange.number(text, "the job", in: 1...1 << 40))
    }

    private func snapshot(_ exchange: HTTPExchange) throws(HTTPProblem) {
        let job = try wantedJob(exchange)
        let snapshot = coordinator.feed.snapshot(of: coordinator, only: job)
        exchange.answer { json in
            json.field("last_event_id", coordinator.feed.lastEventName)
            json.field("snapshot", snapshot)
        }
    }

    /// Server-sent events. Whoever comes without the id of the last event, or with one that is too old, is told to
    /// `resync`: to fetch the snapshot, and to apply what comes after.
    private func events(_ exchange: HTTPExchange) throws(HTTPProblem) {
        let job = try wantedJob(exchange)
        let lastSeen = exchange.request.head["last-event-id"] ?? exchange.request.query("last_event_id")
        let stream = exchange.beginStream(
            contentType: "text/event-stream", headers: ["Cache-Control": "no-store", "X-Accel-Buffering": "no"])
        let feed = coordinator.feed
        let presence = Presence()
        exchange.onAbandoned = { presence.isThere = false }
        let subscriber = FeedSubscriber(job: job, isOpen: { presence.isThere }) { event in
            switch event {
            case .event(let entry):
                stream.send(Self.block(entry.name, id: feed.name(of: entry.number), entry.bytes))
            case .resync(let number):
                stream.send(Self.block("resync", id: feed.name(of: number), Array("{}".utf8)))
            case .nothingNew:
                stream.send(Array(": \n\n".utf8))
            }
        }
        feed.subscribe(subscriber, lastSeen: lastSeen, for: coordinator)
    }

    private final class Presence {
        var isThere = true
    }

    private static func block(_ name: String, id: String, _ json: [UInt8]) -> [UInt8] {
        Array("id: \(id)\nevent: \(name)\ndata: ".utf8) + json + Array("\n\n".utf8)
    }
}
