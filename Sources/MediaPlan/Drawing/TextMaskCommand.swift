import FarmModel

/// The command that draws a text once, white on black: which parts of which pixels belong to it.
public struct TextMaskCommand: Equatable, Sendable {
    /// One file for each line, in the folder that ffmpeg runs in: no text ever stands in a command.
    public var lineFiles: [String]
    public var font: Font
    /// Of a line, in pixels.
    public var size: Double
    public var alignment: Alignment
    /// The longest line's number of characters.
    public var letters: Int

    public enum Font: Equatable, Sendable {
        case usual
        case named(String)
        /// A name in the folder that ffmpeg runs in.
        case file(String)
    }

    public enum Alignment: Equatable, Sendable { case left, center, right }

    public init(lineFiles: [String], font: Font, size: Double, alignment: Alignment, letters: Int) {
        self.lineFiles = lineFiles
        self.font = font
        self.size = size
        self.alignment = alignment
        self.letters = letters
    }

    /// Room around the text: some letters reach beyond their own width.
    public var margin: Int { Int(size / 2) + 4 }
    public var lineHeight: Int { max(1, Int((size * 1.25).rounded(.up))) }
    /// No letter of a usual font is wider than its size.
    public var width: Int { min(MediaLimits.pictureSide.upperBound, Int(Double(letters) * size * 1.1) + 2 * margin) }
    public var height: Int {
        min(MediaLimits.pictureSide.upperBound, lineFiles.count * lineHeight + Int(size / 2) + 2 * margin)
    }

    /// Gray values come as red, green and blue, three bytes a pixel: the only form in which black is 0 and white 255.
    public var arguments: [String] {
        let source = "color=c=black:s=\(width)x\(height),format=rgb24"
        let lines = lineFiles.indices.map(line).joined(separator: ",")
        return [
            "-nostdin", "-v", "error", "-f", "lavfi", "-i", source, "-vf", lines, "-frames:v", "1", "-pix_fmt", "rgb24",
            "-f", "rawvideo", "pipe:1",
        ]
    }

    private func line(_ number: Int) -> String {
        var options = [
            "textfile=\(lineFiles[number])", "expansion=none", "fontcolor=white", "fontsize=\(Int(size.rounded()))",
        ]
        switch font {
        case .usual: break
        case .named(let name): options.append("font='\(name)'")
        case .file(let name): options.append("fontfile=\(name)")
        }
        switch alignment {
        case .left: options.append("x=\(margin)")
        case .center: options.append("x=(w-text_w)/2")
        case .right: options.append("x=w-text_w-\(margin)")
        }
        // By the baseline: what a line has of high and low letters does not move it.
        options.append("y=\(baseline(number))-ascent")
        return "drawtext=" + options.joined(separator: ":")
    }

    private func baseline(_ number: Int) -> Int { margin + number * lineHeight + Int(size.rounded()) }

    /// The rows that belong to the text, whatever letters it has.
    public var rows: Range<Int> {
        let top = max(0, baseline(0) - Int(size.rounded()))
        return top..<min(height, max(top + 1, baseline(max(0, lineFiles.count - 1)) + Int((size * 0.35).rounded(.up))))
    }
}
