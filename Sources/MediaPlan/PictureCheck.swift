import FarmModel

/// Questions about decoded pictures, for formats and codecs where the container's word is not enough.
public enum PictureCheck {
    // MARK: Size

    /// Whether pictures of another size may begin in the middle of the video: what comes without a head of its own, and
    /// codecs that are made for it.
    public static func mayChangeSize(_ probe: ProbeReport) -> Bool {
        probe.formatNames.contains(where: formatsWithoutHead.contains)
            || probe.video.map { changingCodecs.contains($0.codec) } ?? false
    }

    private static let formatsWithoutHead: Set<String> = [
        "mpegts", "mpeg", "mpegvideo", "flv", "h264", "hevc", "m4v", "obu", "ivf",
    ]
    private static let changingCodecs: Set<String> = ["vp8", "vp9", "av1"]

    /// Only key frames are decoded: a new size begins with one.
    public static func sizeArguments(for input: String) -> [String] {
        ["-v", "error"] + InputFormats.guards(input) + [
            "-skip_frame", "nokey", "-select_streams", "V:0", "-show_entries",
            "frame=width,height,pix_fmt", "-of", "csv=p=0", CommandPieces.fileName(input),
        ]
    }

    // MARK: Key frames

    /// The container calls every packet a key frame, and the codec has others.
    public static func doubtsKeys(_ probe: ProbeReport, _ packets: PacketScan.Result) -> Bool {
        packets.callsAllKeys && !intraCodecs.contains(probe.video?.codec ?? "")
    }

    static let intraCodecs: Set<String> = [
        "mjpeg", "prores", "dnxhd", "dvvideo", "rawvideo", "huffyuv", "ffvhuff", "utvideo", "v210", "jpeg2000", "cfhd",
        "png", "magicyuv", "hap", "ffv1",
    ]

    /// The colours come with the first packet only: whoever begins in the middle paints with none.
    public static func leansOnPalette(_ probe: ProbeReport) -> Bool {
        probe.video.map { $0.pixelFormat == "pal8" && !codecsWithOwnPalettes.contains($0.codec) } ?? false
    }

    private static let codecsWithOwnPalettes: Set<String> = ["apng", "bmp", "gif", "pcx", "png", "targa", "tiff"]

    // MARK: Damage

    /// So short that decoding all of it costs next to nothing: damage inside packets shows in no other way.
    public static func isQuicklyDecoded(_ probe: ProbeReport, _ packets: PacketScan.Result) -> Bool {
        guard let video = probe.video, video.width > 0, video.height > 0 else { return false }
        return Int64(packets.packets) <= MediaLimits.quicklyDecodedPixels / (Int64(video.width) * Int64(video.height))
    }

    // MARK: Whole pictures

    /// The first pictures tell: a stream of whole pictures alone has no other among them.
    public static func typeArguments(for input: String) -> [String] {
        ["-v", "error"] + InputFormats.guards(input) + [
            "-select_streams", "V:0", "-read_intervals", "%+#24", "-show_entries", "frame=pict_type", "-of", "csv=p=0",
            CommandPieces.fileName(input),
        ]
    }

    /// Reads the answer to `typeArguments`: every picture stands alone.
    public static func allAreWhole(_ output: [UInt8]) -> Bool {
        let types = String(decoding: output, as: UTF8.self).split(separator: "\n").map { $0.prefix { $0 != "," } }
        return types.contains("I") && types.allSatisfy { $0 == "I" || $0.isEmpty }
    }
}

/// Reads the answer to `PictureCheck.sizeArguments`.
public struct SizeScan: Sendable {
    private var first: [UInt8]?
    public private(set) var changes = false

    public init() {}

    /// `width,height,format[,…]`; side data makes ffprobe print empty lines as well.
    public mutating func read(line: UnsafeRawBufferPointer) {
        let fields = line.split(separator: UInt8(ascii: ","), maxSplits: 3)
        guard fields.count >= 3 else { return }
        let size = Array(fields[..<3].joined(separator: [UInt8(ascii: ",")]))
        if first == nil { first = size }
        if first != size { changes = true }
    }
}
