import FarmFigures

/// A benchmark as one page of HTML that needs nothing else: charts, tables, commands, every run.
public struct BenchmarkDocument {
    private let benchmark: Benchmark
    private let figures: BenchmarkFigures

    public init(_ benchmark: Benchmark, _ figures: BenchmarkFigures) {
        self.benchmark = benchmark
        self.figures = figures
    }

    private static let css = """
        body { margin: 0 auto; padding: 24px; max-width: 820px; font: 15px/1.5 system-ui, sans-serif;
          background: #ffffff; color: #1c2430; }
        h1 { font-size: 22px; margin: 0 0 4px; overflow-wrap: anywhere; } h2 { font-size: 17px; margin: 32px 0 8px; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; padding: 4px 10px; border-bottom: 1px solid #dfe4ea; white-space: nowrap; }
        th:first-child, td:first-child { text-align: left; }
        code { display: block; white-space: pre-wrap; overflow-wrap: anywhere; padding: 8px; background: #f1f3f6;
          font-size: 12px; }
        .faint { color: #5c6773; } .scroll { overflow-x: auto; } svg { max-width: 100%; height: auto; }
        @media (prefers-color-scheme: dark) { body { background: #14181d; color: #e8ecf0; }
          th, td { border-color: #2e363f; } code { background: #1d232a; } .faint { color: #a3adb8; } }
        """

    public var html: String {
        let words = FiguresText(benchmark, figures)
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(Drawing.escaped(benchmark.headline))</title>
            <style>\(Self.css)
            \(ChartStyle.css)</style></head><body>
            <h1>\(Drawing.escaped(benchmark.headline))</h1>
            <p class="faint">\(Drawing.escaped(benchmark.subline))</p>
            \(Self.table(words.rows))
            \(Self.list("What the figures say", words.verdicts))
            \(Self.list("What holds the speed-up back", figures.findings.map(\.sentence)))
            \(Self.list("Doubts", figures.doubts + benchmark.remarks))
            \(BenchmarkSheet(benchmark, figures).parts.joined(separator: "\n"))
            <h2>Stages</h2>
            \(Self.table(words.stageRows))
            <h2>Every run</h2>
            \(Self.table(words.runRows))
            <h2>Commands</h2>
            \(benchmark.commands.map(Self.command).joined(separator: "\n"))
            <p class="faint">\(Drawing.escaped(words.machine))</p>
            </body></html>

            """
    }

    /// The first row is the head.
    private static func table(_ rows: [[String]]) -> String {
        func line(_ cells: [String], _ tag: String) -> String {
            "<tr>" + cells.map { "<\(tag)>\(Drawing.escaped($0))</\(tag)>" }.joined() + "</tr>"
        }
        let lines = rows.prefix(1).map { line($0, "th") } + rows.dropFirst().map { line($0, "td") }
        return "<div class=\"scroll\"><table>\(lines.joined(separator: "\n"))</table></div>"
    }

    private static func list(_ title: String, _ sentences: [String]) -> String {
        guard !sentences.isEmpty else { return "" }
        let items = sentences.map { "<li>\(Drawing.escaped($0))</li>" }.joined(separator: "\n")
        return "<h2>\(title)</h2>\n<ul>\(items)</ul>"
    }

    private static func command(_ command: Benchmark.NamedCommand) -> String {
        "<p>\(Drawing.escaped(command.name))</p><code>\(Drawing.escaped(command.command))</code>"
    }
}
