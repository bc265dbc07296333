/// Which encoder, and how it is told to work: the same in a request and in what is made of it.
public struct EncoderSettings: Equatable, Sendable {
    public var encoder: String
    public var crf: Int?
    public var qp: Int?
    public var bitsPerSecond: Int?
    public var encoderPreset: String?
    public var tune: String?
    /// More of the encoder's own settings, of those that are known to be harmless.
    public var encoderOptions: [EncoderOption]
    public var pixelFormat: String?

    public init(
        encoder: String = "libx264", crf: Int? = nil, qp: Int? = nil, bitsPerSecond: Int? = nil,
        encoderPreset: String? = nil, tune: String? = nil, encoderOptions: [EncoderOption] = [],
        pixelFormat: String? = nil
    ) {
        self.encoder = encoder
        self.crf = crf
        self.qp = qp
        self.bitsPerSecond = bitsPerSecond
        self.encoderPreset = encoderPreset
        self.tune = tune
        self.encoderOptions = encoderOptions
        self.pixelFormat = pixelFormat
    }
}

/// One of an encoder's own settings, as `--encoder-option bframes=2` names it.
public struct EncoderOption: Equatable, Sendable {
    public var key: String
    public var value: String

    public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}
