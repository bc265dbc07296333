/// What containers do besides, and streams without one.
extension MediaKind {
    static let containers: [MediaKind] = [
        MediaKind(
            "fragmented.mp4", "fragments without an index",
            Recipe.pictures(rate: "30000/1001") + Recipe.sound() + Recipe.h264() + Recipe.aac
                + ["-movflags", "+frag_keyframe+empty_moov+default_base_moof"]),
        MediaKind(
            "index_first.mp4", "the index stands in front",
            Recipe.pictures() + Recipe.h264() + ["-movflags", "+faststart"]),
        MediaKind("no_cues.mkv", "no index", Recipe.pictures() + Recipe.h264() + ["-live", "1", "-f", "matroska"]),
        MediaKind(
            "cues.webm", "written into a pipe",
            steps: [
                .piped(
                    Recipe.pictures() + [
                        "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", "30", "-f", "webm",
                    ],
                    into: "cues.webm")
            ], needs: ["libvpx"]),
        MediaKind(
            "rotated.mp4", "turned by a note in the container",
            steps: [
                .ffmpeg(Recipe.pictures() + Recipe.h264() + ["_upright.mp4"]),
                // Versions before 6 know the tag, later ones the option.
                .ffmpeg(["-i", "_upright.mp4", "-c", "copy", "-metadata:s:v:0", "rotate=90", "rotated.mp4"]),
            ]),
        MediaKind(
            "aspect.mp4", "pixels that are not square",
            Recipe.pictures("2") + ["-vf", "setsar=16/11"] + Recipe.h264()
                + ["-color_primaries", "bt470bg", "-color_trc", "gamma28", "-colorspace", "bt470bg"]),
        MediaKind(
            "cover.mp4", "cover art beside the video",
            steps: [
                .ffmpeg(Recipe.pictures("0.04") + ["-frames:v", "1", "_cover.png"]),
                .ffmpeg(
                    Recipe.pictures() + ["-i", "_cover.png", "-map", "1:v", "-map", "0:v"] + Recipe.h264()
                        + ["-c:v:0", "png", "-disposition:v:0", "attached_pic", "cover.mp4"]),
            ]),
        MediaKind(
            "two_videos.mkv", "a second video",
            Recipe.pictures() + Recipe.rapidPictures("3") + ["-map", "0:v", "-map", "1:v"] + Recipe.h264()),
        MediaKind("stream.nut", "NUT", Recipe.pictures() + Recipe.h264()),
        MediaKind(
            "wrong_name.avi", "an MP4 file that is called AVI", Recipe.pictures("2") + Recipe.h264() + ["-f", "mp4"]),
        MediaKind("it's 100% ü [a], -b #1.mp4", "a name with everything in it", Recipe.pictures("2") + Recipe.h264()),
    ]

    static let bare: [MediaKind] = [
        MediaKind("bare.h264", "no container", Recipe.pictures() + Recipe.h264()),
        MediaKind("bare.hevc", "no container", Recipe.pictures("2") + Recipe.hevc("keyint=25"), needs: ["libx265"]),
        MediaKind("bare.m2v", "no container", Recipe.pictures() + Recipe.mpeg2()),
        MediaKind("bare.mjpeg", "no container", Recipe.pictures("2") + ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p"]),
        MediaKind("bare.y4m", "uncompressed", Recipe.pictures("1")),
        MediaKind(
            "bare.ivf", "a container of almost nothing",
            Recipe.pictures("2") + ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "25"],
            needs: ["libvpx-vp9"]),
        MediaKind("bare.obu", "no container", Recipe.pictures("2") + svtOBU, needs: ["libsvtav1"]),
        MediaKind(
            "animation.apng", "an animated picture",
            Recipe.pictures("1", size: "96x64", format: "rgb24") + ["-f", "apng"]),
        MediaKind("one_frame.mp4", "one frame", Recipe.pictures("1") + ["-frames:v", "1"] + Recipe.h264()),
        MediaKind("two_frames.mp4", "two frames", Recipe.pictures("1") + ["-frames:v", "2"] + Recipe.h264()),
        MediaKind("one_picture.png", "a picture", Recipe.pictures("1") + ["-frames:v", "1"]),
        MediaKind(
            "tiny.mp4", "two by two pixels",
            Recipe.pictures("2", size: "16x16", format: "yuv420p", filters: "scale=2:2") + Recipe.h264()),
        MediaKind(
            "wide.mkv", "very wide and very low",
            Recipe.pictures("0.4", size: "8192x16", format: "yuv420p") + ["-c:v", "ffv1"]),
    ]

    private static let svtOBU = [
        "-c:v", "libsvtav1", "-preset", "12", "-crf", "40", "-g", "25", "-svtav1-params", "lp=1", "-f", "obu",
    ]
}
