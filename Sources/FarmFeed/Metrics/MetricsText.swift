/// Writes measurements in the text format of Prometheus, version 0.0.4: each family once, with its help and its type.
public struct MetricsText {
    public private(set) var text = ""

    public init() {}

    public struct Sample {
        public var labels: [(name: String, value: String)]
        public var value: Double

        public init(_ value: Double, _ labels: [(name: String, value: String)] = []) {
            self.labels = labels
            self.value = value
        }
    }

    /// Something that goes up and down.
    public mutating func gauge(_ name: String, _ help: String, _ samples: [Sample]) {
        family(name, help, "gauge", samples)
    }

    public mutating func gauge(_ name: String, _ help: String, _ value: some BinaryInteger) {
        gauge(name, help, [Sample(Double(value))])
    }

    /// Something that only goes up; its name ends in `_total`.
    public mutating func counter(_ name: String, _ help: String, _ samples: [Sample]) {
        family(name, help, "counter", samples)
    }

    public mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
        head(name, help, "histogram")
        var below = 0
        for (bound, count) in zip(histogram.bounds + [.infinity], histogram.counts) {
            below += count
            line(name + "_bucket", [("le", Self.number(bound))], Double(below))
        }
        line(name + "_sum", [], histogram.sum)
        line(name + "_count", [], Double(histogram.count))
    }

    private mutating func family(_ name: String, _ help: String, _ type: String, _ samples: [Sample]) {
        guard !samples.isEmpty else { return }
        head(name, help, type)
        for sample in samples { line(name, sample.labels, sample.value) }
    }

    private mutating func head(_ name: String, _ help: String, _ type: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func line(_ name: String, _ labels: [(name: String, value: String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
        }
        text += " \(Self.number(value))\n"
    }

    static func number(_ value: Double) -> String {
        if value == .infinity { return "+Inf" }
        if value.isNaN || value == -.infinity { return "NaN" }
        return value.magnitude < 1e15 && value == value.rounded() ? String(Int64(value)) : "\(value)"
    }

    /// What comes from outside may hold anything.
    static func escaped(_ value: String) -> String {
        var result = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
