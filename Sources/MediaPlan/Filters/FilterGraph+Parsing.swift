import FarmModel

extension FilterGraph {
    /// Takes a description apart. What ffmpeg would refuse or misread is a mistake; whether it knows the filters and
    /// their options is its own business, and differs from version to version.
    public init(parsing text: String) throws(FilterMistake) {
        guard text.utf8.count <= FarmLimits.filterBytes else {
            throw FilterMistake(
                "the description is longer than \(FarmLimits.filterBytes) bytes", at: FarmLimits.filterBytes)
        }
        if let nul = text.utf8.enumerated().first(where: { $0.element == 0 }) {
            throw FilterMistake("a NUL character ends the description here", at: nul.offset)
        }
        var parser = FilterParser(text)
        self = try parser.graph()
    }
}

/// Walks through a whole description.
private struct FilterParser {
    private var scanner: FilterScanner
    private var labels = 0

    init(_ text: String) { scanner = FilterScanner(FilterToken(description: text)) }

    mutating func graph() throws(FilterMistake) -> FilterGraph {
        scanner.skipBlanks()
        try skipScalerFlags()
        var graph = FilterGraph(filters: [], start: scanner.place, hasLabels: false)
        var followsComma = false
        repeat {
            scanner.skipBlanks()
            let filter = try filter(followsComma: followsComma)
            if !filter.inputs.isEmpty || !filter.outputs.isEmpty { graph.hasLabels = true }
            graph.filters.append(filter)
            guard graph.filters.count <= MediaLimits.filters else {
                throw FilterMistake("there are more than \(MediaLimits.filters) filters", at: filter.place)
            }
            scanner.skipBlanks()
            followsComma = scanner.skip(",")
            if !followsComma {
                guard scanner.skip(";") else { break }
                graph.hasLabels = true
            }
        } while true
        guard scanner.isAtEnd else { throw FilterMistake("this stands behind the last filter", at: scanner.place) }
        return graph
    }

    /// `sws_flags=…;`, options for every scaler that ffmpeg puts in by itself.
    private mutating func skipScalerFlags() throws(FilterMistake) {
        let place = scanner.place
        guard scanner.skipText("sws_flags=") else { return }
        _ = try scanner.token(until: ";")
        guard scanner.skip(";") else { throw FilterMistake("`sws_flags` is not ended with a semicolon", at: place) }
        scanner.skipBlanks()
    }

    private mutating func filter(followsComma: Bool) throws(FilterMistake) -> FilterGraph.Filter {
        let inputs = try labelList()
        scanner.skipBlanks()
        let place = scanner.place
        let name = try name(at: place)
        var end = scanner.place
        var arguments: [FilterGraph.Argument] = []
        var endsInColon = false
        if scanner.skip("=") {
            var text = try scanner.token(until: "[],;")
            end = scanner.place
            text.end = end
            endsInColon = text.bytes.last == UInt8(ascii: ":")
            arguments = try argumentList(text, of: name)
        }
        scanner.skipBlanks()
        return FilterGraph.Filter(
            name: name, place: place, end: end, arguments: arguments, inputs: inputs, outputs: try labelList(),
            followsItsNeighbour: followsComma, endsInColon: endsInColon)
    }

    private mutating func name(at place: Int) throws(FilterMistake) -> String {
        let token = try scanner.token(until: "=,;[")
        // `name@instance` names one of several filters of a kind; the instance changes nothing.
        let name = token.text.split(separator: "@", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        guard name.isEmpty else { return try checked(name, at: place) }
        throw FilterMistake("a filter is missing here", at: place)
    }

    /// A bracket or colon in a name is a slip of the pen: ffmpeg would look for a filter of that whole name.
    private func checked(_ name: String, at place: Int) throws(FilterMistake) -> String {
        guard let odd = name.utf8.firstIndex(where: { !Self.isNameByte($0) }) else { return name }
        throw FilterMistake(
            "no filter has a name with this in it", at: place + name.utf8.distance(from: name.startIndex, to: odd))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// `[a][b]`
    private mutating func labelList() throws(FilterMistake) -> [FilterGraph.Label] {
        var list: [FilterGraph.Label] = []
        while scanner.next == UInt8(ascii: "[") {
            let place = scanner.place
            _ = scanner.skip("[")
            let name = try scanner.token(until: "]").text
            guard scanner.skip("]") else { throw FilterMistake("this bracket is not closed", at: place) }
            guard !name.isEmpty else { throw FilterMistake("this label has no name", at: place) }
            labels += 1
            guard labels <= FilterLimits.labels else {
                throw FilterMistake("there are more than \(FilterLimits.labels) labels", at: place)
            }
            list.append(FilterGraph.Label(name: name, range: place..<scanner.place))
            scanner.skipBlanks()
        }
        return list
    }

    /// `value:key=value:…`, which ffmpeg reads with the same quoting once more. Values without a name belong to the
    /// filter's options in their order.
    private func argumentList(_ text: FilterToken, of name: String) throws(FilterMistake) -> [FilterGraph.Argument] {
        let options = FilterOptions.of(name)
        var scanner = FilterScanner(text)
        var list: [FilterGraph.Argument] = []
        var sawKey = false
        while !scanner.isAtEnd {
            let place = scanner.place
            let key = scanner.key()
            if key == nil, sawKey {
                throw FilterMistake("a value without a name cannot follow one with a name", at: place)
            }
            sawKey = sawKey || key != nil
            let value = try scanner.token(until: ":")
            let option = key.map { options.canonical($0.text) } ?? options.byPlace(list.count)
            list.append(FilterGraph.Argument(option: option, value: value, place: place))
            guard list.count <= FilterLimits.arguments else {
                throw FilterMistake("`\(name)` is given more than \(FilterLimits.arguments) arguments", at: place)
            }
            _ = scanner.skip(":")
        }
        return list
    }
}
