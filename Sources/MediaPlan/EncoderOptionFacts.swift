import FarmModel

/// One of an encoder's own settings that may be set, and what to. What is not in these tables could write files, change
/// the threads, or make chunks that do not fit together.
struct EncoderOptionFacts: Equatable, Sendable {
    let key: String
    let values: Values
    let spelling: Spelling

    enum Values: Equatable {
        case integer(ClosedRange<Int>)
        /// A decimal number; the bounds are whole.
        case number(ClosedRange<Int>)
        /// So many decimal numbers with commas between them.
        case numbers(Int, ClosedRange<Int>)
        case words([String])
    }

    enum Spelling: Equatable {
        /// An option of ffmpeg.
        case option(String)
        /// A part of the argument that the library reads itself.
        case parameter(String)
    }

    /// Why these settings cannot be made: a sentence, or nil.
    static func objection(to chosen: [EncoderOption], of encoder: EncoderFacts) -> String? {
        var seen: Set<String> = []
        for option in chosen {
            guard let facts = encoder.options.first(where: { $0.key == option.key }) else {
                return unknown(option.key, encoder)
            }
            guard seen.insert(option.key).inserted else { return "`\(option.key)` is set twice" }
            if let objection = facts.objection(to: option.value) { return objection }
        }
        return nil
    }

    private static func unknown(_ key: String, _ encoder: EncoderFacts) -> String {
        let known = encoder.options.map(\.key).joined(separator: ", ")
        if let reason = reasonAgainst(key) { return "`\(key)` is not for --encoder-option: \(reason)" }
        return "`\(key)` is not a setting of \(encoder.name) that is known to be safe here; these are: \(known)"
    }

    /// Settings that people do try, and why not.
    private static func reasonAgainst(_ key: String) -> String? {
        switch key {
        case "threads", "lookahead-threads", "sliced-threads", "frame-threads", "pools", "lp", "row-mt", "wpp":
            "threads are the farm's business, see --threads"
        case "pass", "stats", "passlogfile", "multi-pass-opt-rps", "rc-stats":
            "two passes see the whole video, a chunk does not"
        case "open-gop": "pictures before the first key frame of a chunk would be lost"
        case "crf", "qp", "bitrate", "tune", "preset": "there is --\(key == "preset" ? "encoder-preset" : key) for it"
        case "b": "there is --bitrate for it"
        case "csv", "log", "log-file", "psnr", "ssim", "recon", "dump-yuv", "qpfile", "analysis-save", "analysis-load":
            "it reads or writes files, or a log"
        default: nil
        }
    }

    private func objection(to value: String) -> String? {
        switch values {
        case .integer(let range):
            if let number = DecimalText.integer(value), range.contains(Int(number)) { return nil }
            return "`\(key)` has to be a whole number from \(range.lowerBound) to \(range.upperBound), not `\(value)`"
        case .number(let range):
            if Self.isDecimal(value, range) { return nil }
            return "`\(key)` has to be a number from \(range.lowerBound) to \(range.upperBound), not `\(value)`"
        case .numbers(let count, let range):
            let parts = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            if parts.count == count, parts.allSatisfy({ Self.isDecimal($0, range) }) { return nil }
            return "`\(key)` has to be \(count) numbers from \(range.lowerBound) to \(range.upperBound) with commas "
                + "between them, not `\(value)`"
        case .words(let words):
            if words.contains(value) { return nil }
            return "`\(key)` has to be one of \(words.joined(separator: ", ")), not `\(value)`"
        }
    }

    /// Digits with at most one point: the value goes on to the encoder as it is.
    private static func isDecimal(_ text: String, _ range: ClosedRange<Int>) -> Bool {
        let isPlain = text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
        guard isPlain, text.utf8.count <= 12, let number = Double(text) else { return false }
        return number >= Double(range.lowerBound) && number <= Double(range.upperBound)
    }
}
