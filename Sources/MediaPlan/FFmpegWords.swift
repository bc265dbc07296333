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

    /// A line without the mark of its level, which is asked for where lines have to be sorted, and tells people nothing.
    static func withoutLevel(_ line: String) -> String {
        for level in errorLevels + ["[warning] "] {
            guard let range = line.firstRange(of: level) else { continue }
            return String(line[..<range.lowerBound] + line[range.upperBound...])
        }
        return line
    }

    static func isError(_ line: String) -> Bool { errorLevels.contains(where: line.contains) }

    private static let errorLevels = ["[error] ", "[fatal] ", "[panic] "]
}
