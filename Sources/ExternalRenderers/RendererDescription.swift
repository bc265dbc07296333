import FarmModel
import MediaPlan

/// A program that renders frames from scenes of its own kind, as the configuration of a worker describes it. Whoever
/// submits jobs names it, and has no other say in what is run.
public struct RendererDescription: Equatable, Sendable {
    /// As jobs name it.
    public var name: String
    /// A name that is looked for in PATH, or an absolute path.
    public var program: String
    public var arguments: [Template]
    public var call: Call
    /// Where the program leaves each frame.
    public var frames: Template
    /// A line of what the program says that holds this text means one more finished frame; nil where frames are noticed by
    /// their files.
    public var progress: String?
    /// How long one frame may take, with all that comes before it.
    public var frameLimitMilliseconds: Int

    public enum Call: String, Equatable, Sendable, CaseIterable {
        /// The program is called once for each frame.
        case frame
        /// It is called once for all frames of a chunk.
        case range
    }

    /// What a worker says of it in its hello.
    public var offer: OfferedRenderer { OfferedRenderer(name: name, frameLimitMilliseconds: frameLimitMilliseconds) }

    /// The kind of the pictures, as the end of their names says.
    public var frameExtension: String { RunLayout.fileExtension(of: frames.text) }

    /// The frames of a range, as often as the program has to be called for them.
    public func calls(for frames: ClosedRange<Int>) -> [ClosedRange<Int>] {
        switch call {
        case .frame: frames.map { $0...$0 }
        case .range: [frames]
        }
    }
}

/// One call of a renderer. Paths are the worker's own choice.
public struct RendererCall: Equatable, Sendable {
    /// The renderer's own numbers: of this call, and of the whole video.
    public var frames: ClosedRange<Int>
    public var video: ClosedRange<Int>
    /// The scene, and the folder that it is in.
    public var input: String
    public var folder: String
    /// The folder for the frames.
    public var output: String
    public var size: PictureSize
    public var frameRate: Rational
    public var threads: Int

    public init(
        frames: ClosedRange<Int>, video: ClosedRange<Int>, input: String, folder: String, output: String,
        size: PictureSize, frameRate: Rational, threads: Int
    ) {
        self.frames = frames
        self.video = video
        self.input = input
        self.folder = folder
        self.output = output
        self.size = size
        self.frameRate = frameRate
        self.threads = threads
    }

    public func arguments(_ description: RendererDescription) -> [String] {
        description.arguments.map { $0.filled { value(of: $0, frame: frames.lowerBound) } }
    }

    /// Where the program leaves a frame.
    public func path(ofFrame frame: Int, _ description: RendererDescription) -> String {
        description.frames.filled { value(of: $0, frame: frame) }
    }

    private func value(of placeholder: Placeholder, frame: Int) -> String {
        switch placeholder {
        case .frame: String(frame)
        case .start: String(frames.lowerBound)
        case .end: String(frames.upperBound)
        case .first: String(video.lowerBound)
        case .last: String(video.upperBound)
        case .input: input
        case .folder: folder
        case .output: output
        case .width: String(size.width)
        case .height: String(size.height)
        case .threads: String(threads)
        case .fps: Self.decimal(frameRate)
        }
    }

    /// `24`, or `29.97003`.
    private static func decimal(_ rate: Rational) -> String {
        let (whole, rest) = rate.numerator.quotientAndRemainder(dividingBy: rate.denominator)
        guard rest != 0 else { return String(whole) }
        let millionths = Int64((Double(rest) / Double(rate.denominator) * 1_000_000).rounded())
        var digits = String(1_000_000 + min(millionths, 999_999)).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return digits.isEmpty ? String(whole) : "\(whole).\(digits)"
    }
}
