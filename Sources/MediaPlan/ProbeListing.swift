/// Takes apart what ffprobe writes as one JSON document that begins with a long list: each entry of the list has a line of
/// its own and is handed on as it comes; the rest is a short document that is read at the end.
struct ProbeListing: Sendable {
    private enum Part {
        case beforeList
        case list
        case rest
    }

    private let opening: [UInt8]
    private var part = Part.beforeList
    private var document: [UInt8] = []
    private var isTooLong = false

    /// `name` is the key of the list.
    init(ofList name: String) {
        opening = Array("    \"\(name)\": [".utf8)
    }

    /// Takes the next line. True if it lies within the list; not every such line begins an entry.
    mutating func takesAsEntry(_ line: UnsafeRawBufferPointer) -> Bool {
        switch part {
        case .beforeList:
            if line.starts(with: opening) { part = .list } else { keep(line) }
            return false
        case .list:
            if line.starts(with: Self.closing) {
                part = .rest
                return false
            }
            return true
        case .rest:
            keep(line)
            return false
        }
    }

    /// The document without the list; nil when it is longer than any that ffprobe writes.
    var rest: [UInt8]? { isTooLong ? nil : document }

    private static let closing = Array("    ]".utf8)

    private mutating func keep(_ line: UnsafeRawBufferPointer) {
        guard document.count + line.count < MediaLimits.probeBytes else {
            isTooLong = true
            return
        }
        document += line
        document.append(UInt8(ascii: "\n"))
    }
}
