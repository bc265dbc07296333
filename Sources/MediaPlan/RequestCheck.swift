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
        let encoder = try encoder(named: request.encoding.encoder, ffmpeg: ffmpeg)
        if let objection = encoder.objection(to: settings(of: request, probe: nil)) {
            throw RequestRefusal("the encoder's settings are not possible", objection)
        }
        guard container.holds(videoCodec: encoder.codec) else {
            throw RequestRefusal(
                "the output cannot hold this video", ".\(container.fileExtension) files hold no \(encoder.codec)",
                "use .mkv, which holds everything, or another encoder")
        }
        try checkPictures(request)
        try checkPart(request)
        try AudioEncoder.check(request, container)
        if case .count(let count) = request.chunking, !(1...FarmLimits.chunksPerVideo).contains(count) {
            throw RequestRefusal(
                "the number of chunks is not possible", "it may be 1 to \(FarmLimits.chunksPerVideo), not \(count)")
        }
        if case .duration(let milliseconds) = request.chunking, milliseconds <= 0 {
            throw RequestRefusal("the length of a chunk is not possible", "it has to be longer than nothing")
        }
        return container
    }

    private static func encoder(named name: String, ffmpeg: FFmpegFacts) throws(RequestRefusal) -> EncoderFacts {
        let known = EncoderFacts.all.map(\.name)
        let usable = known.filter(ffmpeg.has(encoder:)).joined(separator: ", ")
        guard name != "copy" else {
            throw RequestRefusal(
                "there is nothing to render", "`copy` takes the pictures as they are, and no filter can touch them",
                "`ffmpeg -i IN -c copy OUT` does that at once; to render, use one of \(usable)")
        }
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

    private static func checkPictures(_ request: VideoRequest) throws(RequestRefusal) {
        if let filter = request.filter, case .invalid(let mistake) = FilterCheck(filter).verdict {
            throw RequestRefusal("the filter description is not valid", mistake.explained(in: filter))
        }
        if let format = request.encoding.pixelFormat, !isPlainName(format) {
            throw RequestRefusal("the pixel format is not valid", "`\(format)` is not the name of a pixel format")
        }
        if let size = request.size {
            let known = [size.width, size.height].filter { $0 != PictureSize.keepsShape }
            let side = MediaLimits.pictureSide
            guard !known.isEmpty, known.allSatisfy(side.contains) else {
                throw RequestRefusal(
                    "the size is not possible",
                    "\(size.width)x\(size.height): each side may have \(side.lowerBound) to \(side.upperBound) pixels, "
                        + "and one of the two may be -2, to keep the shape")
            }
        }
        if let rate = request.frameRate {
            guard rate.numerator > 0, rate.asDouble <= Double(MediaLimits.framesPerSecond) else {
                throw RequestRefusal(
                    "the frame rate is not possible",
                    "it has to be above 0 and at most \(MediaLimits.framesPerSecond), not \(MediaTime.text(rate))")
            }
        }
        guard request.size != nil || request.frameRate != nil, FilterCheck(request.filter).hasLabels else { return }
        throw RequestRefusal(
            "size and frame rate cannot be set behind this filter", "its pads have names, so nothing fits behind it",
            "put `scale=…` and `fps=…` into the filter itself")
    }

    private static func checkPart(_ request: VideoRequest) throws(RequestRefusal) {
        let from = request.fromMicroseconds ?? 0
        guard from >= 0, request.toMicroseconds.map({ $0 > from }) ?? true else {
            throw RequestRefusal(
                "this part of the video is empty",
                "it would go from \(MediaTime.secondsText(microseconds: from)) s to "
                    + "\(MediaTime.secondsText(microseconds: request.toMicroseconds ?? 0)) s")
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Such a value becomes an argument of its own; anything but a name in it is a mistake.
    private static func isPlainName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= FarmLimits.nameBytes
            && text.utf8.allSatisfy(Self.isNameByte)
    }
}

// MARK: Settings

extension RequestCheck {
    /// What is done to the frames. `probe` describes the input; nil where nothing is encoded yet.
    public static func settings(of request: VideoRequest, probe: ProbeReport?) -> RenderSettings {
        RenderSettings(
            filter: filter(of: request), encoding: encoding(of: request, probe: probe),
            highDynamicRange: probe.flatMap { Light(request, $0) }?.kept)
    }

    /// Left to itself, an encoder takes the format nearest to what is drawn, which many players cannot show.
    ///
    /// FFV1 keeps nothing of the fourth byte of `bgr0`, and gives back another one than the filters made. As an alpha
    /// that hides nothing it is kept. Only pictures that come with such a byte may have anything in it.
    private static func encoding(of request: VideoRequest, probe: ProbeReport?) -> EncoderSettings {
        var encoding = request.encoding
        if request.drawing != nil, encoding.pixelFormat == nil {
            encoding.pixelFormat = drawnFormats[encoding.encoder] ?? "yuv420p"
            return encoding
        }
        if encoding.encoder == "ffv1", encoding.pixelFormat == "bgr0", let found = probe?.video?.pixelFormat,
            !["bgr0", "rgb0", "0bgr", "0rgb"].contains(found)
        {
            encoding.pixelFormat = "bgra"
        }
        return encoding
    }

    /// The person's filter, and behind it the size and the frame rate: the one place where they are put together.
    private static func filter(of request: VideoRequest) -> String? {
        var filters: [String] = []
        if let filter = request.filter, !filter.isEmpty { filters.append(filter) }
        if let size = request.size { filters.append("scale=\(size.width):\(size.height)") }
        if let rate = request.frameRate { filters.append("fps=\(MediaTime.text(rate))") }
        if request.drawing != nil { filters += screenColours }
        return filters.isEmpty ? nil : filters.joined(separator: ",")
    }

    /// Drawn pictures have the colours of screens. Where a video has brightness and colour apart, they are parted as in
    /// HDTV, and the video says so; on every processor in the same way.
    static let screenColours = [
        "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int+bitexact",
        "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709",
    ]

    /// For pictures that were drawn in the form of videos: nothing is left to do but to say so.
    static let videoColours = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"

    /// Encoders that keep what is drawn to the bit, and those that take no other format.
    private static let drawnFormats = [
        "ffv1": "bgr0", "libx264rgb": "bgr24", "mjpeg": "yuvj420p", "prores": "yuv422p10le", "prores_aw": "yuv422p10le",
        "prores_ks": "yuv422p10le",
    ]

    /// What the person should know before anything is rendered, beside what the plan has to say about the cuts.
    public static func warnings(
        about request: VideoRequest, probe: ProbeReport, container: OutputContainer
    ) -> [String] {
        let settings = settings(of: request, probe: probe)
        var warnings = EncoderFacts.named(request.encoding.encoder)?.warnings(about: settings) ?? []
        if let warning = Light(request, probe)?.warning { warnings.append(warning) }
        warnings += TrackPlan(probe: probe, container: container, request: request, source: 1).warnings
        return warnings
    }
}

/// What becomes of what the input says about its light.
private struct Light {
    let kept: HighDynamicRange?
    let warning: String?

    /// Nil when the input says nothing.
    init?(_ request: VideoRequest, _ probe: ProbeReport) {
        guard let found = probe.video?.highDynamicRange else { return nil }
        let lost = "HDR10's mastering display and light level are lost: "
        if let filter = Self.changer(in: request.filter) {
            kept = nil
            warning = lost + "they do not hold behind the filter \(filter)"
        } else if EncoderFacts.named(request.encoding.encoder)?.writesLight != true {
            kept = nil
            warning = lost + "\(request.encoding.encoder) does not write them; libx265 and libsvtav1 do"
        } else {
            kept = found
            warning = nil
        }
    }

    /// A filter that makes another picture of light: what was measured in front of it is wrong behind it.
    private static func changer(in filter: String?) -> String? {
        let words = (filter ?? "").split { !($0.isLetter || $0.isNumber || $0 == "_") }
        return words.first { changers.contains(String($0)) }.map(String.init)
    }

    private static let changers: Set<String> = [
        "colorspace", "haldclut", "libplacebo", "lut3d", "tonemap", "tonemap_opencl", "tonemap_vaapi", "zscale",
    ]
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
