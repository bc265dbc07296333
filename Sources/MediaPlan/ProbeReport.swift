import FarmModel
import JSONText

/// What ffprobe says about a file, as far as anything here depends on it.
public struct ProbeReport: Equatable, Sendable {
    public var formatNames: [String] = []
    public var startMicroseconds: Int64?
    public var durationSeconds: Double?
    public var streams: [ProbedStream] = []

    public init() {}

    public static func arguments(for input: String) -> [String] {
        ["-v", "error", "-show_entries", entries, "-of", "json", CommandPieces.fileName(input)]
    }

    /// Everything about the streams, and of their tags those that are used here: others may be of any length.
    static let entries =
        "stream:stream_disposition:stream_tags=language,title,handler_name:stream_side_data_list"
        + ":format=format_name,start_time,duration"

    /// Reads ffprobe's output. Nil when it is no JSON of ffprobe's shape.
    public init?(output: [UInt8]) {
        var limits = JSONLimits.standard
        limits.documentBytes = MediaLimits.probeBytes
        limits.stringBytes = MediaLimits.probeBytes
        guard let report = try? readJSON(ProbeReport.self, from: output, limits: limits) else { return nil }
        self = report
    }

    /// The stream that ffmpeg means by `V:0`: the first video that is not cover art.
    public var video: ProbedStream? { streams.first { $0.kind == .video && !$0.isAttachedPicture } }

    public func streams(of kind: ProbedStream.Kind) -> [ProbedStream] { streams.filter { $0.kind == kind } }

    /// The demuxers whose files cannot be entered in the middle: bare streams without timestamps, and pictures in a row.
    public var canSeek: Bool {
        !formatNames.contains { $0.hasSuffix("_pipe") || Self.rawFormats.contains($0) }
    }

    private static let rawFormats: Set<String> = [
        "av1", "avs2", "avs3", "cavsvideo", "dirac", "dnxhd", "gif", "h261", "h263", "h264", "hevc", "image2", "m4v",
        "mjpeg", "mjpeg_2000", "mpegvideo", "obu", "vc1", "vvc",
    ]
}

/// One stream of a probed file.
public struct ProbedStream: Equatable, Sendable {
    public var index = 0
    public var kind = Kind.other
    public var codec = ""
    public var profile = ""
    public var width = 0
    public var height = 0
    public var pixelFormat: String?
    public var fieldOrder: String?
    public var timeBase: Rational?
    public var nominalFrameRate: Rational?
    public var averageFrameRate: Rational?
    public var startMicroseconds: Int64?
    public var isAttachedPicture = false
    /// The rotation that players, and ffmpeg itself, apply: degrees.
    public var rotation = 0
    public var dispositions: [String] = []
    public var language: String?
    public var title: String?
    public var handlerName: String?
    public var extradataHash: String?
    /// How many packets there are, where all have been counted.
    public var packets: Int?

    public init() {}

    public enum Kind: String, Equatable, Sendable {
        case video
        case audio
        case subtitle
        case attachment
        case data
        case other
    }
}
