import FarmFigures
import FarmModel
import Invocation
import JSONText
import LinuxIO

/// `renderctl compare A B`
enum CompareCommand: ControlCommand {
    static let shape = CommandShape(
        name: "compare", overview: "Compare two benchmarks, as `bench --export` wrote them.",
        arguments: [
            ArgumentShape("A", help: "A benchmark."), ArgumentShape("B", help: "The one to hold against it."),
        ])

    /// Ten thousand attempts in each of a hundred runs fit.
    private static let limitBytes = 256 << 20

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let left = try read(call.parsed.argument("A"))
        let right = try read(call.parsed.argument("B"))
        let comparison = BenchmarkComparison(left, right)
        call.output.show(text(comparison, width: call.output.width)) { write(comparison, to: &$0) }
        return .ok
    }

    private static func read(_ path: String) throws(UserError) -> Benchmark {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read(path, limitBytes: limitBytes)
        } catch {
            throw UserError("cannot read \(printable(path))", cause: error.cause)
        }
        do throws(JSONError) {
            var limits = JSONLimits.standard
            limits.documentBytes = limitBytes
            return try readJSON(Benchmark.self, from: bytes, limits: limits)
        } catch {
            throw UserError(
                "\(printable(path)) is not a benchmark", cause: "\(error)",
                hint: "make one with `renderctl bench INPUT --export FILE`")
        }
    }

    private static func text(_ comparison: BenchmarkComparison, width: Int?) -> String {
        var table = Table([
            .init(title: "RUN"), .init(title: "A", isNumber: true), .init(title: "B", isNumber: true),
            .init(title: "B ÷ A", isNumber: true), .init(title: "B TAKES"),
        ])
        for line in comparison.lines {
            table.rows.append([
                line.kind.words, FigureWords.seconds(line.left.median), FigureWords.seconds(line.right.median),
                FigureWords.decimal(line.ratio, digits: 2), line.verdict,
            ])
        }
        let notes = comparison.differences.map { "not the same: \(printable($0))\n" }.joined()
        return table.text(width: width) + (notes.isEmpty ? "" : "\n" + notes)
    }

    private static func write(_ comparison: BenchmarkComparison, to json: inout JSONWriter) {
        json.object { json in
            json.array("runs") { json in
                for line in comparison.lines {
                    json.object { json in
                        json.field("kind", line.kind.name)
                        if case .farm(let workers) = line.kind { json.field("workers", workers) }
                        json.field("a_wall_sec", line.left.median)
                        json.field("b_wall_sec", line.right.median)
                        json.field("ratio", line.ratio)
                        json.field("clear", line.isClear)
                    }
                }
            }
            json.field("differences", comparison.differences)
        }
    }
}
