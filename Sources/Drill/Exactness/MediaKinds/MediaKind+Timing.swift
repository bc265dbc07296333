/// When frames are shown: rates, holds, offsets, time bases.
extension MediaKind {
    static let timing: [MediaKind] = constantRates + variableRates + offsets + jumps

    private static let constantRates = [
        MediaKind("cfr25.mp4", "the plain case", Recipe.pictures() + Recipe.sound() + Recipe.h264() + Recipe.aac),
        MediaKind(
            "cfr1.mp4", "one frame a second",
            Recipe.pictures("40", rate: "1") + Recipe.h264(group: 10)),
        MediaKind(
            "cfr240.mkv", "240 frames a second, times in milliseconds",
            Recipe.pictures("1", rate: "240") + Recipe.h264()),
        MediaKind(
            "ntsc.mp4", "30000/1001 frames a second",
            Recipe.pictures(rate: "30000/1001") + Recipe.sound() + Recipe.h264() + Recipe.aac),
        MediaKind(
            "film.mkv", "24000/1001 frames a second, times in milliseconds",
            Recipe.pictures(rate: "24000/1001") + Recipe.h264()),
        MediaKind("sixty.mov", "60000/1001 frames a second", Recipe.pictures("2", rate: "60000/1001") + Recipe.h264()),
        MediaKind(
            "coarse_base.mp4", "one tick a frame", Recipe.pictures() + Recipe.h264() + ["-video_track_timescale", "25"]),
        MediaKind(
            "huge_base.mp4", "ten million ticks a second",
            Recipe.pictures() + Recipe.h264() + ["-video_track_timescale", "10000000"]),
        MediaKind(
            "rapid.mp4", "the whole picture changes from frame to frame",
            Recipe.rapidPictures("4") + Recipe.h264(group: 40)),
    ]

    private static let irregular = "select='not(mod(n,3))+not(mod(n*7,11))+between(mod(n,50),10,25)'"

    private static let variableRates = [
        MediaKind(
            "vfr.mp4", "variable rate, ticks of 1/90000 s",
            Recipe.pictures("4", rate: "60") + Recipe.sound("4") + [
                "-vf", irregular, "-video_track_timescale", "90000",
            ]
                + Recipe.ownTimes("1/90000") + Recipe.h264(group: 40) + Recipe.aac),
        MediaKind(
            "vfr.mkv", "variable rate, milliseconds",
            Recipe.pictures("4", rate: "60") + ["-vf", irregular] + Recipe.ownTimes("1/1000") + Recipe.h264(group: 40)),
        MediaKind(
            "vfr.gif", "variable rate, hundredths of a second, no key frames",
            Recipe.pictures("3", rate: "20", size: "96x64")
                + ["-vf", "select='not(mod(n,3))+not(mod(n,7))'", "-fps_mode", "passthrough"]),
        MediaKind(
            "hold.mp4", "jitter in microseconds, and one frame that stands for five seconds",
            Recipe.pictures("10", rate: "15") + Recipe.h264(group: 30) + Recipe.ownTimes("1/1000000") + [
                "-vf", "settb=1/1000000,setpts='PTS+9000*sin(N*1.7)',select='not(between(t,3,8))'",
                "-video_track_timescale", "1000000",
            ]),
        MediaKind(
            "burst.mp4", "B-frames right behind long holds",
            Recipe.pictures("10", rate: "25") + ["-vf", "select='lt(mod(t,4),1)+not(mod(n,25))'"]
                + Recipe.ownTimes("1/90000") + Recipe.h264(group: 30) + ["-video_track_timescale", "90000"]),
        MediaKind(
            "repeated.mkv", "more frames than milliseconds: timestamps repeat",
            Recipe.pictures("0.1", rate: "1500", size: "64x48") + Recipe.h264()),
    ]

