import FarmFigures
import JSONText

/// The farm against the limit and against one ffmpeg, a row for each clip and chain.
struct RenderTable: JSONWritable {
    let repeats: Int
    var rows: [Row] = []
    /// Where and when it was measured, in words.
    var circumstances = ""

    struct Row {
        let chain: String
        let seconds: Int
        let serial: Spread
        let plain: Spread
        let farm: Spread
        let chunks: Int
        /// Multiples of the processor time of the serial run, spread over all cores.
        let plainToLimit: Double
        let processToLimit: Double
        let farmToLimit: Double
        /// The farm takes longer than one ffmpeg, and by more than the runs lie apart.
        let isSlower: Bool
        /// What holds it back most.
        let finding: String
        let isDoubtful: Bool

        init?(chain: String, seconds: Int, _ benchmark: Benchmark) {
            guard let figures = BenchmarkFigures(benchmark.runs), let plain = figures.plain,
                let point = figures.points.last
            else { return nil }
            let limit = max(0.001, figures.limitSeconds(cores: benchmark.machine.cores))
            self.chain = chain
            self.seconds = seconds
            serial = figures.serial.wall
            self.plain = plain.wall
            farm = point.figures.wall
            chunks = point.chunks
            plainToLimit = plain.wall.median / limit
            processToLimit = point.stages.process / limit
            farmToLimit = point.figures.wall.median / limit
            isSlower = point.figures.wall.least > plain.wall.most
            finding = figures.findings.first?.cause.rawValue ?? ""
            isDoubtful = !figures.doubts.isEmpty
        }
    }

    private static let heads = [
        "chain", "clip", "1 thread", "plain", "farm", "chunks", "plain ÷ limit", "chunks ÷ limit", "job ÷ limit",
        "plain ÷ farm", "most lost to",
    ]

    private var cells: [[String]] {
        rows.map { row in
            let times = [row.serial, row.plain, row.farm].map { FigureText.decimal($0.median) + " s" }
            let ratios = [row.plainToLimit, row.processToLimit, row.farmToLimit, row.plain.median / row.farm.median]
            let note = (row.isSlower ? "slower! " : "") + row.finding + (row.isDoubtful ? " (doubtful)" : "")
            return [row.chain, "\(row.seconds) s"] + times + ["\(row.chunks)"] + ratios.map(FigureText.decimal) + [note]
        }
    }

    var text: String { FigureText.table([Self.heads] + cells) }

    var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        let rule = "|---|" + String(repeating: "--:|", count: Self.heads.count - 2) + "---|\n"
        return Self.preface(circumstances, repeats) + line(Self.heads) + rule + cells.map(line).joined()
    }

    /// The table is a document of its own, so that one command brings it up to date.
    private static func preface(_ circumstances: String, _ repeats: Int) -> String {
        """
        # Rendering, measured

        Made by `Scripts/bench render --markdown >docs/render-figures.md`, on \(circumstances).

        Generated clips with sound, libx264 ultrafast. Each time is the median of \(repeats) runs, in turns with the
        others, and each output was compared with the serial one, frame by frame. *1 thread*: one ffmpeg with one thread.
        *plain*: one ffmpeg with its own threads. *farm*: submit, analyze, render, merge, verify, with a worker for each
        core. *limit*: the processor seconds of the serial run ÷ cores, which no way of rendering beats on this machine.
        *most lost to*: what `renderctl bench` names first. A row is doubtful when the machine was busy with something
        else or the runs lie far apart; *slower!* marks a farm that is slower than plain ffmpeg by more than that.
        [performance.md](performance.md) says what the figures mean.


        """
    }

    func write(to json: inout JSONWriter) {
        json.array { json in
            for row in rows {
                json.object { json in
                    json.field("chain", row.chain)
                    json.field("clip_sec", row.seconds)
                    json.field("serial_sec", row.serial.median)
                    json.field("plain_sec", row.plain.median)
                    json.field("farm_sec", row.farm.median)
                    json.field("chunks", row.chunks)
                    json.field("plain_to_limit", row.plainToLimit)
                    json.field("process_to_limit", row.processToLimit)
                    json.field("job_to_limit", row.farmToLimit)
                    json.field("slower_than_plain", row.isSlower)
                    json.field("doubtful", row.isDoubtful)
                }
            }
        }
    }
}
