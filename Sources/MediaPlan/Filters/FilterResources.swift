/// Which filters read or write files, open sockets, or look at a screen, by the options that name these.
enum FilterResources {
    static func isUsed(by filter: FilterGraph.Filter) -> Bool {
        if always.contains(filter.name) { return true }
        if filter.arguments.contains(where: { $0.option.map(looksLikeFile) ?? false }) { return true }
        guard let options = options[filter.name] else { return false }
        // A value whose place means nothing known may be the one that names a file.
        return filter.arguments.contains { $0.option == nil } || options.contains { filter.has($0) }
    }

    /// Also of filters that later versions of ffmpeg will have.
    private static func looksLikeFile(_ option: String) -> Bool {
        option.hasSuffix("file") && option != "profile" || option.hasSuffix("filename") || option.contains("path")
    }

    /// With or without options.
    private static let always: Set<String> = [
        "movie", "amovie", "subtitles", "ass", "removelogo", "find_rect", "frei0r", "frei0r_src", "zmq", "azmq",
        "fieldhint", "vidstabdetect", "vidstabtransform", "derain", "dnn_classify", "dnn_detect", "dnn_processing",
        "sr",
        "nnedi", "fsync", "ddagrab", "gfxcapture", "libvmaf", "xpsnr", "ssim360", "drawvg", "program_opencl",
        "openclsrc",
        "xfade_opencl", "ocr", "qrencodesrc", "coreimage", "coreimagesrc", "ladspa", "lv2", "sofalizer", "arnndn",
        "asr",
        "whisper", "flite",
    ]

    private static let options: [String: [String]] = [
        "drawtext": ["textfile", "fontfile"], "lut3d": ["file"], "lut1d": ["file"], "curves": ["psfile", "plot"],
        "selectivecolor": ["psfile"], "metadata": ["file"], "ametadata": ["file"], "cover_rect": ["cover"],
        "deshake": ["filename"], "psnr": ["stats_file"], "ssim": ["stats_file"], "vmafmotion": ["stats_file"],
        "signature": ["filename"], "sendcmd": ["filename"], "asendcmd": ["filename"], "life": ["filename"],
        "cellauto": ["filename"], "libplacebo": ["custom_shader_path"], "paletteuse": ["debug_kdtree"],
        "showcqt": ["fontfile", "axisfile"], "firequalizer": ["dumpfile"],
    ]
}

/// What a farm that is not only its user's own lets filters do: work on pictures.
public enum FilterFence {
    /// The first filter of a description that could do something else, or of which nobody knows what it does; nil when
    /// there is none. A description that ffmpeg would refuse has its own mistake.
    public static func objection(to description: String) -> FilterMistake? {
        guard let graph = try? FilterGraph(parsing: description) else { return nil }
        for filter in graph.filters {
            if FilterTable.judge(filter).usesFileOrSocket {
                return FilterMistake(
                    "`\(filter.name)` reads or writes a file, or opens a connection, which this farm does not allow",
                    at: filter.place)
            }
            guard FilterTable.knows(filter.name) else {
                return FilterMistake(
                    "nothing is known of a filter `\(filter.name)`, and this farm allows only known ones",
                    at: filter.place)
            }
        }
        return nil
    }
}
