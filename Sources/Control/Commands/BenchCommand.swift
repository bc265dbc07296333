import FarmFigures
import FarmModel
import Invocation
import LinuxIO

/// `renderctl bench INPUT`
enum BenchCommand: ControlCommand {
    /// What a benchmark decides itself, or makes no sense for runs that are thrown away.
    private static let decided: Set = ["output", "max-parallel", "priority", "keep-temp", "overwrite"]

    static let shape = CommandShape(
        name: "bench",
        overview: """
            Measure how much faster the farm renders a video than one ffmpeg: the same job with more and more workers, one \
            ffmpeg with one thread, and one with its own threads, in turns. Uses the farm that is running, or starts one \
            for it. Every output is compared with the serial one, and removed.
            """,
        arguments: [RenderOptions.input],
        options: [
            .value(
                "sweep", placeholder: "N,N…",
                help: "Numbers of workers (default: powers of two up to the farm's slots, and all of them)."),
            .value(
                "methods", placeholder: "M,M…",
                help: """
                    INPUT is a scene, or lavfi:SOURCE: measure these ways from its frames to a video instead (chunk, disk, \
                    pipe, disabled), each with the whole farm.
                    """),
            .value("repeat", placeholder: "N", help: "Runs of each kind (default: 3)."),
            .value("export", placeholder: "FILE", help: "Write everything that was measured as JSON."),
            .value("plot", placeholder: "FILE", help: "Draw the charts as SVG."),
            .value("html", placeholder: "FILE", help: "Write charts, tables and commands as one page."),
        ] + RenderOptions.shapes.filter { !decided.contains($0.name) },
        exclusive: RenderOptions.exclusive + [["methods", "sweep"], ["methods", "plot"], ["methods", "html"]])

    static func run(_ call: ControlCall) throws(UserError) -> ExitCode {
        let files = try BenchmarkFiles(call.parsed)
        if let text = call.parsed.text("methods") { return try measureMethods(try methods(text), files, call) }
        let bench = try Bench(
            call: call, options: try RenderOptions(call.parsed), sweep: try sweep(call.parsed.text("sweep")),
            // Thirty rounds show what a hundred would; a typing mistake should not take all night.
            repeats: try call.parsed.integer("repeat", in: 1...100) ?? 3)
        let benchmark = try bench.perform()
        guard let figures = BenchmarkFigures(benchmark.runs) else {
            throw UserError("nothing was measured", cause: "no run has come to its end")
        }
        try files.write(benchmark, figures, call.output)
        let page = BenchmarkPage(benchmark: benchmark, figures: figures)
        call.output.show(page.text(width: call.output.width), json: benchmark)
        return .ok
    }

    private static func measureMethods(
        _ methods: [FrameMethod], _ files: BenchmarkFiles, _ call: ControlCall
    ) throws(UserError) -> ExitCode {
        let bench = try MethodBench(
            call: call, request: try DrawCommand.request(call.parsed, argument: "INPUT"), methods: methods,
            repeats: try call.parsed.integer("repeat", in: 1...100) ?? 3)
        let benchmark = try bench.perform()
        try files.write(benchmark, nil, call.output)
        let page = MethodPage(benchmark: benchmark)
        call.output.show(page.text(width: call.output.width), json: benchmark)
        return .ok
    }

    /// `disk,pipe`, each once.
    static func methods(_ text: String) throws(UserError) -> [FrameMethod] {
        var methods: [FrameMethod] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let method = try Quantity.choice(String(part), of: FrameMethod.self, for: "--methods")
            if !methods.contains(method) { methods.append(method) }
        }
        return methods
    }

    /// `1,2,4` in order and without repetition; nil for the usual ones.
    static func sweep(_ text: String?) throws(UserError) -> [Int]? {
        guard let text else { return nil }
        var counts: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            counts.insert(try Quantity.integer(String(part), in: 1...1_024, of: "--sweep"))
        }
        return counts.sorted()
    }

    /// Powers of two up to the slots, and all of them.
    static func usualSweep(slots: Int) -> [Int] {
        var counts: [Int] = []
        var count = 1
        while count < slots {
            counts.append(count)
            count *= 2
        }
        return counts + [max(1, slots)]
    }
}
