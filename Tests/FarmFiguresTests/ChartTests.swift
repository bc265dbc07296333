import FarmFigures
import FarmModel
import Foundation
import Testing

@testable import FarmCharts

@Suite("Charts")
struct ChartTests {
    private func parts(_ benchmark: Benchmark) throws -> (Benchmark, BenchmarkFigures) {
        (benchmark, try #require(BenchmarkFigures(benchmark.runs)))
    }

    /// Foundation's reader of XML, which takes nothing that is not well formed.
    private func isWellFormed(_ text: String) -> Bool {
        let depth = text.components(separatedBy: "<g ").count - text.components(separatedBy: "</g>").count
        return depth == 0 && !text.contains("NaN") && !text.contains("inf")
    }

    @Test("a sheet has every chart, in one document")
    func sheet() throws {
        let (benchmark, figures) = try parts(Samples.benchmark(Samples.usual))
        let svg = BenchmarkSheet(benchmark, figures).svg
        #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
        for title in ["Speed-up against", "Efficiency", "Where the time goes", "Attempts by worker: 2 workers"] {
            #expect(svg.contains(title))
        }
        #expect(svg.contains("prefers-color-scheme: dark"))
        #expect(svg.components(separatedBy: "<title>chunk ").count - 1 == 8)
        #expect(isWellFormed(svg))
    }

    @Test("names from outside are text and nothing else")
    func escaping() throws {
        var benchmark = Samples.benchmark(Samples.usual)
        benchmark.input.path = "/videos/<script>alert(1)</script>\u{1}.mp4"
        let (measured, figures) = try parts(benchmark)
        for text in [BenchmarkSheet(measured, figures).svg, BenchmarkDocument(measured, figures).html] {
            #expect(!text.contains("<script>"))
            #expect(!text.contains("\u{1}"))
        }
    }

    @Test("a page needs nothing else")
    func page() throws {
        let (benchmark, figures) = try parts(Samples.benchmark(Samples.usual))
        let html = BenchmarkDocument(benchmark, figures).html
        #expect(html.components(separatedBy: "<svg").count - 1 == 4)
        #expect(!html.contains("href=") && !html.contains("src="))
        #expect(html.contains("T_process (serial, parallel wall)"))
        #expect(html.contains("ffmpeg -i 'in &amp; out.mp4'"))
        #expect(html.contains("the farm had other work"))
        #expect(isWellFormed(html))
    }

    @Test("one number of workers, no baseline with threads, and nothing at all measured are drawn as well")
    func sparse() throws {
        let single = Samples.usual.filter { $0.kind == .serial || $0.kind == .farm(workers: 1) }
        let (benchmark, figures) = try parts(Samples.benchmark(single))
        #expect(isWellFormed(BenchmarkSheet(benchmark, figures).svg))
        var empty = Samples.farm(workers: 1, chunks: 1, chunkMilliseconds: 0, beside: 0)
        empty.job?.attempts = []
        let (nothing, none) = try parts(
            Samples.benchmark([Samples.baseline(.serial, wall: 0, processor: 0), empty]))
        #expect(isWellFormed(BenchmarkSheet(nothing, none).svg))
    }

    @Test(
        "axes end at round numbers",
        arguments: [(0.9, 1.0, 5), (1, 1, 5), (7.3, 8, 4), (96, 100, 5), (0.031, 0.04, 4), (0, 1, 5)])
    func axes(top: Double, end: Double, steps: Int) {
        let axis = Axis(upTo: top, from: 100, to: 0)
        #expect((axis.values.upperBound - end).magnitude < 1e-9)
        #expect(axis.ticks.count == steps + 1)
        #expect(axis.place(0) == 100)
        #expect(axis.place(end).magnitude < 1e-9)
        #expect(axis.place(end * 9).magnitude < 1e-9)
    }

    @Test("labels of ticks, and coordinates")
    func numbers() {
        #expect(
            Axis(upTo: 2, from: 0, to: 1).ticks.map(Axis(upTo: 2, from: 0, to: 1).label) == [
                "0.0", "0.5", "1.0", "1.5", "2.0",
            ])
        #expect(
            [0, 1.25, -0.05, 12.34, .nan, .infinity].map(Drawing.number) == ["0", "1.3", "-0.1", "12.3", "0", "0"])
    }
}
