import FarmFigures

/// The charts of a benchmark, below each other in one SVG.
public struct BenchmarkSheet {
    private let benchmark: Benchmark
    private let figures: BenchmarkFigures

    private static let headHeight = 64.0

    public init(_ benchmark: Benchmark, _ figures: BenchmarkFigures) {
        self.benchmark = benchmark
        self.figures = figures
    }

    private var charts: [any Chart] {
        let all: [any Chart] = [
            SpeedUpChart(figures: figures), EfficiencyChart(figures: figures), StageChart(figures: figures),
        ]
        return all + figures.points.suffix(1).map { GanttChart(point: $0) }
    }

    /// A document of its own.
    public var svg: String {
        var sheet = Drawing()
        var y = Self.headHeight
        for chart in charts {
            sheet.add(chart.drawing, at: Place(0, y))
            y += chart.height
        }
        sheet.text("title", benchmark.headline, at: Place(20, 30))
        sheet.text("faint", benchmark.subline, at: Place(20, 50))
        return Self.document(sheet, height: y, withStyle: true)
    }

    /// Each chart as a part of a page that has the style.
    var parts: [String] { charts.map { Self.document($0.drawing, height: $0.height, withStyle: false) } }

    private static func document(_ drawing: Drawing, height: Double, withStyle: Bool) -> String {
        let size = "\(Drawing.number(ChartStyle.width)) \(Drawing.number(height))"
        var background = Drawing()
        background.box("paper", Box(x: 0, y: 0, width: ChartStyle.width, height: height))
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="farm-chart" viewBox="0 0 \(size)" \
            width="\(Drawing.number(ChartStyle.width))" height="\(Drawing.number(height))" role="img">
            \(withStyle ? "<style>\(ChartStyle.css)</style>\n" : "")\(background.markup)\(drawing.markup)</svg>

            """
    }
}

extension Benchmark {
    /// The input by its name, and what is done to it.
    var headline: String {
        let name = input.path.split(separator: "/").last.map(String.init) ?? input.path
        let filter = request.filter.map { " · \($0)" } ?? ""
        let text = "\(name)\(filter) · \(request.encoding.encoder)"
        return text.count > 90 ? text.prefix(89) + "…" : text
    }

    var subline: String {
        let length = FigureWords.decimal(input.seconds, digits: 1)
        return "\(input.frames) frames, \(length) s, \(input.width)×\(input.height) · "
            + "\(FigureWords.count(machine.cores, "core")) of \(machine.host), ffmpeg \(machine.ffmpegVersion) · \(madeAt)"
    }
}
