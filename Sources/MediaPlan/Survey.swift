import FarmModel

/// What one run of ffprobe tells about a file: its streams, and every packet. Read line by line.
public struct Survey: Sendable {
    private var listing = ProbeListing(ofList: "packets")
    private var scans: [Int: PacketScan] = [:]

    public init() {}

    /// Levels are printed, because what is worth a warning to ffprobe may be worth a decision here.
    public static func arguments(for input: String) -> [String] {
        ["-v", "level+warning"] + InputFormats.guards(input) + [
            "-show_entries",
            "packet=codec_type,stream_index,pts,dts,size,flags:" + ProbeReport.entries, "-of", "json=compact=1",
            CommandPieces.fileName(input),
        ]
    }

    public mutating func read(line: UnsafeRawBufferPointer) {
        if listing.takesAsEntry(line), let packet = PacketLine(line), packet.isVideo { note(packet) }
    }

    private mutating func note(_ packet: PacketLine) {
        guard scans[packet.stream] != nil || scans.count < MediaLimits.surveyedVideos else { return }
        scans[packet.stream, default: PacketScan()].note(packet)
    }

    /// The result, after the last line; nil when it was no output of ffprobe. `words` is what ffprobe wrote on stderr.
    public consuming func finish(words: [String]) -> Result? {
        guard let document = listing.rest, let probe = ProbeReport(output: document) else { return nil }
        let scan = probe.video.flatMap { scans[$0.index] } ?? PacketScan()
        let packets = scan.finish(words: ProbeWords(words, videoStream: probe.video?.index))
        return Result(probe: probe, packets: packets, document: document)
    }

    public struct Result: Equatable, Sendable {
        public var probe: ProbeReport
        public var packets: PacketScan.Result
        /// ffprobe's own description of the streams, for whoever needs it later.
        public var document: [UInt8]
    }
}

/// What ffprobe wrote on stderr, sorted by what it means.
struct ProbeWords: Equatable {
    /// The first error, in ffprobe's words.
    var complaint: String?
    /// Packets of the video arrived damaged.
    var tellsOfDamage = false

    /// `lines` begin with a level in brackets, perhaps behind the name of who speaks.
    init(_ lines: [String], videoStream: Int? = nil) {
        for line in lines {
            if complaint == nil, FFmpegWords.isError(line) {
                complaint = FFmpegWords.plain(FFmpegWords.withoutLevel(line))
            }
            if line.contains("Packet corrupt") {
                let isOther = videoStream.map { line.contains("(stream = ") && !line.contains("(stream = \($0),") }
                if isOther != true { tellsOfDamage = true }
            }
        }
    }
}

/// One packet in ffprobe's list:
/// `{ "codec_type": "video", "stream_index": 0, "pts": 336, "dts": -944, "size": "4711", "flags": "K_" }`.
struct PacketLine: Equatable {
    var isVideo = false
    var stream = 0
    var pts: Int64?
    var dts: Int64?
    var sizeBytes: Int32 = 0
    var isKey = false
    var isDiscarded = false
    var isDamaged = false

    /// Nil for lines that describe no packet; side data has lines of its own.
    init?(_ line: UnsafeRawBufferPointer) {
        guard line.begins(with: "        { \"codec_type\": ") else { return nil }
        var hasFlags = false
        for field in line.split(separator: UInt8(ascii: ",")) {
            guard let colon = field.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let value = field[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }
            let name = field[..<colon]
            if name.ends(with: "\"codec_type\"") {
                isVideo = value.starts(with: "\"video\"".utf8)
            } else if name.ends(with: "\"stream_index\"") {
                guard let number = Self.integer(value), (0..<Int64(MediaLimits.streams)).contains(number) else {
                    return nil
                }
                stream = Int(number)
            } else if name.ends(with: "\"pts\"") {
                pts = Self.integer(value)
            } else if name.ends(with: "\"dts\"") {
                dts = Self.integer(value)
            } else if name.ends(with: "\"size\"") {
                sizeBytes = Int32(clamping: Self.integer(value.drop { $0 == UInt8(ascii: "\"") }) ?? 0)
            } else if name.ends(with: "\"flags\"") {
                hasFlags = true
                isKey = value.contains(UInt8(ascii: "K"))
                isDiscarded = value.contains(UInt8(ascii: "D"))
                isDamaged = value.contains(UInt8(ascii: "C"))
            }
        }
        guard hasFlags else { return nil }
    }

    init(
        pts: Int64?, dts: Int64?, sizeBytes: Int32 = 0, isKey: Bool = false, isDiscarded: Bool = false,
        isDamaged: Bool = false
    ) {
        isVideo = true
        self.pts = pts
        self.dts = dts
        self.sizeBytes = sizeBytes
        self.isKey = isKey
        self.isDiscarded = isDiscarded
        self.isDamaged = isDamaged
    }

    /// The number at the beginning of `text`; what follows it closes the packet.
    private static func integer(_ text: UnsafeRawBufferPointer.SubSequence) -> Int64? {
        DecimalText.integer(
            text.prefix { $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func begins(with text: StaticString) -> Bool {
        text.withUTF8Buffer { starts(with: $0) }
    }
}

extension UnsafeRawBufferPointer.SubSequence {
    fileprivate func ends(with text: StaticString) -> Bool {
        text.withUTF8Buffer { suffix($0.count).elementsEqual($0) }
    }
}
