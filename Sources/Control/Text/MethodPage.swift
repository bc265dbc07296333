import FarmFigures
import Invocation

/// What `bench --methods` prints.
struct MethodPage {
    let benchmark: Benchmark

    func text(width: Int?) -> String {
        let machine = FiguresText.machine(benchmark)
        let rows = MethodFigures.rows(MethodFigures.all(in: benchmark.runs))
        var table = Table((rows.first ?? []).enumerated().map { .init(title: $1, isNumber: $0 > 0) })
        table.rows = Array(rows.dropFirst())
        let sentences = [benchmark.verified] + benchmark.remarks
        return machine + "\n\n" + table.text(width: width) + "\n"
            + sentences.map { "- \(printable($0))\n" }.joined()
    }
}
