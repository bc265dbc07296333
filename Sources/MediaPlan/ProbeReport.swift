import FarmModel
import JSONText

/// What ffprobe says about a file, as far as anything here depends on it.
public struct ProbeReport: Equatable, Sendable {
    public var formatNames: [String] = []
    public var startMicroseconds: Int64?
    public var durationSeconds: Double?
    public var tags: [MediaTag] = []
    public var chapters: [ProbedChapter] = []
    public var streams: [ProbedStream] = []

    public init() {}

    public static func arguments(for input: String) -> [String] {
        ["-v", "error"] + InputFormats.guards(input)
            + ["-show_entries", entries, "-of", "json", CommandPieces.fileName(input)]
    }

    /// Everything about the streams and the chapters, and of the file what is used here.
    static let entries =
        "stream:stream_disposition:stream_tags:stream_side_data_list:chapter:chapter_tags"
        + ":format=format_name,start_time,duration:format_tags"

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
    public var level: Int?
    public var fieldOrder: String?
    /// As ffprobe writes them; nil where the file does not say.
    public var sampleAspectRatio: String?
    public var colorRange: String?
    public var colorSpace: String?
    public var colorTransfer: String?
    public var colorPrimaries: String?
    /// The light of the video as the file or its first picture states it.
    public var highDynamicRange: HighDynamicRange?
    /// The four letters by which containers like mp4 name a codec.
    public var codecTag = ""
    public var sampleRate: Int?
    public var channels: Int?
    public var timeBase: Rational?
    public var nominalFrameRate: Rational?
    public var averageFrameRate: Rational?
    public var startMicroseconds: Int64?
    public var isAttachedPicture = false
    /// The rotation that players, and ffmpeg itself, apply: degrees.
    public var rotation = 0
    public var dispositions: [String] = []
    public var tags: [MediaTag] = []
    public var durationSeconds: Double?
    public var extradataHash: String?
    /// How many packets there are, where all have been counted.
    public var packets: Int?

    public init() {}

    public func tag(_ key: String) -> String? { tags.first { $0.key == key }?.value }

    public var language: String? { tag("language") }

    public enum Kind: String, Equatable, Sendable {
        case video
        case audio
        case subtitle
        case attachment
        case data
        case other
    }
}

/// A name and a text that a file carries about itself or about one of its streams.
public struct MediaTag: Equatable, Sendable {
    public var key: String
    public var value: String

    public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}

public struct ProbedChapter: Equatable, Sendable {
    public var startMicroseconds: Int64?
    public var endMicroseconds: Int64?
    public var title: String?

    public init() {}
}
