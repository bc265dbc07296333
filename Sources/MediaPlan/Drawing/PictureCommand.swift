import FarmModel

/// The commands that decode the pictures of a scene into pixels: four bytes each, on every processor in the same way.
public enum PictureCommand {
    static let scaling = "scale=flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact"

    /// A still, as it is stored: what newer versions of ffmpeg turn upright by themselves, older ones do not.
    public static func still(_ path: String) -> [String] {
        ["-nostdin", "-v", "error", "-noautorotate", "-flags", "+bitexact", "-threads", "1"]
            + InputFormats.reading(path) + [
                "-map", "0:V:0", "-vf", scaling, "-frames:v", "1", "-pix_fmt", "rgba", "-f", "rawvideo", "pipe:1",
            ]
    }

    /// The frames of a video from the one at `pts` on, each once.
    public static func video(
        _ path: String, from pts: Int64, seekingTo key: Int64?, timeBase: Rational, ffmpeg: FFmpegFacts
    ) -> [String] {
        var arguments = ["-nostdin", "-v", "error", "-threads", "1"]
        if let key {
            let seconds = MediaTime.secondsText(key, in: timeBase)
            arguments += ["-noaccurate_seek", "-seek_timestamp", "1", "-ss", seconds]
        }
        arguments += ["-copyts", "-flags", "+bitexact"] + InputFormats.reading(path) + ["-map", "0:V:0", "-an"]
        arguments += ["-vf", "trim=start_pts=\(pts),\(scaling)"]
        return arguments + CommandPieces.passthrough(ffmpeg) + ["-pix_fmt", "rgba", "-f", "rawvideo", "pipe:1"]
    }
}
