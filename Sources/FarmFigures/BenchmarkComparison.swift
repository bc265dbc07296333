/// Two benchmarks beside each other.
public struct BenchmarkComparison: Equatable, Sendable {
    public let lines: [Line]
    /// Why the two are not of the same thing, in sentences.
    public let differences: [String]

    public struct Line: Equatable, Sendable {
        public let kind: BenchmarkRun.Kind
        public let left: Spread
        public let right: Spread

        /// How many times as long the second one takes.
        public var ratio: Double { left.median > 0 ? right.median / left.median : 1 }

        /// No run of one is among those of the other, and there is more than one of each.
        public var isClear: Bool { left.count > 1 && right.count > 1 && left.isApart(from: right) }

        public var verdict: String {
            guard isClear else { return "within the spread" }
            let change = FigureWords.percent((ratio - 1).magnitude)
            return ratio < 1 ? "\(change) less" : "\(change) more"
        }
    }

    public init(_ left: Benchmark, _ right: Benchmark) {
        var kinds: [BenchmarkRun.Kind] = [.serial, .plain]
        let workers = Set(
            (left.runs + right.runs).compactMap { run -> Int? in
                if case .farm(let workers) = run.kind { workers } else { nil }
            })
        kinds += workers.sorted().map { .farm(workers: $0) }
        lines = kinds.compactMap { kind in
            func spread(_ benchmark: Benchmark) -> Spread? {
                Spread(benchmark.runs.filter { $0.kind == kind }.map(\.wallSeconds))
            }
            guard let one = spread(left), let other = spread(right) else { return nil }
            return Line(kind: kind, left: one, right: other)
        }
        differences = Self.differences(left, right)
    }

    private static func differences(_ left: Benchmark, _ right: Benchmark) -> [String] {
        func words(_ what: String, _ one: String, _ other: String) -> String? {
            one == other ? nil : "\(what): \(one) and \(other)"
        }
        let inputs = [left, right].map { "\($0.input.frames) frames of \($0.input.width)×\($0.input.height)" }
        return [
            words("inputs", inputs[0], inputs[1]),
            words("filters", left.request.filter ?? "none", right.request.filter ?? "none"),
            words("encoders", left.request.encoding.encoder, right.request.encoding.encoder),
            left.request.encoding == right.request.encoding ? nil : "the encoder settings differ",
            words("cores", "\(left.machine.cores)", "\(right.machine.cores)"),
            words("processors", left.machine.processor, right.machine.processor),
            words("ffmpeg", left.machine.ffmpegVersion, right.machine.ffmpegVersion),
            words("versions", left.version, right.version),
        ].compactMap { $0 }
    }
}
