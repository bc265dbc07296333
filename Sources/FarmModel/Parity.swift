/// What is demanded of the encoders that make the chunks of one job.
public enum Parity: String, Equatable, Sendable, CaseIterable {
    /// All chunks are made by one build of the encoder; workers with another one are given none of them.
    case strict
    /// Any build will do, and the report says which worker had which.
    case warn
}

/// Which encoder, exactly: what makes two machines with "the same ffmpeg" write different bits.
public struct EncoderBuild: Equatable, Sendable {
    public var encoder: String
    /// ffmpeg's version and a fingerprint of the libraries that take part, as in `5.1.9-0+deb12u1 4f1c09ab77de`.
    public var build: String

    public init(encoder: String, build: String) {
        self.encoder = encoder
        self.build = build
    }
}

/// The chunks of a job that one build of the encoder has made, and the workers that have it.
public struct BuildShare: Equatable, Sendable {
    public var build: String
    public var chunks: Int
    public var workers: [String]

    public init(build: String, chunks: Int, workers: [String]) {
        self.build = build
        self.chunks = chunks
        self.workers = workers
    }
}
