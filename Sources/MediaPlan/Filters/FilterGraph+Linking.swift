/// Where each input of a graph comes from, and where the video goes in and out.
struct FilterLinks: Equatable, Sendable {
    enum Source: Equatable, Sendable {
        /// The video that is rendered.
        case video
        case filter(Int)
    }

    /// For each filter where its inputs come from.
    var sources: [[Source]]
    /// Where the video goes in.
    var entry: End
    /// Where the result comes out.
    var exit: End

    struct End: Equatable, Sendable {
        var filter: Int
        /// Where the pad's name stands in the description, or where one can be put; nil where none fits.
        var range: Range<Int>?
    }
}

extension FilterGraph {
    /// Links pads as ffmpeg does: what a filter gives goes to the labels behind it and then to its neighbour; what is
    /// named is joined with what has the same name. Nil when the number of pads of some filter is not known, and with
    /// it the way of the video.
    func linked() throws(FilterMistake) -> FilterLinks? {
        var linker = FilterLinker(graph: self)
        for index in filters.indices {
            guard let pads = FilterPads.of(filters[index]) else { return nil }
            try linker.add(index, pads)
        }
        return try linker.links()
    }
}

/// Follows `avfilter_graph_parse2`, step by step.
private struct FilterLinker {
    /// An output that nothing takes yet.
    private struct Output {
        var filter: Int
        var label: FilterGraph.Label?
        var place: Int
    }

    /// An input that nothing gives yet.
    private struct Input {
        var filter: Int
        var pad: Int
        var label: FilterGraph.Label?
        var place: Int
    }

    private let graph: FilterGraph
    private var sources: [[FilterLinks.Source?]]
    private var openOutputs: [Output] = []
    private var openInputs: [Input] = []
    /// What the filter before gives and no label has taken.
    private var passedOn: [Output] = []

    init(graph: FilterGraph) {
        self.graph = graph
        sources = Array(repeating: [], count: graph.filters.count)
    }

    mutating func add(_ index: Int, _ pads: FilterPads) throws(FilterMistake) {
        let filter = graph.filters[index]
        if !filter.followsItsNeighbour {
            openOutputs += passedOn
            passedOn = []
        }
        try takeIn(index, filter, pads)
        passedOn = (0..<pads.outputs).map { _ in Output(filter: index, label: nil, place: filter.place) }
        for label in filter.outputs {
            guard !passedOn.isEmpty else {
                throw FilterMistake(
                    "`\(filter.name)` has \(Self.count(pads.outputs, "output")), none is left for this label",
                    at: label.range.lowerBound)
            }
            var output = passedOn.removeFirst()
            output.label = label
            output.place = label.range.lowerBound
            if let match = openInputs.firstIndex(where: { $0.label?.name == label.name }) {
                let input = openInputs.remove(at: match)
                sources[input.filter][input.pad] = .filter(index)
            } else {
                openOutputs.append(output)
            }
        }
    }

    private mutating func takeIn(_ index: Int, _ filter: FilterGraph.Filter, _ pads: FilterPads) throws(FilterMistake) {
        sources[index] = Array(repeating: nil, count: pads.inputs)
        guard filter.inputs.count <= pads.inputs else {
            throw FilterMistake(
                "`\(filter.name)` has \(Self.count(pads.inputs, "input")), none is left for this label",
                at: filter.inputs[pads.inputs].range.lowerBound)
        }
        guard filter.inputs.count + passedOn.count <= pads.inputs else {
            throw FilterMistake(
                "`\(filter.name)` has \(Self.count(pads.inputs, "input")), and more than that is led to it",
                at: filter.place)
        }
        for pad in 0..<pads.inputs {
            if pad < filter.inputs.count {
                let label = filter.inputs[pad]
                if let match = openOutputs.lastIndex(where: { $0.label?.name == label.name }) {
                    sources[index][pad] = .filter(openOutputs.remove(at: match).filter)
                } else {
                    openInputs.append(Input(filter: index, pad: pad, label: label, place: label.range.lowerBound))
                }
            } else if !passedOn.isEmpty {
                sources[index][pad] = .filter(passedOn.removeFirst().filter)
            } else {
                openInputs.append(Input(filter: index, pad: pad, label: nil, place: filter.place))
            }
        }
    }

    mutating func links() throws(FilterMistake) -> FilterLinks {
        openOutputs += passedOn
        let entry = try theOnlyInput()
        let exit = try theOnlyOutput()
        sources[entry.filter][entry.pad] = .video
        return FilterLinks(
            sources: sources.map { $0.compactMap(\.self) }, entry: .init(filter: entry.filter, range: range(of: entry)),
            exit: .init(filter: exit.filter, range: range(of: exit)))
    }

    /// Names fill a filter's pads from the first one on, before what comes from its neighbour.
    private func range(of input: Input) -> Range<Int>? {
        if let label = input.label { return label.range }
        let filter = graph.filters[input.filter]
        return filter.inputs.count == input.pad ? filter.place..<filter.place : nil
    }

    private func range(of output: Output) -> Range<Int> {
        if let label = output.label { return label.range }
        let filter = graph.filters[output.filter]
        let place = filter.outputs.last?.range.upperBound ?? filter.end
        return place..<place
    }

    private func theOnlyInput() throws(FilterMistake) -> Input {
        guard let first = openInputs.first else {
            throw FilterMistake("no filter takes the video in: all inputs are led to from others", at: graph.start)
        }
        for input in openInputs {
            guard let label = input.label, label.name.first?.isNumber ?? false else { continue }
            guard Self.isVideoName(label.name) else {
                throw FilterMistake("there is one input, and its video is `[0:v]`", at: input.place)
            }
        }
        guard openInputs.count > 1 else { return first }
        // The one that is called like the video is not the one too many.
        let video = openInputs.firstIndex { $0.label.map { Self.isVideoName($0.name) } ?? false } ?? 0
        let other = openInputs[video == 0 ? 1 : 0]
        let name = graph.filters[other.filter].name
        guard let label = other.label else {
            throw FilterMistake("an input of `\(name)` is led to from nowhere", at: other.place)
        }
        throw FilterMistake(
            Self.isVideoName(label.name)
                ? "the video is taken in twice; `split` gives it out twice" : "nothing gives this", at: other.place)
    }

    private func theOnlyOutput() throws(FilterMistake) -> Output {
        let sorted = openOutputs.sorted { $0.place < $1.place }
        guard let first = sorted.first else {
            throw FilterMistake("no filter gives the result: all outputs are taken by others", at: graph.start)
        }
        guard sorted.count > 1 else { return first }
        let named = sorted.filter { $0.label?.name == "out" }
        let extra = sorted.first { named.isEmpty ? $0.place > first.place : $0.label?.name != "out" } ?? sorted[1]
        let name = graph.filters[extra.filter].name
        throw FilterMistake(
            extra.label == nil
                ? "an output of `\(name)` leads nowhere, and one result is left already"
                : "nothing takes this, and one result is left already", at: extra.place)
    }

    /// How ffmpeg's descriptions call the video of the only input.
    private static func isVideoName(_ name: String) -> Bool {
        ["in", "0:v", "0:V", "0:v:0", "0:V:0", "0"].contains(name)
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        number == 0 ? "no \(noun)s" : number == 1 ? "one \(noun)" : "\(number) \(noun)s"
    }
}
