import FarmFigures

/// Speed-up over the number of workers: measured, ideal, and by the fit of Amdahl's law.
struct SpeedUpChart: Chart {
    let figures: BenchmarkFigures

    let title = "Speed-up against one ffmpeg with one thread"
    let height = 360.0

    /// The curve of the fit is drawn with so many pieces.
    private static let curveSteps = 60

    func draw(on drawing: inout Drawing) {
        let most = Double(figures.points.map(\.workers).max() ?? 1)
        let top = max(most, figures.points.map(\.speedUp).max() ?? 1, plainSpeedUp ?? 0)
        // One number of workers alone would be drawn at the left edge of nothing.
        let across = Axis(
            (most > 1 ? 1 : 0)...most, marks: figures.points.map { Double($0.workers) }, from: plot.x + 16,
            to: plot.x + plot.width - 16)
        let up = Axis(upTo: top, from: plot.y + plot.height, to: plot.y)
        drawHorizontals(up, on: &drawing)
        drawFoot(across, caption: "workers", on: &drawing)
        var legend = [("measured", "measured, with the extremes", true), ("ideal", "ideal", true)]
        drawing.line(
            "ideal", from: Place(across.place(across.values.lowerBound), up.place(across.values.lowerBound)),
            to: Place(across.place(most), up.place(most)))
        if let fit = figures.fit, fit.confidence != .noise {
            drawing.path("fit", curve(of: fit, across, up))
            legend.append(("fit", "Amdahl, \(ChartWords.percent(fit.serialFraction)) serial", true))
        }
        if let plainSpeedUp {
            let y = up.place(plainSpeedUp)
            drawing.line("plain", from: Place(plot.x, y), to: Place(plot.x + plot.width, y))
            legend.append(("plain", "one ffmpeg, its own threads", true))
        }
        drawPoints(across, up, on: &drawing)
        drawLegend(legend.map { (style: $0.0, name: $0.1, isLine: $0.2) }, on: &drawing)
    }

    private var plainSpeedUp: Double? { figures.plain.map { figures.serial.wall.median / $0.wall.median } }

    private func curve(of fit: AmdahlFit, _ across: Axis, _ up: Axis) -> [Place] {
        (0...Self.curveSteps).map { step in
            let range = across.values
            let share = Double(step) / Double(Self.curveSteps)
            let workers = max(1, range.lowerBound + share * (range.upperBound - range.lowerBound))
            return Place(
                across.place(workers), up.place(figures.serial.wall.median / max(1e-9, fit.seconds(workers: workers))))
        }
    }

    private func drawPoints(_ across: Axis, _ up: Axis, on drawing: inout Drawing) {
        let serial = figures.serial.wall.median
        drawing.path("measured", figures.points.map { Place(across.place(Double($0.workers)), up.place($0.speedUp)) })
        for point in figures.points {
            let x = across.place(Double(point.workers))
            let wall = point.figures.wall
            drawing.line(
                "measured", from: Place(x, up.place(serial / wall.most)), to: Place(x, up.place(serial / wall.least)))
            drawing.dot(
                "dot", Place(x, up.place(point.speedUp)), radius: 4.5,
                hint: "\(ChartWords.count(point.workers, "worker")): \(ChartWords.decimal(point.speedUp, digits: 2))")
            drawing.text(
                "", ChartWords.decimal(point.speedUp, digits: 2), at: Place(x, up.place(point.speedUp) - 10), .middle)
        }
    }
}
