import FarmModel
import FarmWire
import JSONText

/// The figures of a benchmark as JSON, in an export and on stdout.
public struct FiguresDocument: JSONWritable {
    private let figures: BenchmarkFigures
    private let cores: Int

    public init(_ figures: BenchmarkFigures, cores: Int) {
        self.figures = figures
        self.cores = cores
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("cpu_limit_sec", figures.limitSeconds(cores: cores))
            json.object("serial") { json in
                Self.write(figures.serial, to: &json)
                json.field("T_process_serial", figures.serial.wall.median)
                json.field("T_total_serial", figures.serial.wall.median)
            }
            if let plain = figures.plain {
                json.object("plain") { json in
                    Self.write(plain, to: &json)
                    json.field("speed_up", figures.serial.wall.median / plain.wall.median)
                }
            }
            json.array("points") { json in
                for point in figures.points { Self.write(point, to: &json) }
            }
            if let fit = figures.fit { Self.write(fit, to: &json) }
            json.array("findings") { json in
                for finding in figures.findings {
                    json.object { json in
                        json.field("cause", finding.cause.rawValue)
                        json.field("seconds", finding.seconds)
                        json.field("sentence", finding.sentence)
                    }
                }
            }
            json.field("doubts", figures.doubts)
        }
    }

    private static func write(_ figures: KindFigures, to json: inout JSONWriter) {
        json.object("wall_sec") { json in
            json.field("min", figures.wall.least)
            json.field("median", figures.wall.median)
            json.field("max", figures.wall.most)
        }
        json.field("runs", figures.wall.count)
        json.field("cpu_sec", figures.processorSeconds)
        json.field("avg_cpu_percent", figures.busyShare * 100)
        json.field("frames_per_sec", figures.framesPerSecond)
        json.field("cpu_sec_per_frame", figures.processorSecondsPerFrame)
    }

    private static func write(_ point: SweepPoint, to json: inout JSONWriter) {
        json.object { json in
            json.field("workers", point.workers)
            write(point.figures, to: &json)
            json.field("speed_up", point.speedUp)
            json.field("efficiency", point.efficiency)
            json.field("karp_flatt", orNull: point.karpFlatt)
            json.field("chunks", point.chunks)
            json.field("start_up_sec_per_chunk", point.startUpSecondsPerChunk)
            json.object("stages") { json in
                json.field("T_analyze", point.stages.analyze)
                json.field("T_process_parallel_wall", point.stages.process)
                json.field("T_merge", point.stages.merge)
                json.field("T_verify", point.stages.verify)
                json.field("T_total_parallel", point.figures.wall.median)
            }
            json.object("slots") { json in
                json.field("busy_sec", point.slots.busySeconds)
                json.field("dispatch_sec", point.slots.dispatchSeconds)
                json.field("tail_sec", point.slots.tailSeconds)
                json.field("beside_ffmpeg_sec", point.slots.besideSeconds)
                json.field("waiting_sec", point.slots.waitingSeconds)
                json.field("cpu_sec", point.slots.processorSeconds)
                json.field("wasted_sec", point.slots.wastedSeconds)
            }
        }
    }

    private static func write(_ fit: AmdahlFit, to json: inout JSONWriter) {
        json.object("amdahl") { json in
            json.field("serial_fraction", fit.serialFraction)
            json.field("serial_fraction_95", [fit.fractionLow, fit.fractionHigh])
            json.field("limit", orNull: fit.limit)
            json.field("serial_sec", fit.serialSeconds)
            json.field("parallel_sec", fit.parallelSeconds)
            json.field("confidence", fit.confidence.rawValue)
        }
    }
}
