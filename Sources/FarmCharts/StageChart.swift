import FarmFigures

/// The wall time of each kind of run, and of the farm's by stages.
struct StageChart: Chart {
    let figures: BenchmarkFigures

    let title = "Where the time goes"
    var height: Double { 120 + Double(rows.count) * Self.rowHeight }

    private static let rowHeight = 30.0
    private static let labelWidth = 150.0

    private struct Row {
        let name: String
        let parts: [(style: String, name: String, seconds: Double)]
        var total: Double { parts.reduce(0) { $0 + $1.seconds } }
    }

    private var rows: [Row] {
        var rows = [Row(name: "one ffmpeg, one thread", parts: [("gray", "rendering", figures.serial.wall.median)])]
        if let plain = figures.plain {
            rows.append(Row(name: "one ffmpeg, its own threads", parts: [("gray", "rendering", plain.wall.median)]))
        }
        return rows
            + figures.points.map { point in
                let stages = point.stages
                return Row(
                    name: ChartWords.count(point.workers, "worker"),
                    parts: [
                        ("orange", "analysis", stages.analyze), ("blue", "chunks", stages.process),
                        ("green", "merge", stages.merge), ("violet", "verification", stages.verify),
                        ("red", "rest", stages.rest),
                    ])
            }
    }

    func draw(on drawing: inout Drawing) {
        let left = plot.x + Self.labelWidth
        let across = Axis(upTo: rows.map(\.total).max() ?? 1, from: left, to: plot.x + plot.width - 50)
        drawFoot(across, caption: "seconds", withGrid: true, on: &drawing)
        for (index, row) in rows.enumerated() {
            let y = plot.y + 4 + Double(index) * Self.rowHeight
            drawing.text("", row.name, at: Place(left - 10, y + 15), .end)
            var start = 0.0
            for part in row.parts where part.seconds > 0 {
                let x = across.place(start)
                start += part.seconds
                drawing.box(
                    part.style, Box(x: x, y: y, width: max(0.5, across.place(start) - x), height: Self.rowHeight - 8),
                    hint: "\(part.name): \(ChartWords.seconds(part.seconds))")
            }
            drawing.text("", ChartWords.seconds(row.total), at: Place(across.place(start) + 6, y + 15))
        }
        drawLegend(
            [
                ("gray", "one ffmpeg", false), ("orange", "analysis", false), ("blue", "chunks", false),
                ("green", "merge", false), ("violet", "verification", false), ("red", "rest", false),
            ], on: &drawing)
    }
}
