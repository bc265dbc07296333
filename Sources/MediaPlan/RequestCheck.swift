import FarmModel

/// What can be said against a request before anything is run.
public enum RequestCheck {
    /// The container of `output`, or why the request cannot be carried out.
    public static func container(
        for request: VideoRequest, output: String, ffmpeg: FFmpegFacts
    ) throws(RequestRefusal) -> OutputContainer {
        guard let container = OutputContainer.named(byExtensionOf: output) else {
            throw RequestRefusal(
                "the output's kind is not known",
                "`\(RunLayout.split(output).name)` has none of the extensions it could have",
                "use one of \(OutputContainer.extensions.joined(separator: ", "))")
        }
        let encoder = try encoder(named: request.encoder, ffmpeg: ffmpeg)
        if let objection = encoder.objection(to: settings(of: request)) {
            throw RequestRefusal("the encoder's settings are not possible", objection)
        }
        guard container.holds(videoCodec: encoder.codec) else {
            throw RequestRefusal(
                "the output cannot hold this video", ".\(container.fileExtension) files hold no \(encoder.codec)",
                "use .mkv, which holds everything, or another encoder")
        }
        if case .invalid(let reason) = FilterCheck(request.filter).verdict {
            throw RequestRefusal("the filter description is not valid", reason)
        }
        if let format = request.pixelFormat, !isPlainName(format) {
            throw RequestRefusal("the pixel format is not valid", "`\(format)` is not the name of a pixel format")
        }
        if case .count(let count) = request.chunking, !(1...FarmLimits.chunksPerVideo).contains(count) {
            throw RequestRefusal(
                "the number of chunks is not possible", "it may be 1 to \(FarmLimits.chunksPerVideo), not \(count)")
        }
        if case .duration(let milliseconds) = request.chunking, milliseconds <= 0 {
            throw RequestRefusal("the length of a chunk is not possible", "it has to be longer than nothing")
        }
        return container
    }

    public static func settings(of request: VideoRequest) -> RenderSettings {
        RenderSettings(
            filter: request.filter.flatMap { $0.isEmpty ? nil : $0 }, encoder: request.encoder, crf: request.crf,
            encoderPreset: request.encoderPreset, pixelFormat: request.pixelFormat)
    }

    private static func encoder(named name: String, ffmpeg: FFmpegFacts) throws(RequestRefusal) -> EncoderFacts {
        let known = EncoderFacts.all.map(\.name)
        let usable = known.filter(ffmpeg.has(encoder:)).joined(separator: ", ")
        guard let encoder = EncoderFacts.named(name) else {
            let cause =
                ffmpeg.has(encoder: name)
                ? "ffmpeg has `\(name)`, but it is not known how to join what it makes"
                : "ffmpeg has no encoder `\(name)`"
            throw RequestRefusal("the encoder is unknown", cause, "use one of \(usable)")
        }
        guard ffmpeg.has(encoder: name) else {
            throw RequestRefusal(
                "the encoder is missing", "this ffmpeg (\(ffmpeg.version)) was built without `\(name)`",
                "use one of \(usable)")
        }
        return encoder
    }

    /// Such a value becomes an argument of its own; anything but a name in it is a mistake.
    private static func isPlainName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= FarmLimits.nameBytes
            && text.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || $0.isDigitOrUnderscore) }
    }
}

/// Why a request is refused, in the words of `error:`, `cause:` and `hint:`.
public struct RequestRefusal: Error, Equatable, Sendable {
    public var summary: String
    public var cause: String
    public var hint: String?

    public init(_ summary: String, _ cause: String, _ hint: String? = nil) {
        self.summary = summary
        self.cause = cause
        self.hint = hint
    }
}
