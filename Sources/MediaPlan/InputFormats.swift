import FarmModel

/// What ffmpeg may take an input for, and how it may open it.
///
/// Some demuxers open further files or addresses that their file names: playlists, lists of pieces, session
/// descriptions, numbered pictures. Others show any text as pictures. Whoever can have a file rendered could read other
/// files with these. So ffmpeg is only given demuxers that read one file and take nothing but video for video; it refuses
/// the rest by what it finds in the file, whatever its name is, and before it opens anything else.
public enum InputFormats {
    /// The options in front of an input, or of ffprobe's file. `format` is what the file was found to be; empty where
    /// nobody has looked yet.
    static func guards(_ path: String, format: String = "", protocols: String = "file") -> [String] {
        ["-protocol_whitelist", protocols, "-format_whitelist", format.isEmpty ? list(for: path) : format]
    }

    /// The options and the name of a file for ffmpeg to read.
    static func reading(_ path: String, format: String = "") -> [String] {
        guards(path, format: format) + ["-i", CommandPieces.fileName(path)]
    }

    static func reading(_ input: InputIdentity) -> [String] { reading(input.path, format: input.format) }

    /// The list of the pieces of a merge, all of one format.
    static func readingPieces(_ list: String, format: String) -> [String] {
        [
            "-protocol_whitelist", "file", "-format_whitelist", "concat,\(format)", "-f", "concat", "-safe", "0", "-i",
            list,
        ]
    }

    /// The demuxer that was not allowed, by what ffmpeg or ffprobe has said: `[hls @ 0x5581] Format not on whitelist`.
    public static func refused(in words: some StringProtocol) -> String? {
        for line in words.split(whereSeparator: \.isNewline) where line.contains("Format not on whitelist") {
            guard let start = line.firstIndex(of: "["), let end = line[start...].firstIndex(of: " ") else { continue }
            return String(line[line.index(after: start)..<end])
        }
        return nil
    }

    /// A single picture by its extension is fine, a pattern of names is not.
    private static func list(for path: String) -> String {
        let isPattern = path.utf8.contains { "%*?[{".utf8.contains($0) }
        return isPattern ? plain : plain + ",image2"
    }

    private static let plain = text.split(whereSeparator: \.isWhitespace).joined(separator: ",")

    /// The names that demuxers have, the first of them where there are several.
    private static let text = """
        mov matroska avi mpegts mpeg flv live_flv kux asf asf_o ogg mxf gxf lxf nut wtv rm ivr dv nsv nuv pva dhav ifv
        mpegvideo m4v h261 h263 h264 hevc vvc evc av1 obu ivf vc1 vc1test cavsvideo avs2 avs3 dirac dnxhd mjpeg
        mjpeg_2000 smjpeg ingenient yuv4mpegpipe gif apng swf r3d cine lmlm4 mtv mvi viv vividas moflex amv
        4xm anm bethsoftvid bfi bink bmv c93 cdxl dsicin dxa ea film_cpk filmstrip flic hnm idcin ipmovie jv mm mv paf pmp
        psxstr rl2 roq rpl siff smk thp tiertexseq vmd wc3movie xmv yop argo_brp
        png_pipe jpeg_pipe jpegls_pipe jpegxl_pipe jpegxl_anim j2k_pipe webp_pipe bmp_pipe tiff_pipe exr_pipe dpx_pipe
        psd_pipe qoi_pipe gif_pipe ppm_pipe pgm_pipe pbm_pipe pam_pipe pfm_pipe sgi_pipe sunrast_pipe pcx_pipe dds_pipe
        hdr_pipe xwd_pipe ico fits
        wav w64 aiff au caf flac mp3 aac ac3 eac3 dts truehd mlp tta tak ape mpc mpc8 wv amr dsf voc
        """
}
