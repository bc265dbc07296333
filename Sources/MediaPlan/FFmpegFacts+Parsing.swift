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

    /// Older ones lack options that the commands depend on.
    public static let oldest = (major: 4, minor: 4)

    public var isTooOld: Bool { Self.releaseNumber(version).map { $0 < Self.oldest } ?? false }

    /// The first two numbers of a release's version: `5.1.9-0+deb12u1`, `n6.0`. Nil for builds that are named by
    /// date or commit; those are recent.
    static func releaseNumber(_ version: String) -> (major: Int, minor: Int)? {
        let text = version.hasPrefix("n") ? version.dropFirst() : version[...]
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, let major = Int(parts[0]) else { return nil }
        let digits = parts[1].prefix { ("0"..."9").contains($0) }
        guard let minor = Int(digits) else { return nil }
        return (major, minor)
    }

    public func has(encoder: String) -> Bool { encoders.contains(encoder) }

    private static func lines(_ text: [UInt8]) -> [Substring] {
        String(decoding: text.prefix(MediaLimits.probeBytes), as: UTF8.self).split(separator: "\n")
    }

    /// Newer versions write `-fps_mode[:<stream_spec>]`.
    private static func hasOption(_ option: String, in text: [UInt8]) -> Bool {
        lines(text).contains { line in
            line.split(separator: " ").first?.prefix { $0 != "[" }.elementsEqual(option) ?? false
        }
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
