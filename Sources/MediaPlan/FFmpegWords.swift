/// What ffmpeg and ffprobe say, made fit for people.
enum FFmpegWords {
    /// A line without `[demuxer @ 0x55…]` in front, which differs from run to run and says nothing.
    static func plain(_ line: String) -> String {
        var rest = line[...]
        while rest.hasPrefix("["), let end = rest.firstRange(of: "] "), rest[..<end.lowerBound].contains(" @ 0x") {
            rest = rest[end.upperBound...]
        }
        return String(rest)
    }
}
