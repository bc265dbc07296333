import FarmModel

extension EncoderFacts {
    /// Whether decoding gives back exactly what was encoded, for certain.
    public static func keepsEveryPixel(_ settings: EncoderSettings) -> Bool {
        switch settings.encoder {
        case "ffv1": true
        case "libx264", "libx264rgb": settings.qp == 0
        default: false
        }
    }

    /// The encoder and its settings, as arguments of ffmpeg.
    func arguments(for settings: RenderSettings, threads: Int) -> [String] {
        var arguments = ["-c:v", name] + rateArguments(settings)
        if let preset = settings.encoding.encoderPreset {
            switch presets {
            case .names: arguments += ["-preset", preset]
            case .numbers(_, let option): arguments += [option, preset]
            case .none: break
            }
        }
        if let tune = settings.encoding.tune, case .names(_, let option) = tunes { arguments += [option, tune] }
        for (option, value) in chosen(settings).options { arguments += [option, value] }
        if let format = settings.encoding.pixelFormat { arguments += ["-pix_fmt", format] }
        return arguments + parameterArguments(settings, threads) + ["-threads:v", String(threads)]
    }

    private func rateArguments(_ settings: RenderSettings) -> [String] {
        var arguments: [String] = []
        if let crf = settings.encoding.crf {
            switch quality {
            case .rateFactor: arguments += ["-crf", String(crf)]
            case .quantizer: arguments += ["-q:v", String(crf)]
            case .none: break
            }
            // The libvpx encoders take a rate factor as an upper bound only, unless the bit rate is 0.
            if name == "libvpx-vp9" { arguments += ["-b:v", "0"] }
        }
        if let qp = settings.encoding.qp { arguments += ["-qp", String(qp)] }
        if let bits = settings.encoding.bitsPerSecond { arguments += ["-b:v", String(bits)] }
        return arguments
    }

    /// The person's further settings, by the way in which ffmpeg takes them.
    private func chosen(_ settings: RenderSettings) -> (options: [(String, String)], parameters: [String]) {
        var options: [(String, String)] = []
        var parameters: [String] = []
        for chosen in settings.encoding.encoderOptions {
            switch self.options.first(where: { $0.key == chosen.key })?.spelling {
            case .option(let name): options.append((name, chosen.value))
            case .parameter(let name): parameters.append("\(name)=\(chosen.value)")
            // The analysis accepts no other.
            case nil: break
            }
        }
        return (options, parameters)
    }

    /// What goes to a library in its own words, in one argument: also its own threads and its own log.
    private func parameterArguments(_ settings: RenderSettings, _ threads: Int) -> [String] {
        var parameters = chosen(settings).parameters
        if let tune = settings.encoding.tune, case .parameter(let key, let numbers) = tunes, let number = numbers[tune]
        {
            parameters.append("\(key)=\(number)")
        }
        switch name {
        case "libx264", "libx264rgb":
            return parameters.isEmpty ? [] : ["-x264-params", parameters.joined(separator: ":")]
        case "libx265":
            parameters = ["log-level=error"] + Self.x265Pools(threads) + parameters
            parameters += settings.highDynamicRange.map(\.x265Parameters) ?? []
            return ["-x265-params", parameters.joined(separator: ":")]
        case "libsvtav1":
            parameters = ["lp=\(threads)"] + parameters
            parameters += settings.highDynamicRange.map(\.svtAV1Parameters) ?? []
            return ["-svtav1-params", parameters.joined(separator: ":")]
        // Its newer versions cut the picture into slices, and lose pixels of very small ones.
        case "ffv1": return ["-g", "1"]
        default: return []
        }
    }

    private static func x265Pools(_ threads: Int) -> [String] {
        switch threads {
        case RenderCommand.threadsAsFFmpegLikes: []
        case 1: ["pools=none"]
        default: ["pools=\(threads)"]
        }
    }
}

extension HighDynamicRange {
    /// In the units of the standards, as x265 takes them.
    fileprivate var x265Parameters: [String] {
        var parameters: [String] = []
        if let mastering {
            func pair(_ point: Point) -> String { "(\(point.x),\(point.y))" }
            parameters.append(
                "master-display=G\(pair(mastering.green))B\(pair(mastering.blue))R\(pair(mastering.red))"
                    + "WP\(pair(mastering.white))L(\(mastering.greatestLuminance),\(mastering.leastLuminance))")
        }
        if let light { parameters.append("max-cll=\(light.greatest),\(light.greatestAverage)") }
        return parameters
    }

    /// In decimal fractions, as SVT-AV1 takes them.
    fileprivate var svtAV1Parameters: [String] {
        var parameters: [String] = []
        if let mastering {
            func pair(_ point: Point) -> String {
                "(\(DecimalText.text(point.x, perUnit: 50_000)),\(DecimalText.text(point.y, perUnit: 50_000)))"
            }
            let greatest = DecimalText.text(mastering.greatestLuminance, perUnit: 10_000)
            let least = DecimalText.text(mastering.leastLuminance, perUnit: 10_000)
            parameters.append(
                "mastering-display=G\(pair(mastering.green))B\(pair(mastering.blue))R\(pair(mastering.red))"
                    + "WP\(pair(mastering.white))L(\(greatest),\(least))")
        }
        if let light { parameters.append("content-light=\(light.greatest),\(light.greatestAverage)") }
        return parameters
    }
}
