import FarmModel

extension EncoderFacts {
    /// Where nothing may be lost people compare bits, and any difference between builds would be found.
    public func parity(for settings: EncoderSettings) -> Parity { losesNothing(settings) ? .strict : .warn }

    private func losesNothing(_ settings: EncoderSettings) -> Bool {
        if isLossless || settings.encoderOptions.contains(where: { $0.key == "lossless" && $0.value != "0" }) {
            return true
        }
        // x264 alone takes zero at its word.
        return codec == "h264" && (settings.crf == 0 || settings.qp == 0)
    }
}

/// What tells one build of an encoder from another on the same or on some other machine.
public enum EncoderFingerprint {
    /// For the dynamic linker: it lists the libraries that a program would load, and does not run it.
    public static let listingEnvironment = ["LD_TRACE_LOADED_OBJECTS": "1"]

    /// Decoding, filtering and scaling make pixels, too.
    private static let common = ["libavcodec", "libavfilter", "libavformat", "libavutil", "libswscale"]

    /// The files of the libraries that matter, from lines such as `libx264.so.164 => /lib/libx264.so.164 (0x7f…)`.
    public static func libraries(in listing: [UInt8]) -> [String] {
        let wanted = common + EncoderFacts.all.compactMap(\.library)
        return String(decoding: listing.prefix(MediaLimits.probeBytes), as: UTF8.self).split(separator: "\n").compactMap
        {
            let words = $0.split { $0 == " " || $0 == "\t" }
            guard words.count >= 3, words[1] == "=>", words[2].hasPrefix("/") else { return nil }
            return wanted.contains { belongs(String(words[0]), to: $0) } ? String(words[2]) : nil
        }
    }

    /// What is to be hashed for one encoder. `identities` are those of the files, by path.
    public static func text(
        of encoder: EncoderFacts, versionOutput: [UInt8], identities: [(path: String, identity: String)]
    ) -> [UInt8] {
        let wanted = common + [encoder.library].compactMap { $0 }
        let parts = identities.compactMap { library -> String? in
            let name = String(library.path.split(separator: "/").last ?? "")
            // A program that has everything inside belongs to every encoder.
            let isInside = !name.contains(".so")
            return isInside || wanted.contains { belongs(name, to: $0) } ? "\n\(name) \(library.identity)" : nil
        }
        return versionOutput + parts.sorted().joined().utf8
    }

    private static func belongs(_ file: String, to library: String) -> Bool { file.hasPrefix(library + ".so") }

    /// The identity that a linker has written into an ELF file: the content of its note `.note.gnu.build-id`, which
    /// stands near the beginning. Nil where there is none.
    public static func buildID(in head: [UInt8]) -> [UInt8]? {
        // Name of 4 bytes, content of 20 bytes, type 3, "GNU".
        let mark: [UInt8] = [4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 0x47, 0x4E, 0x55, 0]
        guard isProgram(head) else { return nil }
        var start = 0
        while start + mark.count + 20 <= head.count {
            if head[start] == mark[0], head[start..<start + mark.count].elementsEqual(mark) {
                return Array(head[start + mark.count..<start + mark.count + 20])
            }
            start += 4
        }
        return nil
    }

    /// An ELF file, and no script around one.
    public static func isProgram(_ head: [UInt8]) -> Bool { head.starts(with: [0x7F, 0x45, 0x4C, 0x46]) }
}
