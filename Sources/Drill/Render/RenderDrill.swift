import FarmFigures
import Invocation
import JSONText
import LinuxIO

/// Benchmarks of generated clips, one after the other, by `renderctl bench` as a person would run it.
struct RenderDrill {
    let options: RenderDrillOptions

    func run() throws(UserError) {
        let folder: String
        do throws(SystemError) {
            folder = try Files.absolutePath(options.folder)
            try Files.makeDirectories(folder)
        } catch {
            throw UserError("\(options.folder) cannot be used", cause: error.description)
        }
        var table = RenderTable(repeats: options.repeats)
        for chain in options.chains {
            for seconds in options.seconds {
                let clip = try clip(seconds: seconds, in: folder)
                let benchmark = try bench(chain, seconds: seconds, clip: clip, folder: folder)
                guard let row = RenderTable.Row(chain: chain.words, seconds: seconds, benchmark) else {
                    throw UserError("a benchmark has no figures", cause: "a kind of run is missing in it")
                }
                table.rows.append(row)
                table.circumstances = Self.words(benchmark)
            }
        }
        StandardOutput.write(
            options.isJSON ? table.jsonText + "\n" : options.isMarkdown ? table.markdown : table.text)
    }

    /// Made once: the same clip for every chain, and for the next time.
    private func clip(seconds: Int, in folder: String) throws(UserError) -> String {
        let path = "\(folder)/clip_\(options.size)_\(seconds).mp4"
        if Files.exists(path) { return path }
        StandardError.write("making a clip of \(seconds) s\n")
        try renderctl(["generate", path, "--seconds", "\(seconds)", "--size", options.size, "--audio"])
        return path
    }

    private static func words(_ benchmark: Benchmark) -> String {
        let machine = benchmark.machine
        return "\(machine.cores) cores (\(machine.processor)), Linux \(machine.kernel), ffmpeg "
            + "\(machine.ffmpegVersion), \(benchmark.madeAt.prefix(10))"
    }

    private func bench(
        _ chain: FilterChain, seconds: Int, clip: String, folder: String
    ) throws(UserError) -> Benchmark {
        StandardError.write("\(chain.words), \(seconds) s\n")
        let export = "\(folder)/bench_\(chain.rawValue)_\(seconds).json"
        let workers = MachineProbe.usableCores()
        // A private farm: no farm of a person is to be measured by accident.
        try renderctl([
            "--coordinator", "127.0.0.1:1", "bench", clip, "--filter", chain.filter, "--encoder-preset", "ultrafast",
            "--sweep", "\(workers)", "--repeat", "\(options.repeats)", "--export", export,
        ])
        do {
            return try readJSON(Benchmark.self, from: Files.read(export, limitBytes: DrillLimits.exportBytes))
        } catch {
            throw UserError("\(export) cannot be read", cause: "\(error)")
        }
    }

    private func renderctl(_ arguments: [String]) throws(UserError) {
        do throws(SystemError) {
            let program = Files.parent(of: try executablePath()) + "/renderctl"
            var request = SpawnRequest(program: program, arguments: arguments)
            request.standardError = .inherited
            let result = try runCommand(
                request, timeoutMilliseconds: DrillLimits.benchMilliseconds, outputLimitBytes: 1 << 20)
            guard result.isSuccess else {
                throw SystemError(
                    operation: "run", subject: "renderctl \(arguments.joined(separator: " "))", code: 0,
                    detail: "\(result.status)")
            }
        } catch {
            throw UserError("a benchmark failed", cause: error.description)
        }
    }
}
