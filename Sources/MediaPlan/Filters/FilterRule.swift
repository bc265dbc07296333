/// What the table says of one filter.
struct FilterRule: Sendable {
    typealias Judge = @Sendable (FilterGraph.Filter) -> FilterJudgement

    let name: String
    /// With its default options.
    let usual: FilterJudgement
    /// With the options that it is given; nil when they change nothing.
    let judge: Judge?

    init(_ name: String, _ usual: FilterJudgement) {
        self.name = name
        self.usual = usual
        judge = nil
    }

    /// A filter whose options decide.
    init(_ name: String, judge: @escaping Judge) {
        self.name = name
        self.judge = judge
        usual = judge(FilterGraph.Filter(bare: name))
    }

    func judgement(of filter: FilterGraph.Filter) -> FilterJudgement { judge?(filter) ?? usual }

    /// Filters of one class from a text of lines `name  sentence`; several names are joined by slashes.
    static func list(_ text: String, _ judgement: (String) -> FilterJudgement) -> [FilterRule] {
        text.split(separator: "\n").flatMap { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            let why = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
            return parts[0].split(separator: "/").map { FilterRule(String($0), judgement(why)) }
        }
    }
}

extension FilterGraph.Filter {
    /// A filter without arguments and labels.
    init(bare name: String) {
        self.init(
            name: name, place: 0, end: name.utf8.count, arguments: [], inputs: [], outputs: [],
            followsItsNeighbour: false)
    }

    /// A whole number; nil when the option is not given, and when it is anything else.
    func number(_ option: String) -> Int? { value(option).flatMap { Int($0) } }

    /// A whole number that lies in `range`, or what it is by default; nil when it is given as anything else.
    func number(_ option: String, usually usual: Int, in range: ClosedRange<Int>) -> Int? {
        let found = has(option) ? number(option) : usual
        return found.flatMap { range.contains($0) ? $0 : nil }
    }

    /// Whether an option is given and not what it is by default.
    func has(_ option: String, otherThan usual: String...) -> Bool {
        guard let value = value(option) else { return false }
        return !usual.contains(value)
    }
}
