import FarmModel

/// What audio can be encoded with.
public struct AudioEncoder: Equatable, Sendable {
    /// What `--audio-codec` takes.
    public let name: String
    /// ffmpeg's encoder.
    let encoder: String
    /// The codec as ffprobe calls it.
    let codec: String
    /// What was encoded comes back sample by sample.
    let isLossless: Bool

    static let all: [AudioEncoder] = [
        AudioEncoder("aac", "aac", "aac"), AudioEncoder("opus", "libopus", "opus"),
        AudioEncoder("mp3", "libmp3lame", "mp3"), AudioEncoder("vorbis", "libvorbis", "vorbis"),
        AudioEncoder("mp2", "mp2", "mp2"), AudioEncoder("ac3", "ac3", "ac3"), AudioEncoder("eac3", "eac3", "eac3"),
        AudioEncoder("flac", "flac", "flac", isLossless: true), AudioEncoder("alac", "alac", "alac", isLossless: true),
        AudioEncoder("pcm_s16le", "pcm_s16le", "pcm_s16le", isLossless: true),
        AudioEncoder("pcm_s24le", "pcm_s24le", "pcm_s24le", isLossless: true),
        AudioEncoder("pcm_f32le", "pcm_f32le", "pcm_f32le", isLossless: true),
    ]

    private init(_ name: String, _ encoder: String, _ codec: String, isLossless: Bool = false) {
        self.name = name
        self.encoder = encoder
        self.codec = codec
        self.isLossless = isLossless
    }

    static func named(_ name: String) -> AudioEncoder? { all.first { $0.name == name || $0.encoder == name } }

    /// What encodes audio for `container`, where some has to be encoded. `check` has found nothing wrong.
    static func chosen(by request: VideoRequest, for container: OutputContainer) -> AudioEncoder? {
        if let name = request.audioCodec { return named(name) }
        guard request.audio == .chunked else { return named(container.audioEncoder) }
        // Players of the QuickTime family know their own best.
        let names = container.isQuickTime ? ["alac"] : ["flac", "pcm_s16le"]
        return names.compactMap(named).first { container.holds(audioCodec: $0.codec) }
    }

    /// Refuses what cannot be done with the audio.
    static func check(_ request: VideoRequest, _ container: OutputContainer) throws(RequestRefusal) {
        if let name = request.audioCodec {
            let fitting = all.filter { container.holds(audioCodec: $0.codec) }.map(\.name).joined(separator: ", ")
            guard let encoder = named(name) else {
                throw RequestRefusal("the audio codec is unknown", "`\(name)` is not known", "use one of \(fitting)")
            }
            guard container.holds(audioCodec: encoder.codec) else {
                throw RequestRefusal(
                    "the output cannot hold this audio", ".\(container.fileExtension) files hold no \(name)",
                    "use one of \(fitting)")
            }
        }
        try checkMode(request, container)
        guard let bits = request.audioBitsPerSecond else { return }
        guard MediaLimits.audioBitsPerSecond.contains(bits) else {
            throw RequestRefusal("the audio's bit rate is not possible", "it has to be from 4k to 10M, not \(bits)")
        }
        if let encoder = chosen(by: request, for: container), encoder.isLossless {
            throw RequestRefusal(
                "the audio's bit rate cannot be chosen", "\(encoder.name) keeps every sample, whatever that takes",
                "leave out --audio-bitrate, or choose another --audio-codec")
        }
    }

    private static func checkMode(_ request: VideoRequest, _ container: OutputContainer) throws(RequestRefusal) {
        let setsEncoder = request.audioCodec != nil || request.audioBitsPerSecond != nil
        if request.audio == .none, setsEncoder {
            throw RequestRefusal(
                "there is no audio to encode", "`--audio none` leaves it out", "leave out one of the two")
        }
        guard request.audio == .chunked, chosen(by: request, for: container)?.isLossless != true else { return }
        let cause =
            request.audioCodec.map { "\($0) mixes the samples on both sides of a joint, so pieces of it never fit" }
            ?? ".\(container.fileExtension) files hold no audio without loss, and pieces of any other never fit"
        throw RequestRefusal(
            "the audio cannot be joined from chunks", cause,
            "use `--audio reattach` or `--audio encode`, or flac into .mkv")
    }
}
