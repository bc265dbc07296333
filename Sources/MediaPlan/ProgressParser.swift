import FarmModel

/// What ffmpeg's `-progress` says at one moment. `out_time` is not read: its unit lies, the frame counter does not.
public struct FFmpegProgress: Equatable, Sendable {
    public var frame: Int
    public var framesPerSecond: Double
    /// What has been written so far; 0 where ffmpeg does not know.
    public var bytes: Int64
    public var hasEnded: Bool

    public init(frame: Int, framesPerSecond: Double, bytes: Int64 = 0, hasEnded: Bool) {
        self.frame = frame
        self.framesPerSecond = framesPerSecond
        self.bytes = bytes
        self.hasEnded = hasEnded
    }

    /// ffmpeg has got further since `earlier`. It reports twice a second, whether anything moves or not.
    public func isBeyond(_ earlier: FFmpegProgress?) -> Bool {
        guard let earlier else { return true }
        return frame > earlier.frame || bytes > earlier.bytes
    }
}

/// Reads ffmpeg's `-progress pipe:1` as it arrives.
public struct ProgressParser: Sendable {
    private var splitter = ByteLines(limitBytes: MediaLimits.lineBytes)
    private var frame = 0
    private var framesPerSecond = 0.0
    private var bytes: Int64 = 0
    /// The newest complete block, nil before the first.
    public private(set) var last: FFmpegProgress?

    public init() {}

    /// Takes more bytes; returns the newest complete block when these bytes completed one.
    @discardableResult
    public mutating func read(_ bytes: UnsafeRawBufferPointer) -> FFmpegProgress? {
        var lines: [String] = []
        splitter.read(bytes) { lines.append(String(decoding: $0, as: UTF8.self)) }
        var completed: FFmpegProgress?
        for line in lines {
            completed = read(line: line) ?? completed
        }
        return completed
    }

    private mutating func read(line: String) -> FFmpegProgress? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        let value = String(line[line.index(after: equals)...].drop { $0 == " " })
        switch line[..<equals] {
        case "frame":
            if let number = Int(value), number >= 0 { frame = number }
        case "fps":
            if let rate = Double(value), rate.isFinite, rate >= 0 { framesPerSecond = rate }
        case "total_size":
            if let number = Int64(value), number >= 0 { bytes = number }
        case "progress":
            last = FFmpegProgress(
                frame: frame, framesPerSecond: framesPerSecond, bytes: bytes, hasEnded: value == "end")
            return last
        default: break
        }
        return nil
    }
}
