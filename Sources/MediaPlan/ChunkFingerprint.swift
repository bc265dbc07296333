import FarmModel

/// What a finished chunk says about its stream. Chunks whose fingerprints differ must not be joined by copying.
public enum ChunkFingerprint {
    /// What ffprobe is asked about the stream.
    static let entries =
        "index,codec_type,codec_name,profile,level,width,height,pix_fmt,field_order,time_base,"
        + "sample_aspect_ratio,color_range,color_space,color_transfer,color_primaries,extradata_hash"

    /// A text that is equal for streams that can be joined. Nil when the file has no video stream.
    public static func fingerprint(fromOutput output: [UInt8]) -> String? {
        guard let report = ProbeReport(output: output), let stream = report.streams.first(where: { $0.kind == .video }),
            let timeBase = stream.timeBase
        else { return nil }
        let level = stream.level.map { $0 == Self.unknownLevel ? "" : String($0) }
        let fields: [(String, String?)] = [
            ("codec", stream.codec), ("profile", stream.profile), ("level", level),
            ("size", "\(stream.width)x\(stream.height)"), ("pixel format", stream.pixelFormat),
            ("pixel shape", stream.sampleAspectRatio), ("colour range", stream.colorRange),
            ("colour space", stream.colorSpace), ("transfer", stream.colorTransfer),
            ("primaries", stream.colorPrimaries), ("field order", stream.fieldOrder),
            ("time base", MediaTime.text(timeBase)), ("header", stream.extradataHash),
        ]
        let known = fields.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : "\(name)=\($0)" } }
        return known.joined(separator: "; ")
    }

    private static let unknownLevel = -99

    /// Why chunks with these fingerprints, in their order, cannot be joined by copying: which chunk is unlike the others,
    /// and in what. Nil when they are alike.
    public static func difference(between fingerprints: [String]) -> String? {
        var counts: [String: Int] = [:]
        for fingerprint in fingerprints { counts[fingerprint, default: 0] += 1 }
        // What most chunks have is what a chunk should have; the first of equals decides.
        guard counts.count > 1, let most = counts.values.max(),
            let usual = fingerprints.firstIndex(where: { counts[$0] == most }),
            let odd = fingerprints.firstIndex(where: { $0 != fingerprints[usual] })
        else { return nil }
        let others = fingerprints.count { $0 != fingerprints[usual] } - 1
        let more = others > 0 ? " (and so were \(others) more)" : ""
        let fields = differingFields(fingerprints[odd], fingerprints[usual])
        return "chunk \(odd) was encoded differently from chunk \(usual): \(fields)\(more)"
    }

    private static func differingFields(_ odd: String, _ usual: String) -> String {
        let (oddFields, usualFields) = (fields(odd), fields(usual))
        let names = (usualFields.map(\.name) + oddFields.map(\.name)).reduce(into: [String]()) { names, name in
            if !names.contains(name) { names.append(name) }
        }
        let differences = names.compactMap { name -> String? in
            let found = oddFields.first { $0.name == name }?.value
            let expected = usualFields.first { $0.name == name }?.value
            guard found != expected else { return nil }
            // A hash tells a person nothing.
            return name == "header"
                ? "other headers" : "\(name) \(found ?? "unknown") instead of \(expected ?? "unknown")"
        }
        return differences.joined(separator: ", ")
    }

    private static func fields(_ fingerprint: String) -> [(name: String, value: String)] {
        fingerprint.split(separator: "; ").map { field in
            let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
            return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
        }
    }
}
