/// The graph as it is given to ffmpeg.
extension FilterCheck {
    /// The description for a run whose first frame is frame number `frame` of the video: filters that count frames go on
    /// from there. Unchanged from 0.
    public func rewritten(from frame: Int) -> String { FilterEdit.apply(edits, to: description, from: frame) }

    /// The same with filters in front of it, through which the video comes, and behind it. Also fits graphs with named
    /// pads; both may be empty. Nil where the way of the video is not known.
    public func graph(from frame: Int, head: String, tail: String) -> String? {
        if description.isEmpty { return [head, tail].filter { !$0.isEmpty }.joined(separator: ",") }
        guard let links else { return hasLabels ? nil : plain(rewritten(from: frame), head, tail) }
        guard hasLabels else { return plain(rewritten(from: frame), head, tail) }
        // Arguments come before a name at the same place.
        var changes = frame > 0 ? edits.map { ($0.range, $0.text(from: min(frame, FilterEdit.largestFrame))) } : []
        if !head.isEmpty {
            guard let entry = links.entry.range else { return nil }
            changes.append((start..<start, "\(head)[\(Self.entryName)];"))
            changes.append((entry, "[\(Self.entryName)]"))
        }
        if !tail.isEmpty {
            guard let exit = links.exit.range else { return nil }
            let end = description.utf8.count
            changes.append((exit, "[\(Self.exitName)]"))
            changes.append((end..<end, ";[\(Self.exitName)]\(tail)"))
        }
        return replacing(changes)
    }

    /// Names that no person gives a pad.
    private static let entryName = "farm_entry"
    private static let exitName = "farm_exit"

    /// A line of filters, behind the options for scalers that can only stand in front.
    private func plain(_ text: String, _ head: String, _ tail: String) -> String {
        let bytes = Array(text.utf8)
        let options = String(decoding: bytes[..<start], as: UTF8.self)
        let filters = String(decoding: bytes[start...], as: UTF8.self)
        return options + [head, filters, tail].filter { !$0.isEmpty }.joined(separator: ",")
    }

    /// Carries out all edits; those at one place in their order.
    private func replacing(_ changes: [(range: Range<Int>, text: String)]) -> String {
        let ordered = changes.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }
        let bytes = Array(description.utf8)
        var result: [UInt8] = []
        var position = 0
        for (_, change) in ordered {
            result += bytes[position..<change.range.lowerBound] + Array(change.text.utf8)
            position = change.range.upperBound
        }
        return String(decoding: result + bytes[position...], as: UTF8.self)
    }
}
