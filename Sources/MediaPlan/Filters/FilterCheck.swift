import FarmModel

/// Whether a filter graph gives the same pictures when it is run on pieces of a video, and how those have to be cut.
public struct FilterCheck: Equatable, Sendable {
    public var verdict: Verdict
    /// Which frames come out; never `unknown` of a graph that can be run on pieces.
    public var frames: FrameRule
    /// The filters that come close but never to the same bits, whatever the warm-up; nil when there are none.
    public var convergence: Convergence?
    /// The graph is run in one piece because nobody knows better, not because it has to be.
    public var isUnknown: Bool
    /// Some filter gives other pictures with several threads than with one.
    public var needsOneThread: Bool
    /// The description has named pads, so that nothing can be put before or behind it but by `graph(from:head:tail:)`.
    public var hasLabels: Bool
    /// The names of the filters that read or write files or open sockets.
    public var filesOrSockets: [String]
    /// What was found out about each filter, in the order of the description.
    public var steps: [Step]

    let description: String
    var edits: [FilterEdit] = []
    /// Frames that no piece can begin with: the filters have begun something that cannot be told to go on.
    public internal(set) var unbroken: [ClosedRange<Int>] = []
    /// What becomes of the times of the frames; nil where they stay what they are.
    var timeMove: TimeMove?
    var start = 0
    var links: FilterLinks?
    /// The frame rates of sources that are mixed with the video; nil unless streams are mixed.
    var mixedTicks: [Int64]?

    public enum Verdict: Equatable, Sendable {
        case chunkable(FilterWindow)
        /// Only one run over the whole video gives the right pictures; with the reason.
        case onePiece(String)
        /// ffmpeg would refuse or misread the description.
        case invalid(FilterMistake)
    }

    public struct Convergence: Equatable, Sendable {
        public var reason: String
        /// How many frames before a chunk are worth rendering, those of the window included.
        public var warmUpFrames: Int
    }

    public struct Step: Equatable, Sendable {
        public var name: String
        public var judgement: FilterJudgement
    }

    /// Looks at a filter description; nil and empty ones filter nothing.
    public init(_ description: String?) {
        self.description = description ?? ""
        verdict = .chunkable(.none)
        frames = .same
        isUnknown = false
        needsOneThread = false
        hasLabels = false
        filesOrSockets = []
        steps = []
        guard !self.description.isEmpty else { return }
        do throws(FilterMistake) {
            let graph = try FilterGraph(parsing: self.description)
            let links = try graph.linked()
            judge(graph, links)
        } catch {
            frames = .unknown
            verdict = .invalid(error)
        }
    }

    /// The frames around a chunk that its own frames depend on; nil unless the graph can be run on pieces. Never inlined,
    /// because the optimizer of Swift 6.3.1 crashes when it does so in another module.
    @inline(never)
    public var window: FilterWindow? { if case .chunkable(let window) = verdict { window } else { nil } }

    public var isConverging: Bool { convergence != nil }

    /// Some filter counts frames, and its description changes from chunk to chunk.
    public var countsFrames: Bool { window != nil && !edits.isEmpty }

    /// One frame comes out for each that goes in.
    public var keepsFrames: Bool { frames == .same }

    /// The frames come out at other times than those at which they go in, by a rule.
    public var movesTimes: Bool { timeMove != nil }

    /// The frame rate that the graph imposes, when it is known; also of graphs that run in one piece.
    public var outputRate: Rational? {
        guard frames == .unknown else { return if case .rate(let rate) = frames { rate } else { nil } }
        let rates = steps.compactMap { if case .rate(let rate) = $0.judgement.frames { rate } else { nil } }
        return rates.last
    }

    /// Filters that mix streams count in a time base that fits all of them, and where that would be too fine, in
    /// microseconds, which moves frames. True when times stay what they are.
    public func keepsTimes(in timeBase: Rational) -> Bool {
        guard var ticks = mixedTicks else { return true }
        ticks.append(timeBase.denominator)
        var common: Int64 = 1
        for tick in ticks {
            common *= tick / FrameRate.greatestCommonDivisor(tick, common)
            guard common < FilterLimits.syncedTicksPerSecond else { return false }
        }
        return true
    }

    private mutating func judge(_ graph: FilterGraph, _ links: FilterLinks?) {
        hasLabels = graph.hasLabels
        start = graph.start
        self.links = links
        steps = graph.filters.map { Step(name: $0.name, judgement: FilterTable.judge($0)) }
        needsOneThread = steps.contains { $0.judgement.needsOneThread }
        edits = steps.flatMap(\.judgement.edits)
        unbroken = steps.compactMap(\.judgement.unbroken)
        for step in steps where step.judgement.usesFileOrSocket && !filesOrSockets.contains(step.name) {
            filesOrSockets.append(step.name)
        }
        follow(graph, links)
    }

    mutating func refuse(_ reason: String, isUnknown: Bool = false) {
        verdict = .onePiece(reason)
        frames = .unknown
        convergence = nil
        self.isUnknown = isUnknown
    }
}