    private static let offsets = [
        MediaKind("late_video.mp4", "the video begins half a second after the audio", lateVideo),
        MediaKind("late_video.mkv", "the video begins half a second after the audio", lateVideo),
        MediaKind("late_video.ts", "the video begins half a second after the audio", lateVideo),
        MediaKind(
            "late_audio.mp4", "the audio begins after the video",
            Recipe.pictures() + ["-itsoffset", "0.7"] + Recipe.sound() + ["-map", "0:v", "-map", "1:a"]
                + Recipe.h264() + Recipe.aac),
        MediaKind(
            "offset_hour.ts", "timestamps begin at one hour",
            Recipe.pictures(rate: "30000/1001") + Recipe.sound() + Recipe.h264() + Recipe.aac
                + ["-output_ts_offset", "3600"]),
        MediaKind(
            "wrap.ts", "the 33-bit clock runs over in the middle",
            Recipe.pictures("4") + Recipe.sound("4") + Recipe.h264() + Recipe.aac + ["-output_ts_offset", "95442.2"]),
        MediaKind(
            "edit_list.mp4", "an edit list hides the first frames",
            steps: [
                .ffmpeg(
                    Recipe.pictures("6") + Recipe.sound("6") + Recipe.h264(group: 50) + Recipe.aac + ["_edit.mp4"]),
                .ffmpeg(["-ss", "2.3", "-i", "_edit.mp4", "-c", "copy", "edit_list.mp4"]),
            ]),
        MediaKind(
            "edit_list.mkv", "begins with frames of a time before zero",
            steps: [
                .ffmpeg(Recipe.pictures("6") + Recipe.sound("6") + Recipe.h264(group: 50) + Recipe.aac + ["_e.mp4"]),
                .ffmpeg(["-ss", "2.3", "-i", "_e.mp4", "-c", "copy", "edit_list.mkv"]),
            ]),
        MediaKind(
            "no_edit_list.mp4", "the delay of the B-frames is not hidden",
            Recipe.pictures() + Recipe.sound() + Recipe.h264() + Recipe.aac + ["-use_editlist", "0"]),
        MediaKind(
            "negative_offsets.mp4", "negative composition offsets",
            Recipe.pictures() + Recipe.h264() + ["-movflags", "+negative_cts_offsets"]),
    ]

    private static let lateVideo =
        Recipe.sound() + ["-itsoffset", "0.5"] + Recipe.pictures() + [
            "-map", "1:v", "-map", "0:a", "-fps_mode", "passthrough",
        ]
        + Recipe.h264() + Recipe.aac

    private static let jumps = [
        MediaKind(
            "jump_back.ts", "timestamps jump back in the middle",
            steps: [
                .ffmpeg(Recipe.pictures("2") + Recipe.h264() + ["-output_ts_offset", "100", "_later.ts"]),
                .ffmpeg(Recipe.rapidPictures("2") + Recipe.h264() + ["-output_ts_offset", "20", "_earlier.ts"]),
                .join(["_later.ts", "_earlier.ts"], into: "jump_back.ts"),
            ]),
        MediaKind(
            "jump_ahead.ts", "timestamps jump ahead by a minute",
            steps: [
                .ffmpeg(Recipe.pictures("2") + Recipe.h264() + ["-output_ts_offset", "10", "_before.ts"]),
                .ffmpeg(Recipe.rapidPictures("2") + Recipe.h264() + ["-output_ts_offset", "72", "_after.ts"]),
                .join(["_before.ts", "_after.ts"], into: "jump_ahead.ts"),
            ]),
        MediaKind(
            "pause.ts", "two seconds without a frame",
            steps: [
                .ffmpeg(Recipe.pictures("2") + Recipe.h264() + ["-output_ts_offset", "10", "_first.ts"]),
                .ffmpeg(Recipe.rapidPictures("2") + Recipe.h264() + ["-output_ts_offset", "14", "_second.ts"]),
                .join(["_first.ts", "_second.ts"], into: "pause.ts"),
            ]),
    ]
}
