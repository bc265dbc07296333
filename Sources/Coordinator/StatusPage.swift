import FarmWire
import LinuxIO

/// What a browser or a health check sees at the farm's address: the farm at a glance, as text.
enum StatusPage {
    /// Answers one request and closes; returns the bytes consumed.
    static func answer(_ bytes: UnsafeRawBufferPointer, on connection: TCPConnection, for coordinator: Coordinator)
        -> Int
    {
        do {
            guard let (head, length) = try HTTPRequestHead.parse(bytes) else { return 0 }
            let isKnown = head.method == "GET" && (head.path == "/" || head.path == "/healthz")
            let body = isKnown ? text(of: coordinator.status) : "There is nothing here.\n"
            reply(isKnown ? .ok : .notFound, body, on: connection)
            return length
        } catch {
            reply(
                error.status, "That is neither a request in HTTP/1.1 nor a line of the farm's protocol.\n",
                on: connection)
            return bytes.count
        }
    }

    private static func reply(_ status: HTTPStatus, _ body: String, on connection: TCPConnection) {
        let content = Array(body.utf8)
        let head = HTTPResponseHead(status, contentType: "text/plain; charset=utf-8", contentLength: content.count)
        connection.send(head.bytes + content)
        connection.closeAfterFlush()
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
