import FarmModel

/// Keeps the last lines that ffmpeg wrote, bounded in number and length.
public struct ErrorTail: Sendable {
    private var splitter = ByteLines(limitBytes: FarmLimits.failureLineBytes)
    private var finished: [String] = []

    public init() {}

    /// The last lines of a text that is already complete.
    public init(of text: [UInt8]) {
        text.withUnsafeBytes { read($0) }
    }

    public mutating func read(_ bytes: UnsafeRawBufferPointer) {
        var lines = finished
        splitter.read(bytes) { line in
            lines.append(FFmpegWords.withoutLevel(String(decoding: line, as: UTF8.self)))
            if lines.count > FarmLimits.failureLines { lines.removeFirst() }
        }
        finished = lines
    }

    public var lines: [String] {
        let unfinished = splitter.unfinished
        guard !unfinished.isEmpty else { return finished }
        return (finished + [FFmpegWords.withoutLevel(String(decoding: unfinished, as: UTF8.self))])
            .suffix(FarmLimits.failureLines)
    }
}
