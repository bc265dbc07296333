/// How many packets the audio streams of a file have: enough to see that none was lost on the way.
public enum AudioCount {
    public static func arguments(for path: String) -> [String] {
        [
            "-v", "error", "-select_streams", "a", "-count_packets", "-show_entries", "stream=nb_read_packets", "-of",
            "csv=p=0", CommandPieces.fileName(path),
        ]
    }

    /// One count a stream, in order. Nil when the output is something else; a stream without packets counts zero.
    public static func read(_ output: [UInt8]) -> [Int]? {
        var counts: [Int] = []
        for line in String(decoding: output.prefix(MediaLimits.probeBytes), as: UTF8.self).split(separator: "\n") {
            let field = line.prefix { $0 != "," && $0 != "\r" }
            guard let count = Int(field) ?? (field == "N/A" ? 0 : nil), counts.count < MediaLimits.streams else {
                return nil
            }
            counts.append(count)
        }
        return counts
    }
}
