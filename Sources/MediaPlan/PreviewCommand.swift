import FarmModel

/// What makes something that a browser can show of a finished chunk.
public struct PreviewCommand: Equatable, Sendable {
    public enum Kind: String, Sendable {
        /// The chunk's video in a piece of MP4 that a browser appends to the one before. Nothing is encoded.
        case piece = "pieces"
        /// Its first picture.
        case thumbnail = "thumbnails"

        public var suffix: String { self == .piece ? "mp4" : "jpg" }
        public var contentType: String { self == .piece ? "video/mp4" : "image/jpeg" }
    }

    public let kind: Kind
    public let inputPath: String
    /// What ffmpeg may take the input for; empty for a video that this farm has joined.
    public let inputFormat: String
    /// Where in the input the chunk begins; nil: the input is the chunk.
    public let startSeconds: Double?

    public init(_ kind: Kind, of inputPath: String, format inputFormat: String, startSeconds: Double? = nil) {
        self.kind = kind
        self.inputPath = inputPath
        self.inputFormat = inputFormat
        self.startSeconds = startSeconds
    }

    public func arguments(writingTo path: String) -> [String] {
        var arguments = ["-nostdin", "-v", "error", "-y", "-threads", "1"]
        if let startSeconds { arguments += ["-ss", "\(startSeconds)"] }
        arguments += InputFormats.reading(inputPath, format: inputFormat) + ["-map", "0:V:0"]
        switch kind {
        case .piece:
            arguments += ["-c", "copy", "-movflags", "+frag_keyframe+empty_moov+default_base_moof", "-f", "mp4"]
        case .thumbnail:
            arguments += ["-frames:v", "1", "-vf", "scale=-2:120", "-pix_fmt", "yuvj420p"]
            arguments += ["-c:v", "mjpeg", "-q:v", "4", "-threads", "1", "-f", "mjpeg"]
        }
        return arguments + [CommandPieces.fileName(path)]
    }
}
