/// Filters with several inputs or outputs.
extension FilterTable {
    static let joiningRules =
        FilterRule.list(joiningText) { FilterJudgement(.stateless, $0) } + [FilterRule("paletteuse", judge: paletteUse)]
        + FilterRule.list(wholeText) { .wholeStream($0) }

    private static let joiningText = """
        split  Gives each picture out several times.
        alphamerge  Takes the opacity of each picture from a second one shown at the same time.
        blend/overlay/multiply/mix/xmedian  Mixes pictures shown at the same time.
        colormap  Maps the colours of each picture by two others shown at the same time.
        convolve/deconvolve/displace/morpho/remap/varblur/xcorrelate  Works on each picture by another shown at the same time.
        guided/limitdiff/midequalizer  Compares each picture with another shown at the same time.
        haldclut/lut2  Maps each pixel by another picture shown at the same time.
        hstack/vstack/xstack  Puts pictures shown at the same time beside each other.
        hysteresis/threshold/maskedthreshold  Chooses pixels by another picture shown at the same time.
        maskedclamp/maskedmax/maskedmerge/maskedmin  Chooses pixels by another picture shown at the same time.
        identity/msad/psnr/ssim/vif/corr/xpsnr/libvmaf  Compares two pictures and reports; the first stays as it is.
        mergeplanes  Puts the planes of pictures shown at the same time together.
        """

    private static let wholeText = """
        concat/interleave/streamselect/segment  Plays several inputs or outputs after each other.
        feedback  Hands back what came out a frame before, without end.
        fieldhint  Takes a list of frames from a file, and counts by it.
        framepack  Packs two views into one stream, which in some layouts doubles the frames.
        freezeframes  Replaces frames by their number in the video.
        signature  Sums up the whole video.
        xfade  Goes over from one video to another.
        """

    /// The first palette stays unless `new` is set, and a chunk would see another first one.
    private static func paletteUse(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard filter.has("new", otherThan: "0", "false") else {
            return .wholeStream("Keeps the first palette that it is given for all pictures.")
        }
        guard ["2", "none", "rectangle", "0", "1", nil].contains(filter.value("diff_mode")) else {
            return .unknown("What this `diff_mode` remembers has not been established.")
        }
        guard !filter.has("diff_mode", otherThan: "0", "none") else {
            return .wholeStream("With `diff_mode` it leaves alone what has not changed since the frame before.")
        }
        return FilterJudgement(.stateless, "Maps each picture onto the palette given with it.")
    }
}
