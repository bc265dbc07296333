import Invocation
import JSONText

/// A file of a scene while it is read: turns byte offsets into places.
struct SceneFile {
    let name: String
    let bytes: [UInt8]

    func place(_ offset: Int, _ path: String) -> ScenePlace {
        let (line, column) = JSONError(.unexpectedEnd, offset: offset).lineAndColumn(in: bytes)
        return ScenePlace(file: name, line: line, column: column, path: path)
    }

    /// The folder that relative paths in this file start from.
    var folder: String { name.lastIndex(of: "/").map { String(name[..<$0]) } ?? "" }
}

/// A value of a scene with its place.
struct SceneValue {
    let file: SceneFile
    let path: String
    let json: JSONLocated

    var place: ScenePlace { file.place(json.offset, path) }

    func mistake(_ reason: String) -> SceneMistake { SceneMistake(place, reason) }

    func fields() throws(SceneMistake) -> SceneFields {
        guard case .object(let members) = json.content else { throw mistake("expected an object in braces") }
        return SceneFields(value: self, members: members)
    }

    func elements(atMost limit: Int) throws(SceneMistake) -> [SceneValue] {
        guard case .array(let elements) = json.content else { throw mistake("expected a list in brackets") }
        guard elements.count <= limit else { throw mistake("the list may have at most \(limit) elements") }
        return elements.enumerated().map { SceneValue(file: file, path: "\(path)[\($0)]", json: $1) }
    }

    func text(limit: Int = SceneLimits.pathBytes) throws(SceneMistake) -> String {
        guard case .scalar(.string(let text)) = json.content else { throw mistake("expected a text in quotes") }
        guard text.utf8.count <= limit else { throw mistake("the text is longer than \(limit) bytes") }
        guard !text.utf8.contains(0) else { throw mistake("the text has a null character in it") }
        return text
    }

    func number(within range: ClosedRange<Double>) throws(SceneMistake) -> Double {
        guard case .scalar(let scalar) = json.content, let number = scalar.doubleValue else {
            throw mistake("expected a number")
        }
        guard range.contains(number) else {
            throw mistake("must be within \(range.lowerBound.short)...\(range.upperBound.short)")
        }
        return number
    }

    /// Seconds, as microseconds.
    func time(positive: Bool = false) throws(SceneMistake) -> Int64 {
        guard case .scalar(let scalar) = json.content, let seconds = scalar.doubleValue else {
            throw mistake("expected a number of seconds")
        }
        guard seconds >= 0 else { throw mistake("a time cannot be negative") }
        guard seconds <= SceneLimits.seconds else {
            throw mistake("a time cannot be longer than \(SceneLimits.seconds.short) seconds")
        }
        let microseconds = Int64((seconds * 1_000_000).rounded())
        guard !positive || microseconds > 0 else { throw mistake("must be longer than nothing") }
        return microseconds
    }

    func colour() throws(SceneMistake) -> Colour {
        guard case .scalar(.string(let text)) = json.content, let colour = Colour(text: text) else {
            let names = Colour.names.map(\.0).joined(separator: ", ")
            throw mistake("expected a colour: \"#rrggbb\", \"#rrggbbaa\" or one of \(names)")
        }
        return colour
    }

    func point(within range: ClosedRange<Double> = 0...1) throws(SceneMistake) -> Point {
        let numbers = try numbers(2, within: range)
        return Point(numbers[0], numbers[1])
    }

    func box() throws(SceneMistake) -> Box {
        let numbers = try numbers(4, within: -4...4)
        guard numbers[2] > 0, numbers[3] > 0 else { throw mistake("width and height must be positive") }
        return Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
    }

    private func numbers(_ count: Int, within range: ClosedRange<Double>) throws(SceneMistake) -> [Double] {
        guard case .array(let elements) = json.content, elements.count == count else {
            throw mistake("expected a list of \(count) numbers")
        }
        var numbers: [Double] = []
        for element in try self.elements(atMost: count) { numbers.append(try element.number(within: range)) }
        return numbers
    }

    func name<Name: RawRepresentable & CaseIterable>(
        of type: Name.Type
    ) throws(SceneMistake) -> Name where Name.RawValue == String {
        let text = try text()
        if let name = Name(rawValue: text) { return name }
        let names = Name.allCases.map(\.rawValue)
        let hint = suggestion(for: text, among: names).map { "; did you mean `\($0)`?" } ?? ""
        throw mistake("`\(text)` is none of \(names.joined(separator: ", "))\(hint)")
    }
}

/// The members of an object, taken one by one: what nobody asked for is a mistake, and what was asked for is what may be
/// suggested instead.
struct SceneFields {
    let value: SceneValue
    private let members: [JSONLocated.Member]
    private var asked: [String] = []

    init(value: SceneValue, members: [JSONLocated.Member]) {
        self.value = value
        self.members = members
    }

    mutating func take(_ key: String) -> SceneValue? {
        asked.append(key)
        guard let member = members.first(where: { $0.key == key }) else { return nil }
        let path = value.path.isEmpty ? key : "\(value.path).\(key)"
        return SceneValue(file: value.file, path: path, json: member.value)
    }

    mutating func require(_ key: String) throws(SceneMistake) -> SceneValue {
        guard let found = take(key) else { throw value.mistake("the key `\(key)` is missing") }
        return found
    }

    /// To be called when everything that may be here has been asked for.
    func finish() throws(SceneMistake) {
        // Keys that begin with `//` are comments, as in configuration files.
        for member in members where !member.key.hasPrefix("//") && !asked.contains(member.key) {
            let place = value.file.place(member.keyOffset, value.path)
            let hint = suggestion(for: member.key, among: asked)
            let words = hint.map { "did you mean `\($0)`?" } ?? "known here: \(asked.joined(separator: ", "))"
            throw SceneMistake(place, "the key `\(member.key.prefix(60))` is not known; \(words)")
        }
    }
}

extension Double {
    /// Without a fraction where there is none.
    var short: String { self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : String(self) }
}
