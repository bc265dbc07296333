/// The parts of an SVG, collected in the order in which they are painted. Colours are classes, see `ChartStyle`.
struct Drawing {
    private(set) var markup = ""

    enum Anchor: String {
        case start
        case middle
        case end
    }

    mutating func line(_ style: String, from start: Place, to end: Place) {
        markup += "<line class=\"\(style)\" x1=\"\(Self.number(start.x))\" y1=\"\(Self.number(start.y))\""
        markup += " x2=\"\(Self.number(end.x))\" y2=\"\(Self.number(end.y))\"/>\n"
    }

    /// A line through several places.
    mutating func path(_ style: String, _ places: [Place]) {
        let points = places.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
        markup += "<polyline class=\"\(style)\" points=\"\(points)\"/>\n"
    }

    /// `hint` is shown by viewers that can point at things.
    mutating func box(_ style: String, _ box: Box, hint: String? = nil) {
        markup += "<rect class=\"\(style)\" x=\"\(Self.number(box.x))\" y=\"\(Self.number(box.y))\""
        markup += " width=\"\(Self.number(box.width))\" height=\"\(Self.number(box.height))\""
        markup += hint.map { "><title>\(Self.escaped($0))</title></rect>\n" } ?? "/>\n"
    }

    mutating func dot(_ style: String, _ place: Place, radius: Double, hint: String) {
        markup += "<circle class=\"\(style)\" cx=\"\(Self.number(place.x))\" cy=\"\(Self.number(place.y))\""
        markup += " r=\"\(Self.number(radius))\"><title>\(Self.escaped(hint))</title></circle>\n"
    }

    mutating func text(_ style: String, _ text: String, at place: Place, _ anchor: Anchor = .start) {
        markup += "<text class=\"\(style)\" x=\"\(Self.number(place.x))\" y=\"\(Self.number(place.y))\""
        markup += " text-anchor=\"\(anchor.rawValue)\">\(Self.escaped(text))</text>\n"
    }

    /// Another drawing, moved.
    mutating func add(_ other: Drawing, at place: Place) {
        markup += "<g transform=\"translate(\(Self.number(place.x)) \(Self.number(place.y)))\">\n\(other.markup)</g>\n"
    }

    /// Coordinates to a tenth of a pixel.
    static func number(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e9 else { return "0" }
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let rest = tenths.magnitude % 10
        return sign + "\(tenths.magnitude / 10)" + (rest == 0 ? "" : ".\(rest)")
    }

    /// Text of any origin, as text: no markup, and nothing that XML does not allow.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{FFFE}"..."\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

struct Place: Equatable {
    var x: Double
    var y: Double

    init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

struct Box: Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
}
