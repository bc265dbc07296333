import FarmModel

/// A filter description taken apart by ffmpeg's own rules: `'…'` quotes, a backslash takes the next character as it is,
/// commas end filters, semicolons end chains, brackets hold the names of pads.
public struct FilterGraph: Equatable, Sendable {
    /// In the order of the description.
    public var filters: [Filter]
    /// The place behind `sws_flags=…;`, which can stand in front of everything else.
    var start: Int
    /// Pads are named, or there are several chains: the graph is more than a line of filters.
    public var hasLabels: Bool

    /// One filter: `name@instance=value:key=value`, with the names of its pads.
    public struct Filter: Equatable, Sendable {
        public var name: String
        /// The place of its name.
        public var place: Int
        /// The place behind its last argument.
        public var end: Int
        public var arguments: [Argument]
        public var inputs: [Label]
        public var outputs: [Label]
        /// Nothing but a comma stands between it and the filter before.
        public var followsItsNeighbour: Bool
        /// Its arguments end in a colon, behind which another one can follow at once.
        public var endsInColon = false

        /// The value of an option, whichever of its names was used; the last one counts.
        public func value(_ option: String) -> String? { argument(option)?.value.text }

        func argument(_ option: String) -> Argument? { arguments.last { $0.option == option } }
    }

    public struct Argument: Equatable, Sendable {
        /// The option's first name where several mean the same; nil for a value whose place means nothing known.
        public var option: String?
        public var value: FilterToken
        public var place: Int
    }

    /// `[name]`.
    public struct Label: Equatable, Sendable {
        public var name: String
        /// From the opening bracket to behind the closing one.
        public var range: Range<Int>
    }
}
