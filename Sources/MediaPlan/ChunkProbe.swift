import FarmModel

/// What a finished chunk says about its stream. Chunks whose fingerprints differ must not be joined by copying.
public enum ChunkProbe {
    public static func arguments(for path: String) -> [String] {
        [
            "-v", "error", "-select_streams", "v:0", "-show_data_hash", "sha256", "-show_entries",
            "stream=index,codec_type,codec_name,profile,width,height,pix_fmt,field_order,time_base,extradata_hash",
            "-of",
            "json", CommandPieces.fileName(path),
        ]
    }

    /// A short text that is equal for streams that can be joined. Nil when the file has no video stream.
    public static func fingerprint(fromOutput output: [UInt8]) -> String? {
        guard let report = ProbeReport(output: output), let stream = report.streams.first(where: { $0.kind == .video }),
            let timeBase = stream.timeBase
        else { return nil }
        let parts = [
            stream.codec, stream.profile, "\(stream.width)x\(stream.height)", stream.pixelFormat ?? "",
            stream.fieldOrder ?? "", MediaTime.text(timeBase), stream.extradataHash ?? "",
        ]
        return parts.joined(separator: " ")
    }
}
