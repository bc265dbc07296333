import FarmFigures
import FarmModel
import Invocation

/// What `bench` prints.
struct BenchmarkPage {
    let benchmark: Benchmark
    let figures: BenchmarkFigures

    func text(width: Int?) -> String {
        let words = FiguresText(benchmark, figures)
        return [
            words.machine + "\n", table(words.rows, width: width), table(words.stageRows, width: width),
            list(words.verdicts), "what holds the speed-up back:\n" + list(figures.findings.map(\.sentence)),
            doubts,
        ].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// The first row has the titles.
    private func table(_ rows: [[String]], width: Int?) -> String {
        guard let titles = rows.first else { return "" }
        var table = Table(titles.enumerated().map { .init(title: $1, isNumber: $0 > 0) })
        table.rows = Array(rows.dropFirst())
        return table.text(width: width)
    }

    private var doubts: String {
        let all = figures.doubts + benchmark.remarks
        return all.isEmpty ? "" : "to be kept in mind:\n" + list(all)
    }

    private func list(_ sentences: [String]) -> String { sentences.map { "- \(printable($0))\n" }.joined() }
}
