import LinuxIO

/// What one serial run of ffmpeg makes of an input.
///
/// The command is written out here and shares no code with the farm's: a reference that is built by what it checks would
/// make the same mistakes.
struct SerialReference {
    let programs: ExternalPrograms

    /// Frames of the filtered video. `threads` of nil is ffmpeg's own choice. Empty when nothing can be decoded.
    func frames(
        of input: String, chain: String?, pixelFormat: String, threads: Int?
    ) throws(SystemError) -> FrameList {
        var arguments = ["-nostdin", "-v", "error", "-filter_threads", "1"]
        if let threads { arguments += ["-threads", String(threads)] }
        let filters = [chain, "format=" + pixelFormat].compactMap { $0 }.joined(separator: ",")
        arguments += ["-i", "file:" + input, "-map", "0:V:0", "-an", "-sn", "-dn", "-vf", filters]
        return try list(arguments)
    }

    /// Frames of a finished file, at its own times.
    func frames(ofOutput path: String, pixelFormat: String) throws(SystemError) -> FrameList {
        try list(
            [
                "-nostdin", "-v", "error", "-copyts", "-i", "file:" + path, "-map", "0:V:0", "-vf",
                "format=" + pixelFormat,
            ])
    }

    private func list(_ arguments: [String]) throws(SystemError) -> FrameList {
        let result = try runCommand(
            SpawnRequest(
                program: programs.ffmpeg,
                // Finer than any container here counts, so that the list rounds nothing away.
                arguments: arguments + programs.passthrough + [
                    "-enc_time_base", "1/1000000", "-f", "framemd5", "pipe:1",
                ]),
            timeoutMilliseconds: ExactnessLimits.serialMilliseconds, outputLimitBytes: ExactnessLimits.listBytes)
        return FrameList(String(decoding: result.standardOutput, as: UTF8.self), isComplete: result.isSuccess)
    }

    /// The pixel format of the first video, as far as ffprobe can tell, in a form that FFV1 keeps.
    func pixelFormat(of input: String) throws(SystemError) -> String {
        let result = try runCommand(
            SpawnRequest(
                program: programs.ffprobe,
                arguments: [
                    "-v", "error", "-select_streams", "V:0", "-show_entries", "stream=pix_fmt", "-of",
                    "default=noprint_wrappers=1:nokey=1", "file:" + input,
                ]), timeoutMilliseconds: ExactnessLimits.questionMilliseconds)
        let words = String(decoding: result.standardOutput, as: UTF8.self).split(separator: "\n")
        return Self.lossless(words.first.map(String.init) ?? "unknown")
    }

    /// A format that FFV1 stores without a loss. It keeps no fourth byte that means nothing, so such a byte is not asked for.
    private static func lossless(_ format: String) -> String {
        switch format {
        case "yuvj420p": "yuv420p"
        case "yuvj422p": "yuv422p"
        case "yuvj444p": "yuv444p"
        case "pal8", "rgb24", "bgr24", "bgr0", "rgb0", "gbrp", "rgba", "argb", "rgb555le", "rgb48be": "bgra"
        case "yuva444p12le": "yuva444p16le"
        case "unknown": "yuv420p"
        default: format
        }
    }

    /// The largest difference of a pixel between the filtered input and a finished file with as many frames, out of 255.
    func levels(of input: String, _ sample: FilterSample, pixelFormat: String, from output: String) throws(SystemError)
        -> Int?
    {
        let chain = [sample.chain, "format=" + pixelFormat].compactMap { $0 }.joined(separator: ",")
        let graph =
            "[0:V:0]\(chain),settb=1/1000,setpts=N[a];[1:V:0]format=\(pixelFormat),settb=1/1000,setpts=N[b];"
            + "[a][b]blend=all_mode=difference,format=yuv444p,signalstats,metadata=mode=print:file=-"
        let result = try runCommand(
            SpawnRequest(
                program: programs.ffmpeg,
                arguments: ["-nostdin", "-v", "error", "-i", "file:" + input, "-i", "file:" + output]
                    + ["-filter_complex", graph, "-f", "null", "-"]),
            timeoutMilliseconds: ExactnessLimits.serialMilliseconds, outputLimitBytes: ExactnessLimits.listBytes)
        guard result.isSuccess else { return nil }
        let text = String(decoding: result.standardOutput, as: UTF8.self)
        return text.split(separator: "\n").compactMap { line -> Int? in
            guard let key = Self.maxima.first(where: line.hasPrefix) else { return nil }
            return Int(line.dropFirst(key.utf8.count))
        }.max()
    }

    private static let maxima = ["YMAX=", "UMAX=", "VMAX="].map { "lavfi.signalstats." + $0 }
}
