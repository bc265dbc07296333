import FarmModel
import JSONText

/// Seconds with three decimals, as the stages of a report.
extension AttemptSpan: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("attempt_id", attempt)
            json.field("chunk_id", chunkIndex)
            json.field("worker", worker)
            json.field("slot", slot)
            json.field("start_sec", seconds(startMilliseconds))
            json.field("end_sec", orNull: endMilliseconds.map(seconds))
            json.field("status", status)
            json.field("render_sec", orNull: cost.map { seconds($0.renderMilliseconds) })
            json.field("cpu_sec", orNull: cost.map { seconds($0.processorMilliseconds) })
            json.field("drawing_cpu_sec", optional: cost?.drawingMilliseconds.map(seconds))
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { key, json throws(JSONError) in try draft.read(key, from: &json) }
        var cost: AttemptCost?
        if let render = draft.renderMilliseconds, let processor = draft.processorMilliseconds {
            cost = AttemptCost(
                renderMilliseconds: render, processorMilliseconds: processor,
                drawingMilliseconds: draft.drawingMilliseconds)
        }
        self.init(
            attempt: try json.require(draft.attempt, "attempt_id"),
            chunkIndex: try json.require(draft.chunkIndex, "chunk_id"),
            worker: try json.require(draft.worker, "worker"), slot: try json.require(draft.slot, "slot"),
            startMilliseconds: try json.require(draft.startMilliseconds, "start_sec"),
            endMilliseconds: draft.endMilliseconds, status: try json.require(draft.status, "status"), cost: cost)
    }

    private struct Draft {
        var attempt: AttemptID?
        var chunkIndex: Int?
        var worker: String?
        var slot: Int?
        var startMilliseconds: Int?
        var endMilliseconds: Int?
        var status: String?
        var renderMilliseconds: Int?
        var processorMilliseconds: Int?
        var drawingMilliseconds: Int?

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "attempt_id": attempt = try json.value(AttemptID.self)
            case "chunk_id": chunkIndex = try json.count()
            case "worker": worker = try json.string()
            case "slot": slot = try json.count()
            case "start_sec": startMilliseconds = try json.seconds()
            case "end_sec": endMilliseconds = try json.consumeNull() ? nil : try json.seconds()
            case "status": status = try json.string()
            case "render_sec": renderMilliseconds = try json.consumeNull() ? nil : try json.seconds()
            case "cpu_sec": processorMilliseconds = try json.consumeNull() ? nil : try json.seconds()
            case "drawing_cpu_sec": drawingMilliseconds = try json.consumeNull() ? nil : try json.seconds()
            default: try json.skip()
            }
        }
    }
}
