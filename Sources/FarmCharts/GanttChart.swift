import FarmFigures
import FarmModel

/// The attempts of one run by worker and slot, with the stages around them.
struct GanttChart: Chart {
    let point: SweepPoint

    var title: String { "Attempts by worker: \(ChartWords.count(point.workers, "worker")), the run nearest the median" }
    var height: Double { 120 + Double(min(rows.count, Self.rowLimit)) * Self.rowHeight }

    private static let rowHeight = 26.0
    private static let labelWidth = 110.0
    /// More rows than that are lines without names; a farm of hundreds shows its first ones.
    private static let rowLimit = 64

    private struct Row: Hashable {
        let worker: String
        let slot: Int
    }

    private var attempts: [AttemptSpan] { point.typicalRun.job?.attempts ?? [] }

    private var rows: [Row] {
        Set(attempts.map { Row(worker: $0.worker, slot: $0.slot) })
            .sorted { ($0.worker.count, $0.worker, $0.slot) < ($1.worker.count, $1.worker, $1.slot) }
    }

    func draw(on drawing: inout Drawing) {
        let rows = Array(rows.prefix(Self.rowLimit))
        let left = plot.x + Self.labelWidth
        let across = Axis(upTo: point.typicalRun.wallSeconds, from: left, to: plot.x + plot.width)
        drawStages(across, on: &drawing)
        drawFoot(across, caption: "seconds since the submission", withGrid: true, on: &drawing)
        for (index, row) in rows.enumerated() {
            let y = plot.y + 3 + Double(index) * Self.rowHeight
            drawing.text("", name(of: row), at: Place(left - 10, y + 15), .end)
            for span in attempts where span.worker == row.worker && span.slot == row.slot {
                draw(span, at: y, across, on: &drawing)
            }
        }
        drawLegend(
            [
                ("blue", "a chunk", false), ("red", "an attempt that failed", false),
                ("band", "analysis, merge, verification", false),
            ],
            on: &drawing)
    }

    private func name(of row: Row) -> String {
        let hasSlots = attempts.contains { $0.worker == row.worker && $0.slot > 0 }
        let name = row.worker.count > 16 ? "…" + row.worker.suffix(15) : row.worker
        return hasSlots ? "\(name) · \(row.slot + 1)" : name
    }

    private func drawStages(_ across: Axis, on drawing: inout Drawing) {
        guard let stages = point.typicalRun.job?.stages else { return }
        let rendered = Double((stages.analyzeMilliseconds ?? 0) + (stages.processMilliseconds ?? 0)) / 1000
        let analyzed = Double(stages.analyzeMilliseconds ?? 0) / 1000
        for (start, end) in [(0, analyzed), (rendered, point.typicalRun.wallSeconds)] where end > start {
            let x = across.place(start)
            drawing.box("band", Box(x: x, y: plot.y, width: across.place(end) - x, height: plot.height))
        }
    }

    private func draw(_ span: AttemptSpan, at y: Double, _ across: Axis, on drawing: inout Drawing) {
        let start = Double(span.startMilliseconds) / 1000
        let end = span.endMilliseconds.map { Double($0) / 1000 } ?? point.typicalRun.wallSeconds
        let x = across.place(start)
        let width = max(1, across.place(end) - x - 1)
        drawing.box(
            span.status == "done" ? "blue" : "red", Box(x: x, y: y, width: width, height: Self.rowHeight - 6),
            hint: "chunk \(span.chunkIndex): \(span.status), \(ChartWords.seconds(end - start))")
        let label = "\(span.chunkIndex)"
        if width > Double(label.count) * 7 + 6 {
            drawing.text("inside", label, at: Place(x + width / 2, y + 14), .middle)
        }
    }
}
