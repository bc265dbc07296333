/// Every limit of descriptions of renderers, with the reason for its number.
public enum RendererLimits {
    /// A description with every argument that anybody would set.
    public static let fileBytes = 64 << 10
    static let arguments = 256
    static let argumentBytes = 8_192
    /// As in file names that programs make: more than eight digits have no frames.
    static let digits = 1...8
    /// Of a day at most; longer a frame never takes.
    static let frameSeconds = 1...86_400
    static let usualFrameSeconds = 3_600
}
