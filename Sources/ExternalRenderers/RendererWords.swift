import FarmModel
import MediaPlan

/// What a renderer says while it works: how far it is, and what to tell people when it fails. Bounded, whatever it says.
public struct RendererWords: Sendable {
    /// By the text that its description gives; 0 where it gives none.
    public private(set) var finishedFrames = 0
    private let progress: [UInt8]
    private var lines = (output: ByteLines(limitBytes: lineBytes), errors: ByteLines(limitBytes: lineBytes))
    private var tails = (output: ErrorTail(), errors: ErrorTail())

    /// The end of a longer line is nothing that anybody looks for.
    private static let lineBytes = 4_096

    public init(_ description: RendererDescription) { progress = Array((description.progress ?? "").utf8) }

    public mutating func readOutput(_ bytes: UnsafeRawBufferPointer) {
        tails.output.read(bytes)
        finishedFrames += Self.count(progress, in: bytes, &lines.output)
    }

    public mutating func readErrors(_ bytes: UnsafeRawBufferPointer) {
        tails.errors.read(bytes)
        finishedFrames += Self.count(progress, in: bytes, &lines.errors)
    }

    private static func count(_ text: [UInt8], in bytes: UnsafeRawBufferPointer, _ lines: inout ByteLines) -> Int {
        guard !text.isEmpty else { return 0 }
        var count = 0
        lines.read(bytes) { line in
            if line.firstRange(of: text) != nil { count += 1 }
        }
        return count
    }

    /// Programs complain on either stream, and the end of what they say is mostly a good-bye.
    public var lastLines: [String] {
        let errors = tails.errors.lines
        return tails.output.lines.suffix(max(FarmLimits.failureLines - errors.count, 4)) + errors
    }

    /// The line that most probably says what went wrong.
    public var complaint: String? {
        let spoken = lastLines.map { line in String(line.drop(while: \.isWhitespace)) }.filter { !$0.isEmpty }
        return spoken.first { $0.lowercased().contains("error") } ?? spoken.last
    }
}
