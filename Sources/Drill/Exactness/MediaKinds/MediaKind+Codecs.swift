/// Codecs and pixel formats.
extension MediaKind {
    static let codecs: [MediaKind] = webCodecs + studioCodecs + oldCodecs

    private static let webCodecs = [
        MediaKind(
            "vp8.webm", "hidden reference frames",
            Recipe.pictures() + [
                "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "400k", "-auto-alt-ref", "1",
                "-lag-in-frames", "16", "-g", "30",
            ], needs: ["libvpx"]),
        MediaKind(
            "vp9.webm", "hidden reference frames",
            Recipe.pictures() + [
                "-c:v", "libvpx-vp9", "-deadline", "good", "-cpu-used", "8", "-b:v", "300k", "-auto-alt-ref", "1",
                "-lag-in-frames", "25", "-g", "30",
            ], needs: ["libvpx-vp9"]),
        MediaKind(
            "alpha.webm", "a second stream of transparency inside the first",
            Recipe.pictures(
                "2", size: "160x120", format: "yuva420p", filters: "format=yuva420p,colorchannelmixer=aa=0.5")
                + ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-auto-alt-ref", "0", "-g", "20"],
            needs: ["libvpx-vp9"]),
        MediaKind("av1.mp4", "AV1", Recipe.pictures() + svtAV1, needs: ["libsvtav1"]),
        MediaKind("av1.mkv", "AV1", Recipe.pictures() + svtAV1, needs: ["libsvtav1"]),
        MediaKind(
            "av1.webm", "AV1 of another encoder",
            Recipe.pictures("2") + [
                "-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime", "-crf", "40", "-b:v", "0", "-g", "20",
            ], needs: ["libaom-av1"]),
        MediaKind(
            "theora.ogv", "Ogg: times of the end of a page",
            Recipe.pictures() + Recipe.sound() + ["-c:v", "libtheora", "-q:v", "5", "-g", "25", "-c:a", "libvorbis"],
            needs: ["libtheora", "libvorbis"]),
    ]

    private static let svtAV1 = [
        "-c:v", "libsvtav1", "-preset", "12", "-crf", "40", "-g", "25", "-svtav1-params", "lp=1",
    ]

    private static let studioCodecs = [
        MediaKind(
            "prores.mov", "ten bits, 4:2:2",
            Recipe.pictures("1", rate: "24000/1001") + ["-c:v", "prores_ks", "-pix_fmt", "yuv422p10le"]),
        MediaKind(
            "prores4444.mov", "ten bits with transparency",
            Recipe.pictures("1", size: "160x120", format: "yuva444p10le") + [
                "-c:v", "prores_ks", "-profile:v", "4", "-pix_fmt", "yuva444p10le",
            ]),
        MediaKind(
            "dnxhd.mxf", "MXF",
            Recipe.pictures("1", size: "1280x720", format: "yuv422p") + ["-c:v", "dnxhd", "-profile:v", "dnxhr_lb"]),
        MediaKind("dv.avi", "DV", Recipe.pictures("1", size: "720x576", format: "yuv420p") + ["-c:v", "dvvideo"]),
        MediaKind(
            "ffv1_odd.mkv", "odd size, 4:4:4",
            Recipe.pictures("2", size: "161x121", format: "yuv444p") + ["-c:v", "ffv1"]),
        MediaKind(
            "odd444.mp4", "odd size, 4:4:4",
            Recipe.pictures("3", size: "161x121", format: "yuv444p") + [
                "-c:v", "libx264", "-preset", "veryfast", "-g", "25",
            ]),
        MediaKind("ten_bit.mkv", "ten bits", Recipe.pictures() + Recipe.h264() + ["-pix_fmt", "yuv420p10le"]),
        MediaKind(
            "hevc_ten_bit.mp4", "ten bits, wide colours",
            Recipe.pictures("2") + [
                "-pix_fmt", "yuv420p10le", "-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace",
                "bt2020nc",
            ] + Recipe.hevc("keyint=25:open-gop=0"), needs: ["libx265"]),
        MediaKind(
            "rgb.mkv", "red, green and blue",
            Recipe.pictures("2", size: "160x120", format: "gbrp") + [
                "-c:v", "libx264rgb", "-preset", "veryfast", "-g", "25",
            ]),
        MediaKind("gray.mkv", "no colours", Recipe.pictures("2", size: "160x120", format: "gray") + ["-c:v", "ffv1"]),
        MediaKind("full_range.mp4", "full range", Recipe.pictures("2") + Recipe.h264() + ["-pix_fmt", "yuvj420p"]),
    ]

    private static let oldCodecs = [
        MediaKind(
            "mjpeg.avi", "a picture a frame",
            Recipe.pictures("2") + ["-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p"]),
        MediaKind("wmv.wmv", "Windows Media", Recipe.pictures() + ["-c:v", "wmv2", "-b:v", "600k", "-g", "25"]),
        MediaKind("msmpeg4.avi", "an old relative of MPEG-4", Recipe.pictures("2") + ["-c:v", "msmpeg4", "-g", "25"]),
        MediaKind("flash.flv", "H.264 in Flash", Recipe.pictures(rate: "30000/1001") + Recipe.h264()),
        MediaKind("sorenson.flv", "Sorenson", Recipe.pictures("2") + ["-c:v", "flv", "-g", "25"]),
        MediaKind(
            "h263.3gp", "H.263",
            Recipe.pictures("2", size: "176x144", format: "yuv420p") + ["-c:v", "h263", "-g", "25"]),
        MediaKind(
            "huffyuv.avi", "lossless", Recipe.pictures("2", size: "160x120", format: "yuv422p") + ["-c:v", "huffyuv"]),
        MediaKind("raw.avi", "uncompressed", Recipe.pictures("1") + ["-c:v", "rawvideo"]),
        MediaKind(
            "png.mov", "PNG pictures in a film",
            Recipe.pictures("1", size: "160x120", format: "rgb24") + ["-c:v", "png"]),
        MediaKind(
            "palette.avi", "a palette",
            Recipe.pictures("1", size: "160x120", format: "rgb24") + [
                "-vf", "split[a][b];[a]palettegen[p];[b][p]paletteuse", "-c:v", "rawvideo", "-pix_fmt", "pal8",
            ], expect: .asSerial),
    ]
}
