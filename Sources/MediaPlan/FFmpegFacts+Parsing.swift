import FarmModel

/// The questions to put to an ffmpeg, and the reading of its answers. Asking is the shells' business.
extension FFmpegFacts {
    public static let versionArguments = ["-version"]
    public static let encodersArguments = ["-hide_banner", "-encoders"]
    public static let optionsArguments = ["-hide_banner", "-h", "long"]

    /// Nil when the answers are not those of an ffmpeg.
    public init?(versionOutput: [UInt8], encodersOutput: [UInt8], optionsOutput: [UInt8]) {
        let firstLine = versionOutput.prefix { $0 != UInt8(ascii: "\n") }.prefix(MediaLimits.lineBytes)
        let words = String(decoding: firstLine, as: UTF8.self).split(separator: " ")
        guard words.count >= 3, words[0] == "ffmpeg", words[1] == "version" else { return nil }
        self.init(
            version: String(words[2]), hasFpsMode: Self.hasOption("-fps_mode", in: optionsOutput),
            encoders: Self.videoEncoders(in: encodersOutput))
    }

    /// Only what the spelling of a command depends on, for where nobody asks for version and encoders.
    public init(spellingFrom optionsOutput: [UInt8]) {
        self.init(version: "", hasFpsMode: Self.hasOption("-fps_mode", in: optionsOutput), encoders: [])
    }

    public func has(encoder: String) -> Bool { encoders.contains(encoder) }

    private static func lines(_ text: [UInt8]) -> [Substring] {
        String(decoding: text.prefix(MediaLimits.probeBytes), as: UTF8.self).split(separator: "\n")
    }

    private static func hasOption(_ option: String, in text: [UInt8]) -> Bool {
        lines(text).contains { $0.split(separator: " ").first.map { $0 == option } ?? false }
    }

    /// Lines such as ` V....D libx264   H.264 / AVC …`, below a ruler of dashes.
    private static func videoEncoders(in text: [UInt8]) -> [String] {
        var names: [String] = []
        for line in lines(text).drop(while: { !$0.contains("------") }).dropFirst() {
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count >= 2, words[0].utf8.count == 6, words[0].utf8.first == UInt8(ascii: "V") else { continue }
            names.append(String(words[1]))
        }
        return names.sorted()
    }
}
