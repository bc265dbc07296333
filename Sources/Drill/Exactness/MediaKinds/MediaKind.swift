/// A kind of input: how a small one is made, and what is odd about it.
///
/// A kind whose making needs several files gives the others names that begin with an underscore.
struct MediaKind: Sendable {
    /// The file's name; its ending is a part of the kind.
    let name: String
    /// What makes this kind worth a test.
    let oddity: String
    let steps: [Step]
    let expectation: Expectation
    /// Encoders of ffmpeg that are needed to make it. Where one is missing, the kind is left out, and that is said.
    let encoders: [String]

    enum Expectation: String, Sendable {
        /// The farm makes what a serial run makes.
        case exact
        /// Nothing can be rendered, and the farm has to say so.
        case refused
        /// Damaged or borderline: versions of ffmpeg differ in what they make of it. Where a serial run gives pictures
        /// the farm gives the same ones, and where it gives none the farm refuses.
        case asSerial
    }

    enum Step: Sendable {
        /// Runs ffmpeg in the folder of the media; the last argument is the file to make.
        case ffmpeg([String])
        /// The same, written through a pipe, so that nothing can be put right afterwards.
        case piped([String], into: String)
        case join([String], into: String)
        /// The first so many of a thousand parts of a file.
        case shorten(String, permille: Int, into: String)
        /// Overwrites `count` bytes at each of these thousandths of a file.
        case damage(String, permille: [Int], count: Int, into: String)
        /// Writes other bytes behind the first occurrence of a mark.
        case patch(String, behind: [UInt8], with: [UInt8], into: String)
        case write([UInt8], into: String)
    }

    /// `encode` are the arguments between the source and the name.
    init(
        _ name: String, _ oddity: String, _ encode: [String], expect expectation: Expectation = .exact,
        needs encoders: [String] = []
    ) {
        self.init(name, oddity, steps: [.ffmpeg(encode + [name])], expect: expectation, needs: encoders)
    }

    init(
        _ name: String, _ oddity: String, steps: [Step], expect expectation: Expectation = .exact,
        needs encoders: [String] = []
    ) {
        self.name = name
        self.oddity = oddity
        self.steps = steps
        self.expectation = expectation
        self.encoders = encoders
    }

    static let all = timing + structure + codecs + containers + bare + broken

    /// One of each sort: what is run where time is short.
    static let quick = [
        "cfr25.mp4", "ntsc.mp4", "vfr.mp4", "vfr.mkv", "open_gop.ts", "one_gop.mp4", "hevc_open.mkv", "vp9.webm",
        "late_video.mp4", "edit_list.mp4", "offset_hour.ts", "mpeg2.mpg", "odd444.mp4", "bare.h264", "one_frame.mp4",
        "rapid.mp4", "resize.ts", "no_index.mp4",
    ]
}

/// The pieces that the recipes are made of.
enum Recipe {
    /// Moving pictures with noise: no two frames are alike, so that a wrong frame cannot hide.
    static func pictures(_ seconds: String = "3", rate: String = "25", size: String = "160x120") -> [String] {
        ["-f", "lavfi", "-i", "testsrc2=s=\(size):r=\(rate):d=\(seconds),\(noise),format=yuv420p"]
    }

    /// The same in any pixel format, with filters of their own.
    static func pictures(_ seconds: String, size: String, format: String, filters: String = "null") -> [String] {
        ["-f", "lavfi", "-i", "testsrc2=s=\(size):r=25:d=\(seconds),\(filters),format=\(format)"]
    }

    /// The whole picture changes from frame to frame: what a seam damages shows at once.
    static func rapidPictures(_ seconds: String) -> [String] {
        ["-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=\(seconds),rotate=angle=n*1.9,hue=h=n*47,format=yuv420p"]
    }

    static func sound(_ seconds: String = "3") -> [String] {
        ["-f", "lavfi", "-i", "sine=f=440:b=4:r=48000:d=\(seconds)"]
    }

    private static let noise = "noise=alls=14:allf=t:all_seed=7"

    static func h264(group: Int = 25, _ more: [String] = []) -> [String] {
        [
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-threads:v", "1", "-pix_fmt", "yuv420p", "-g",
            String(group), "-bf", "3", "-b_strategy", "0",
        ] + more
    }

    static func x264(_ parameters: String) -> [String] { ["-x264-params", parameters] }

    static func hevc(_ parameters: String) -> [String] {
        ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:pools=none:" + parameters]
    }

    static func mpeg2(group: Int = 12) -> [String] {
        ["-c:v", "mpeg2video", "-b:v", "1500k", "-g", String(group), "-bf", "2"]
    }

    static let aac = ["-c:a", "aac", "-b:a", "64k"]
    static let mp2 = ["-c:a", "mp2"]

    /// Times as the filters left them, in ticks of `timeBase`.
    static func ownTimes(_ timeBase: String) -> [String] {
        ["-fps_mode", "passthrough", "-enc_time_base", timeBase]
    }
}
