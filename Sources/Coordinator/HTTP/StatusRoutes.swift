import FarmHTTP
import FarmWire

/// What a browser or a health check sees at the farm's address: the farm at a glance, as text.
struct StatusRoutes {
    unowned let coordinator: Coordinator

    func add(to server: HTTPServer) {
        server.get("/", for: .clients) { exchange in exchange.answer(.text(Self.text(of: coordinator.status))) }
        // For whoever watches over machines, and is told no more than that this one is up.
        server.get("/healthz", for: .anybody) { exchange in
            let isWell = coordinator.storageProblem == nil
            exchange.answer(isWell ? .text("ok\n") : .text("out of order\n", .serviceUnavailable))
        }
    }

    private static func text(of status: FarmStatus) -> String {
        """
        RenderFarm \(status.version)
        workers: \(status.workers), slots: \(status.slots), busy: \(status.busySlots)
        unfinished jobs: \(status.unfinishedJobs), queued chunks: \(status.queuedChunks)
        peers that were not believed: \(status.deniedPeers)
        \(status.storageProblem.map { "nothing is handed out: \($0)" } ?? "storage: writable")

        """
    }
}
