import FarmFigures

/// A picture of given height, `ChartStyle.width` wide.
protocol Chart {
    var title: String { get }
    var height: Double { get }
    func draw(on drawing: inout Drawing)
}

extension Chart {
    /// Room for titles, numbers and legends around the plot.
    var plot: Box { Box(x: 60, y: 56, width: ChartStyle.width - 90, height: height - 108) }

    /// The whole chart with its title.
    var drawing: Drawing {
        var drawing = Drawing()
        drawing.text("title", title, at: Place(20, 24))
        draw(on: &drawing)
        return drawing
    }

    /// Lines across the plot at the ticks of the vertical axis, with their labels.
    func drawHorizontals(_ axis: Axis, unit: String = "", on drawing: inout Drawing) {
        for tick in axis.ticks {
            let y = axis.place(tick)
            drawing.line("grid", from: Place(plot.x, y), to: Place(plot.x + plot.width, y))
            drawing.text("faint", axis.label(tick) + unit, at: Place(plot.x - 8, y + 4), .end)
        }
    }

    /// The labels below the plot at the ticks of the horizontal axis.
    func drawFoot(_ axis: Axis, caption: String, withGrid: Bool = false, on drawing: inout Drawing) {
        let bottom = plot.y + plot.height
        for tick in axis.ticks {
            let x = axis.place(tick)
            let top = withGrid ? plot.y : bottom
            drawing.line(withGrid ? "grid" : "axis", from: Place(x, top), to: Place(x, bottom + 4))
            drawing.text("faint", axis.label(tick), at: Place(x, bottom + 18), .middle)
        }
        drawing.line("axis", from: Place(plot.x, bottom), to: Place(plot.x + plot.width, bottom))
        drawing.text("faint", caption, at: Place(plot.x + plot.width / 2, bottom + 36), .middle)
    }

    /// Names beside samples of their colours, between title and plot.
    func drawLegend(_ entries: [(style: String, name: String, isLine: Bool)], on drawing: inout Drawing) {
        var x = plot.x
        for entry in entries {
            if entry.isLine {
                drawing.line(entry.style, from: Place(x, 40), to: Place(x + 22, 40))
            } else {
                drawing.box(entry.style, Box(x: x + 6, y: 35, width: 11, height: 11))
            }
            drawing.text("faint", entry.name, at: Place(x + 28, 44))
            x += 28 + Double(entry.name.count) * 6.4 + 22
        }
    }
}

/// Figures in charts are written as they are in sentences.
typealias ChartWords = FigureWords
