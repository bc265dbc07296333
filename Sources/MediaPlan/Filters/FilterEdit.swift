/// A change of a filter description that lets a frame counter go on from a number instead of beginning at nought.
struct FilterEdit: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        /// The variable of this name, which becomes `(n+FRAME)`.
        case variable(String)
        /// A number that the frame is added to.
        case number(Int)
        /// One more option behind the others: its text without the number.
        case option(String)
        /// A whole fade by frame numbers.
        case fade(FrameFade)
        /// The same text for every run that does not begin with the video.
        case fixed(String)
    }

    /// What is replaced, in UTF-8 bytes of the description; empty for an insertion.
    var range: Range<Int>
    var kind: Kind

    /// The counters of ffmpeg's filters are 64 bits wide, but numbers in expressions are exact up to 53, and options
    /// that take a number of frames up to 31.
    static let largestFrame = 1 << 30

    func text(from frame: Int) -> String {
        switch kind {
        case .variable(let name): "(\(name)+\(frame))"
        case .number(let start): String(start + frame)
        case .option(let text): text + String(frame)
        case .fade(let fade): fade.text(from: frame)
        case .fixed(let text): text
        }
    }

    /// The description with all edits carried out.
    static func apply(_ edits: [FilterEdit], to description: String, from frame: Int) -> String {
        guard frame > 0, !edits.isEmpty else { return description }
        var bytes = Array(description.utf8)
        for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            bytes.replaceSubrange(edit.range, with: Array(edit.text(from: min(frame, largestFrame)).utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
