/// What makes figures doubtful.
struct Doubts {
    let runs: [BenchmarkRun]
    let kinds: [KindFigures]
    let fit: AmdahlFit?

    /// A quiet machine still has a clock and a terminal to draw.
    private static let busyShare = 0.05
    /// Clocks that go up and down by less are doing their job.
    private static let clockShare = 0.1

    var sentences: [String] { [others, spread, fewRuns, heat, clocks, amdahl].compactMap { $0 } }

    private var others: String? {
        guard let most = runs.map(\.machine.otherShare).max(), most > Self.busyShare else { return nil }
        let count = runs.count { $0.machine.otherShare > Self.busyShare }
        return "the machine was busy with something else: during \(count) of \(runs.count) runs others kept up to "
            + "\(FigureWords.percent(most)) of the cores busy"
    }

    private var spread: String? {
        let wide = kinds.filter(\.wall.isWide)
        guard let widest = wide.max(by: { $0.wall.width < $1.wall.width }) else { return nil }
        return "the runs of \(wide.map { $0.kind.words }.joined(separator: ", ")) lie up to "
            + "\(FigureWords.percent(widest.wall.width)) apart: smaller differences mean nothing"
    }

    private var fewRuns: String? {
        let least = kinds.map(\.wall.count).min() ?? 0
        return least < 2 ? "each figure is a single run: how far runs lie apart is not known" : nil
    }

    private var heat: String? {
        let count = runs.reduce(0) { $0 + $1.machine.throttlings }
        return count > 0 ? "the cores were slowed down \(count) times because of heat" : nil
    }

    private var clocks: String? {
        let clocks = runs.compactMap(\.machine.megahertz)
        guard let least = clocks.min(), let most = clocks.max(), most > 0, (most - least) / most > Self.clockShare
        else {
            return nil
        }
        return "the clocks of the cores were between \(FigureWords.decimal(least, digits: 0)) and "
            + "\(FigureWords.decimal(most, digits: 0)) MHz"
    }

    private var amdahl: String? {
        switch fit?.confidence {
        case .noise:
            "the fit is noise: runs with the most workers are no faster than the spread of those with the fewest"
        case .uncertain:
            "the serial fraction is not well known: more workers, more runs or a longer video would tell more"
        case .sound, nil: nil
        }
    }
}

extension BenchmarkRun.Kind {
    public var words: String {
        switch self {
        case .serial: "one ffmpeg, one thread"
        case .plain: "one ffmpeg, its own threads"
        case .method(let method): "method \(method.rawValue)"
        case .farm(let workers): FigureWords.count(workers, "worker")
        }
    }
}
