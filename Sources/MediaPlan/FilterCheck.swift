import FarmModel

/// Whether a filter chain gives the same pictures when it is run on pieces of a video.
public struct FilterCheck: Equatable, Sendable {
    public var verdict: Verdict
    /// What comes out: one picture for each that goes in, at the same time, or something else.
    public var keepsFrames: Bool
    /// The frame rate that the chain imposes, when it is known.
    public var outputRate: Rational?
    /// Some filter gives other pictures with several threads than with one.
    public var needsOneThread: Bool
    /// The description has named pads, so that nothing can be put before or behind it.
    public var hasLabels: Bool

    public enum Verdict: Equatable, Sendable {
        case chunkable(FilterWindow)
        /// Only one run over the whole video gives the right pictures; with the reason.
        case onePiece(String)
        /// ffmpeg would misread the description.
        case invalid(String)
    }

    /// Looks at a filter description; nil and empty ones filter nothing.
    public init(_ description: String?) {
        verdict = .chunkable(.none)
        keepsFrames = true
        hasLabels = false
        needsOneThread = false
        guard let description, !description.isEmpty else { return }
        do throws(FilterChain.Mistake) {
            let chain = try FilterChain(parsing: description, limitBytes: FarmLimits.filterBytes)
            judge(chain)
        } catch {
            keepsFrames = false
            verdict = .invalid(Self.explain(error))
        }
    }

    /// The frames around a chunk that its own frames depend on; nil unless the chain can be run on pieces.
    public var window: FilterWindow? {
        if case .chunkable(let window) = verdict { window } else { nil }
    }

    private mutating func judge(_ chain: FilterChain) {
        hasLabels = chain.hasLabels
        needsOneThread = chain.filters.contains(where: FilterTable.needsOneThread)
        guard !chain.hasLabels else {
            keepsFrames = false
            verdict = .onePiece("the filters form a graph with named pads")
            return
        }
        var window = FilterWindow.none
        for filter in chain.filters {
            switch FilterTable.judge(filter) {
            case .spatial: break
            case .window(let needed): window = window.followed(by: needed)
            case .wholeStream(let reason):
                if keepsFrames { verdict = .onePiece(reason) }
                keepsFrames = false
            }
            outputRate = FilterTable.imposedRate(filter) ?? outputRate
        }
        if keepsFrames { verdict = .chunkable(window) }
    }

    private static func explain(_ mistake: FilterChain.Mistake) -> String {
        switch mistake {
        case .tooLong(let limit): "the filter description is longer than \(limit) bytes"
        case .tooManyFilters(let limit): "there are more than \(limit) filters"
        case .unbalancedQuote: "a quote ' is not closed"
        case .trailingBackslash: "the description ends in a backslash"
        case .unbalancedBracket: "a bracket [ is not closed"
        case .emptyFilter: "a filter has no name: a comma too many, or something behind the last filter"
        case .controlCharacter: "the description contains a NUL character"
        }
    }
}

/// Frames that a filter looks at before and after the one it makes.
public struct FilterWindow: Equatable, Sendable {
    public var before: Int
    public var after: Int

    public init(before: Int, after: Int) {
        self.before = before
        self.after = after
    }

    public static let none = FilterWindow(before: 0, after: 0)

    func followed(by next: FilterWindow) -> FilterWindow {
        FilterWindow(before: before + next.before, after: after + next.after)
    }
}
