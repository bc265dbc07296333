import FarmFigures

/// Speed-up by worker, and how busy the cores were, for each number of workers.
struct EfficiencyChart: Chart {
    let figures: BenchmarkFigures

    let title = "Efficiency: speed-up ÷ workers"
    let height = 300.0

    func draw(on drawing: inout Drawing) {
        let up = Axis(
            upTo: max(100, figures.points.map { $0.efficiency * 100 }.max() ?? 100), from: plot.y + plot.height,
            to: plot.y, ticks: 4)
        drawHorizontals(up, unit: " %", on: &drawing)
        let step = plot.width / Double(figures.points.count)
        let width = min(46, step / 3)
        for (index, point) in figures.points.enumerated() {
            let middle = plot.x + (Double(index) + 0.5) * step
            bar("blue", point.efficiency, at: middle - width - 2, width, up, on: &drawing)
            bar("gray", point.figures.busyShare, at: middle + 2, width, up, on: &drawing)
            drawing.text(
                "faint", ChartWords.count(point.workers, "worker"), at: Place(middle, plot.y + plot.height + 18),
                .middle)
        }
        let bottom = plot.y + plot.height
        drawing.line("axis", from: Place(plot.x, bottom), to: Place(plot.x + plot.width, bottom))
        drawLegend([("blue", "efficiency", false), ("gray", "average CPU of all cores", false)], on: &drawing)
    }

    private func bar(
        _ style: String, _ share: Double, at x: Double, _ width: Double, _ up: Axis, on drawing: inout Drawing
    ) {
        let top = up.place(share * 100)
        drawing.box(
            style, Box(x: x, y: top, width: width, height: plot.y + plot.height - top),
            hint: ChartWords.percent(share))
        drawing.text("", ChartWords.percent(share), at: Place(x + width / 2, top - 5), .middle)
    }
}
