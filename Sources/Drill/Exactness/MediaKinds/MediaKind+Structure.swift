/// How frames lean on each other.
extension MediaKind {
    static let structure: [MediaKind] = [
        MediaKind(
            "one_gop.mp4", "a single key frame",
            Recipe.pictures("4") + Recipe.h264(group: 9_999, Recipe.x264("scenecut=0"))),
        MediaKind(
            "long_gop.mkv", "key frames four seconds apart",
            Recipe.pictures("10") + Recipe.h264(group: 100, Recipe.x264("scenecut=0"))),
        MediaKind("all_keys.mp4", "nothing but key frames", Recipe.pictures("2") + Recipe.h264(group: 1)),
        MediaKind(
            "pyramid.mp4", "eight B-frames in a row that lean on each other",
            Recipe.pictures("4") + Recipe.h264(group: 50) + ["-bf", "8", "-refs", "8"] + Recipe.x264("b-pyramid=normal")
        ),
        MediaKind("open_gop.mp4", "open groups of pictures", openGroups),
        MediaKind("open_gop.mkv", "open groups of pictures", openGroups),
        MediaKind("open_gop.ts", "open groups of pictures", openGroups),
        MediaKind("refresh.mp4", "periodic intra refresh", refreshing),
        MediaKind("refresh.ts", "periodic intra refresh", refreshing),
        MediaKind(
            "interlaced.mp4", "interlaced H.264",
            Recipe.pictures("3", rate: "50", size: "160x128") + ["-vf", "interlace=scan=tff:lowpass=0"]
                + Recipe.h264() + ["-flags", "+ilme+ildct"] + Recipe.x264("tff=1")),
        MediaKind(
            "interlaced.ts", "interlaced MPEG-2",
            Recipe.pictures("3", rate: "50", size: "160x128") + ["-vf", "interlace=scan=tff:lowpass=0"]
                + Recipe.mpeg2() + ["-flags", "+ilme+ildct"]),
        MediaKind(
            "hevc.mp4", "closed groups of HEVC",
            Recipe.pictures() + Recipe.hevc("keyint=25:open-gop=0") + ["-tag:v", "hvc1"], needs: ["libx265"]),
        MediaKind("hevc_open.mkv", "open groups of HEVC with leading pictures", openHEVC, needs: ["libx265"]),
        MediaKind("hevc_open.mp4", "open groups of HEVC with leading pictures", openHEVC, needs: ["libx265"]),
        MediaKind("hevc_open.ts", "open groups of HEVC with leading pictures", openHEVC, needs: ["libx265"]),
        MediaKind(
            "mpeg2.ts", "open groups of MPEG-2", Recipe.pictures() + Recipe.sound() + Recipe.mpeg2() + Recipe.mp2),
        MediaKind(
            "mpeg2.mpg", "a program stream: not each packet has a time",
            Recipe.pictures(rate: "30000/1001") + Recipe.sound() + Recipe.mpeg2() + Recipe.mp2 + ["-f", "vob"]),
        MediaKind("mpeg1.mpg", "MPEG-1", Recipe.pictures() + ["-c:v", "mpeg1video", "-g", "12", "-bf", "2"]),
        MediaKind(
            "mpeg4.avi", "B-frames in a container without their times",
            Recipe.pictures() + ["-c:v", "mpeg4", "-q:v", "5", "-g", "24", "-bf", "2"]),
        MediaKind(
            "mid_gop.ts", "the file begins in the middle of a group",
            steps: [
                .ffmpeg(Recipe.pictures("4") + Recipe.h264(group: 40) + ["_whole.ts"]),
                .ffmpeg(["-i", "_whole.ts", "-c", "copy", "-copyinkf", "-bsf:v", "noise=drop=lt(n\\,20)", "mid_gop.ts"]
                ),
            ], expect: .asSerial),
    ]

    private static let openGroups =
        Recipe.pictures("4") + Recipe.h264(group: 20, Recipe.x264("open-gop=1:scenecut=0:b-pyramid=normal"))
    private static let refreshing =
        Recipe.pictures("4") + Recipe.h264(group: 25) + ["-bf", "0"] + Recipe.x264("intra-refresh=1:scenecut=0")
    private static let openHEVC =
        Recipe.pictures("4") + Recipe.hevc("keyint=25:min-keyint=25:scenecut=0:open-gop=1:bframes=4:b-adapt=0")
}
