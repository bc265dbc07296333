/// Which filters read or write files or open sockets, by the options that name them.
enum FilterResources {
    static func isUsed(by filter: FilterGraph.Filter) -> Bool {
        if always.contains(filter.name) { return true }
        guard let options = options[filter.name] else { return false }
        return options.contains { filter.has($0) }
    }

    /// With or without options.
    private static let always: Set<String> = [
        "movie", "amovie", "subtitles", "ass", "removelogo", "find_rect", "frei0r", "frei0r_src", "zmq", "fieldhint",
        "vidstabdetect", "vidstabtransform", "derain", "dnn_classify", "dnn_detect", "dnn_processing", "sr", "nnedi",
        "fsync",
    ]

    private static let options: [String: [String]] = [
        "drawtext": ["textfile", "fontfile"], "lut3d": ["file"], "lut1d": ["file"], "curves": ["psfile", "plot"],
        "selectivecolor": ["psfile"], "metadata": ["file"], "cover_rect": ["cover"], "deshake": ["filename"],
        "psnr": ["stats_file"], "ssim": ["stats_file"], "vmafmotion": ["stats_file"], "signature": ["filename"],
        "sendcmd": ["filename"], "life": ["filename"], "cellauto": ["filename"], "libvmaf": ["log_path", "model"],
        "libplacebo": ["custom_shader_path"], "program_opencl": ["source"], "openclsrc": ["source"], "drawvg": ["file"],
        "xpsnr": ["stats_file"], "ssim360": ["stats_file"],
    ]
}
