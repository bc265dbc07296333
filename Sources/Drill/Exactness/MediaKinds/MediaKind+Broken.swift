/// Files that are not as they should be.
extension MediaKind {
    static let broken: [MediaKind] = damaged + lying + unusable

    private static let plain = Recipe.pictures("4") + Recipe.sound("4") + Recipe.h264() + Recipe.aac

    private static let damaged = [
        MediaKind(
            "damaged.ts", "bytes were lost on the way",
            steps: [
                .ffmpeg(plain + ["_sound.ts"]),
                .damage("_sound.ts", permille: [230, 350, 410, 590, 700, 830], count: 300, into: "damaged.ts"),
            ], expect: .asSerial),
        MediaKind(
            "damaged.mp4", "bytes were lost on the way",
            steps: [
                .ffmpeg(plain + ["_sound.mp4"]),
                .damage("_sound.mp4", permille: [400], count: 400, into: "damaged.mp4"),
            ], expect: .asSerial),
        MediaKind(
            "truncated.mp4", "the end is missing",
            steps: [
                .ffmpeg(plain + ["-movflags", "+faststart", "_full.mp4"]),
                .shorten("_full.mp4", permille: 600, into: "truncated.mp4"),
            ], expect: .asSerial),
        MediaKind(
            "truncated.mkv", "the end is missing",
            steps: [
                .ffmpeg(plain + ["_full.mkv"]), .shorten("_full.mkv", permille: 600, into: "truncated.mkv"),
            ], expect: .asSerial),
        MediaKind(
            "truncated.ts", "the end is missing, in the middle of a packet",
            steps: [
                .ffmpeg(plain + ["_full.ts"]), .shorten("_full.ts", permille: 613, into: "truncated.ts"),
            ], expect: .asSerial),
        MediaKind(
            "resize.ts", "the pictures change their size in the middle",
            steps: [
                .ffmpeg(Recipe.pictures("2") + Recipe.h264() + ["_small.ts"]),
                .ffmpeg(
                    Recipe.pictures("2", size: "240x180", format: "yuv420p") + Recipe.h264() + [
                        "-output_ts_offset", "2.04", "_large.ts",
                    ]),
                .join(["_small.ts", "_large.ts"], into: "resize.ts"),
            ]),
    ]

    private static let lying = [
        // The element of the duration, with the length of a double behind it.
        MediaKind(
            "long_duration.mkv", "the header says a hundred hours",
            steps: [
                .ffmpeg(plain + ["_true.mkv"]),
                .patch(
                    "_true.mkv", behind: [0x44, 0x89, 0x88], with: bytes(of: 360_000_000), into: "long_duration.mkv"),
            ]),
        MediaKind(
            "zero_duration.mkv", "the header says nothing lasts",
            steps: [
                .ffmpeg(plain + ["_honest.mkv"]),
                .patch("_honest.mkv", behind: [0x44, 0x89, 0x88], with: bytes(of: 0), into: "zero_duration.mkv"),
            ]),
        MediaKind(
            "zero_duration.mp4", "the header says nothing lasts",
            steps: [
                .ffmpeg(plain + ["_honest.mp4"]),
                // Behind `mvhd`: version and flags, two dates, time scale; then the duration.
                .patch(
                    "_honest.mp4", behind: Array("mvhd".utf8),
                    with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 232, 0, 0, 0, 0],
                    into: "zero_duration.mp4"),
            ]),
    ]

    private static let unusable = [
        MediaKind(
            "no_index.mp4", "the index was never written",
            steps: [
                .ffmpeg(plain + ["_indexed.mp4"]), .shorten("_indexed.mp4", permille: 600, into: "no_index.mp4"),
            ], expect: .refused),
        MediaKind(
            "text.mp4", "not a video",
            steps: [
                .write(Array(String(repeating: "This is no video at all.\n", count: 400).utf8), into: "text.mp4")
            ], expect: .refused),
        MediaKind(
            "zeros.mkv", "nothing but zeros",
            steps: [
                .write([UInt8](repeating: 0, count: 100_000), into: "zeros.mkv")
            ], expect: .refused),
        MediaKind("empty.mp4", "empty", steps: [.write([], into: "empty.mp4")], expect: .refused),
        MediaKind("sound.m4a", "sound alone", Recipe.sound() + Recipe.aac, expect: .refused),
        MediaKind(
            "encrypted.mp4", "encrypted, without the key",
            Recipe.pictures("2") + Recipe.h264() + [
                "-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "76a6c65c5ea762046bd749a2e632ccbb",
                "-encryption_kid", "a7e61c373e219033c21091fa607bf3b8",
            ], expect: .asSerial),
    ]

    /// A double as Matroska writes it.
    private static func bytes(of number: Double) -> [UInt8] {
        let bits = number.bitPattern
        return (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * $0)) }
    }
}
