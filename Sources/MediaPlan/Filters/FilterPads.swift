/// How many inputs and outputs a filter has.
struct FilterPads: Equatable, Sendable {
    var inputs: Int
    var outputs: Int

    /// Nil when nobody knows: of an unknown filter, or of one whose number hangs on something that is not looked into.
    static func of(_ filter: FilterGraph.Filter) -> FilterPads? {
        if let fixed = fixed[filter.name] { return fixed }
        guard let pads = counted(filter) ?? optional(filter) else {
            return FilterTable.knows(filter.name) && !unclear.contains(filter.name)
                ? FilterPads(inputs: 1, outputs: 1) : nil
        }
        return (0...FilterLimits.pads).contains(max(pads.inputs, pads.outputs)) ? pads : nil
    }

    /// Filters whose options say how many there are.
    private static func counted(_ filter: FilterGraph.Filter) -> FilterPads? {
        func number(_ option: String, _ usual: Int) -> Int {
            filter.has(option) ? filter.number(option) ?? FilterLimits.pads + 1 : usual
        }
        switch filter.name {
        case "split": return FilterPads(inputs: 1, outputs: number("outputs", 2))
        case "hstack", "vstack", "xstack", "mix": return FilterPads(inputs: number("inputs", 2), outputs: 1)
        case "xmedian": return FilterPads(inputs: number("inputs", 3), outputs: 1)
        case "interleave": return FilterPads(inputs: number("nb_inputs", 2), outputs: 1)
        case "select": return FilterPads(inputs: 1, outputs: number("outputs", 1))
        case "signature": return FilterPads(inputs: number("nb_inputs", 1), outputs: 1)
        case "extractplanes":
            let planes = filter.value("planes") ?? "r"
            return FilterPads(inputs: 1, outputs: planes.split(separator: "+").count)
        default: return nil
        }
    }

    /// Filters with an input more when an option is set.
    private static func optional(_ filter: FilterGraph.Filter) -> FilterPads? {
        func isOn(_ option: String) -> Bool { filter.has(option, otherThan: "0", "false", "no", "off") }
        switch filter.name {
        case "premultiply", "unpremultiply": return FilterPads(inputs: isOn("inplace") ? 1 : 2, outputs: 1)
        case "guided": return FilterPads(inputs: filter.has("guidance", otherThan: "0", "off") ? 2 : 1, outputs: 1)
        case "limitdiff": return FilterPads(inputs: isOn("reference") ? 3 : 2, outputs: 1)
        case "bm3d": return FilterPads(inputs: isOn("ref") ? 2 : 1, outputs: 1)
        case "fieldmatch", "decimate": return FilterPads(inputs: isOn("ppsrc") ? 2 : 1, outputs: 1)
        default: return nil
        }
    }

    private static let unclear: Set<String> = [
        "mergeplanes", "concat", "streamselect", "segment", "amovie", "avsynctest", "program_opencl", "libplacebo",
        "hstack_vaapi", "vstack_vaapi", "xstack_vaapi", "hstack_qsv", "vstack_qsv", "xstack_qsv",
    ]

    private static let fixed: [String: FilterPads] = {
        var table: [String: FilterPads] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let inputs = Int(words[0]), let outputs = Int(words[1]) else { continue }
            for name in words.dropFirst(2) { table[String(name)] = FilterPads(inputs: inputs, outputs: outputs) }
        }
        return table
    }()

    /// `inputs outputs filters`
    private static let text = """
        2 1 alphamerge blend convolve deconvolve framepack freezeframes haldclut hysteresis identity lut2 maskedthreshold
        2 1 midequalizer morpho msad multiply overlay paletteuse psnr ssim varblur vif xcorrelate xfade corr xpsnr libvmaf
        2 1 blend_vulkan overlay_opencl overlay_qsv overlay_vaapi overlay_vulkan overlay_cuda xfade_opencl xfade_vulkan
        3 1 colormap displace maskedclamp maskedmax maskedmerge maskedmin remap remap_opencl
        4 1 threshold
        2 2 feedback scale2ref
        0 1 allrgb allyuv cellauto color colorchart colorspectrum frei0r_src gradients haldclutsrc life mandelbrot
        0 1 mptestsrc nullsrc openclsrc pal75bars pal100bars rgbtestsrc sierpinski smptebars smptehdbars testsrc testsrc2
        0 1 yuvtestsrc movie zoneplate perlin color_vulkan ddagrab gfxcapture coreimagesrc vsrc_amf buffer
        1 0 nullsink buffersink
        """
}
