import FarmCharts
import FarmFigures
import FarmModel
import Invocation
import JSONText
import LinuxIO

/// Where a benchmark is written to.
struct BenchmarkFiles {
    private let export: String?
    private let plot: String?
    private let page: String?

    /// Half an hour of measuring must not end at a folder that is not there.
    init(_ parsed: ParsedCommand) throws(UserError) {
        func path(_ option: String) throws(UserError) -> String? {
            guard let text = parsed.text(option) else { return nil }
            let path = try absolute(text, for: "--\(option)")
            guard Files.isWritableDirectory(Files.parent(of: path)) else {
                throw UserError(
                    "--\(option) cannot be written", cause: "\(printable(Files.parent(of: path))) is no writable folder"
                )
            }
            return path
        }
        export = try path("export")
        plot = try path("plot")
        page = try path("html")
    }

    /// Without figures there is nothing to draw.
    func write(_ benchmark: Benchmark, _ figures: BenchmarkFigures?, _ output: Output) throws(UserError) {
        if let export { try write(benchmark.prettyJSONText() + "\n", to: export, output) }
        guard let figures else { return }
        if let plot { try write(BenchmarkSheet(benchmark, figures).svg, to: plot, output) }
        if let page { try write(BenchmarkDocument(benchmark, figures).html, to: page, output) }
    }

    private func write(_ text: String, to path: String, _ output: Output) throws(UserError) {
        do throws(SystemError) {
            try Files.writeAtomically(path, Array(text.utf8), synced: false)
        } catch {
            throw UserError("\(printable(path)) cannot be written", cause: error.cause)
        }
        output.note("wrote \(path)")
    }
}
