import FarmModel

/// Looks for the places where one scene ends and another begins: every picture decoded once, made small, and compared
/// with the one before.
public enum SceneScan {
    /// How different a picture has to be from the one before, from 0 to 1, to begin a scene.
    private static let threshold = "0.3"

    /// The pictures that begin a scene, as a list for `DecodeScan`, at the container's own times.
    public static func arguments(for input: String, timeBase: Rational, ffmpeg: FFmpegFacts) -> [String] {
        ["-nostdin", "-v", "error", "-copyts"] + InputFormats.reading(input) + ["-map", "0:V:0"]
            + ["-vf", "scale=64:36:flags=fast_bilinear,select='gt(scene,\(threshold))'"]
            + CommandPieces.passthrough(ffmpeg) + [
                "-enc_time_base:v", MediaTime.text(timeBase), "-c:v", "rawvideo", "-f", "framecrc", "-",
            ]
    }
}
