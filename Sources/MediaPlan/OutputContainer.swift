import FarmModel

/// A kind of output file: what it can hold, and how it is written.
public struct OutputContainer: Equatable, Sendable {
    public let fileExtension: String
    /// ffmpeg's name of the muxer.
    public let format: String
    /// Codecs that can be copied into it; nil for all.
    let videoCodecs: [String]?
    let audioCodecs: [String]?
    /// Encoder for audio that cannot be copied.
    let audioEncoder: String
    let subtitles: Subtitles

    struct Subtitles: Equatable {
        /// Subtitles of these codecs are copied.
        var copied: [String] = []
        /// What other subtitles of text are turned into; nil where they cannot be held.
        var encoder: String?
    }

    /// How a cover picture is held.
    enum Covers: Equatable {
        /// As a stream that says what it is.
        case stream
        /// As a file of its own inside the file.
        case attachment
        case none
    }

    var covers: Covers {
        switch format {
        case "mp4": .stream
        case "matroska": .attachment
        default: .none
        }
    }

    var holdsChapters: Bool { ["mp4", "mov", "matroska", "webm", "nut"].contains(format) }

    public static func named(byExtensionOf path: String) -> OutputContainer? {
        let wanted = RunLayout.fileExtension(of: path)
        return all.first { $0.fileExtension == wanted }
    }

    public static let extensions = all.map(\.fileExtension)

    /// Of a file that nobody has named: what was asked for where it is a kind of video; else mp4, which plays everywhere,
    /// or mkv for what mp4 cannot hold.
    public static func usualExtension(for request: VideoRequest) -> String {
        if let wanted = request.outputExtension, extensions.contains(wanted) { return wanted }
        guard let codec = EncoderFacts.named(request.encoding.encoder)?.codec, let mp4 = named(byExtensionOf: "a.mp4")
        else { return "mp4" }
        return mp4.holds(videoCodec: codec) ? "mp4" : "mkv"
    }

    /// Timestamps count in a time scale that can be set.
    var isQuickTime: Bool { format == "mp4" || format == "mov" }

    /// It knows one frame rate, and no times between.
    public var needsConstantRate: Bool { format == "avi" }

    /// How far a time in such a file may be from the time that was meant, in microseconds. `timeBase` is what the video
    /// was counted in, `frame` the time from one picture to the next.
    public func tickMicroseconds(timeBase: Rational, frame: Int64) -> Int64 {
        switch format {
        case "matroska", "webm": 1_000
        case "avi": frame
        case "mpegts": max(12, MediaTime.microseconds(1, in: timeBase))
        default: MediaTime.microseconds(1, in: timeBase)
        }
    }

    public func holds(videoCodec: String) -> Bool { videoCodecs?.contains(videoCodec) ?? true }
    public func holds(audioCodec: String) -> Bool { audioCodecs?.contains(audioCodec) ?? true }

    private static let quickTimeVideo = ["h264", "hevc", "mpeg4", "mpeg2video", "mjpeg"]
    /// ffmpeg writes these into .mp4 only.
    private static let mp4Video = quickTimeVideo + ["av1", "vp9"]
    private static let mp4Audio = ["aac", "mp3", "mp2", "ac3", "eac3", "opus", "flac", "alac", "dts"]
    private static let pcm = [
        "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f32be",
        "pcm_u8",
        "pcm_s8", "pcm_alaw", "pcm_mulaw",
    ]
    static let textSubtitles = ["subrip", "ass", "ssa", "mov_text", "webvtt", "text", "srt"]
    private static let matroskaSubtitles = [
        "subrip", "ass", "ssa", "webvtt", "dvd_subtitle", "dvb_subtitle", "hdmv_pgs_subtitle",
    ]

    private static let movText = Subtitles(copied: ["mov_text"], encoder: "mov_text")
    private static let webVTT = Subtitles(copied: ["webvtt"], encoder: "webvtt")

    private static let all: [OutputContainer] = [
        OutputContainer("mp4", "mp4", mp4Video, mp4Audio, "aac", movText),
        OutputContainer("m4v", "mp4", mp4Video, mp4Audio, "aac", movText),
        OutputContainer(
            "mov", "mov", quickTimeVideo + ["prores", "dnxhd", "ffv1"], ["aac", "mp3", "ac3", "eac3", "alac"] + pcm,
            "aac",
            movText),
        OutputContainer("mkv", "matroska", nil, nil, "aac", Subtitles(copied: matroskaSubtitles, encoder: "srt")),
        OutputContainer("webm", "webm", ["vp8", "vp9", "av1"], ["opus", "vorbis"], "libopus", webVTT),
        OutputContainer(
            "avi", "avi", ["mpeg4", "mjpeg", "ffv1"], ["mp3", "mp2", "ac3", "pcm_s16le"], "libmp3lame", Subtitles()),
        OutputContainer(
            "ts", "mpegts", ["h264", "hevc", "mpeg4", "mpeg2video"], ["aac", "mp3", "mp2", "ac3", "eac3", "dts"], "aac",
            Subtitles(copied: ["dvb_subtitle", "dvb_teletext"])),
        OutputContainer("nut", "nut", nil, nil, "aac", Subtitles()),
    ]

    private init(
        _ fileExtension: String, _ format: String, _ videoCodecs: [String]?, _ audioCodecs: [String]?,
        _ audioEncoder: String, _ subtitles: Subtitles
    ) {
        self.fileExtension = fileExtension
        self.format = format
        self.videoCodecs = videoCodecs
        self.audioCodecs = audioCodecs
        self.audioEncoder = audioEncoder
        self.subtitles = subtitles
    }

    /// Arguments for writing such a file with video counted in `timeBase`, or at `rate` where times are not written.
    func arguments(codec: String, timeBase: Rational, rate: Rational?, ffmpeg: FFmpegFacts) -> [String] {
        var arguments: [String] = []
        if needsConstantRate, let rate { arguments += ["-r", MediaTime.text(rate)] }
        // The name that players of such files know; a chunk brings along another one.
        if format == "avi", let name = ["mpeg4": "FMP4", "mjpeg": "MJPG"][codec] { arguments += ["-tag:v:0", name] }
        if isQuickTime {
            arguments += ["-video_track_timescale", String(timeBase.denominator)]
            // Otherwise the start of each track is rounded to a millisecond. Older versions cannot change that.
            if ffmpeg.hasFpsMode { arguments += ["-movie_timescale", "90000"] }
            // Players of one large vendor know HEVC by no other tag.
            if codec == "hevc" { arguments += ["-tag:v:0", "hvc1"] }
        }
        // Such a stream is entered anywhere, so that what stands at the head of other files has to be repeated.
        if format == "mpegts", codec == "mpeg4" { arguments += ["-bsf:v:0", "dump_extra"] }
        if format == "mpegts" { arguments += ["-muxdelay", "0", "-muxpreload", "0"] }
        return arguments
    }
}
