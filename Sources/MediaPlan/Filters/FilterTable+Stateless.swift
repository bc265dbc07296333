/// Filters that look at one picture only.
extension FilterTable {
    static let statelessRules =
        FilterRule.list(colourText) { FilterJudgement(.stateless, $0) }
        + FilterRule.list(shapeText) { FilterJudgement(.stateless, $0) }
        + FilterRule.list(neighbourhoodText) { FilterJudgement(.stateless, $0) }
        + FilterRule.list(paintingText) { FilterJudgement(.stateless, $0) } + [
            FilterRule("rotate", judge: rotation),
            FilterRule("scale") { resizing($0, "Changes the size of each picture.") },
            FilterRule("scale2ref") { resizing($0, "Changes the size of each picture by another one's.") },
            FilterRule("pad") { resizing($0, "Adds borders to each picture.") },
        ]

    /// Without a colour to fill them with, the corners show what happens to be in memory.
    private static func rotation(_ filter: FilterGraph.Filter) -> FilterJudgement {
        filter.value("fillcolor") == "none"
            ? .wholeStream("Without a `fillcolor` the corners show what was in memory, so that no two runs are alike.")
            : FilterJudgement(.stateless, "Turns each picture.")
    }

    private static func resizing(_ filter: FilterGraph.Filter, _ why: String) -> FilterJudgement {
        filter.has("eval", otherThan: "init", "0")
            ? .unknown(
                "With `eval=frame` the size may change within the video, and what comes of that is not established.")
            : FilterJudgement(.stateless, why)
    }

    private static let colourText = """
        chromahold/chromakey/colorhold/colorkey  Compares each pixel with a colour.
        hsvhold/hsvkey/lumakey  Compares each pixel with a hue or a brightness.
        chromashift/rgbashift  Moves the planes of each picture against each other.
        colorbalance/colorchannelmixer/colorcontrast/colortemperature  Changes the colours of each picture by fixed rules.
        colorcorrect/grayworld  Takes the white balance of each picture from that picture.
        colorize/huesaturation/monochrome/vibrance  Changes hue and saturation of each picture by fixed rules.
        colorlevels/curves/exposure/limiter/negate  Maps the brightness of each pixel by a fixed curve.
        colormatrix/colorspace/zscale  Converts each picture into another colour space or size.
        despill/selectivecolor  Changes chosen colours of each picture.
        eq/hue  Changes brightness and colour of each picture.
        extractplanes/alphaextract/shuffleplanes/swapuv  Takes the planes of each picture apart or moves them about.
        format/noformat/setrange  Chooses how pixels are stored.
        histeq  Spreads the brightness of each picture by its own histogram.
        lut/lutrgb/lutyuv/lut1d/lut3d/pseudocolor  Maps each pixel by a fixed table.
        maskfun  Maps each pixel by thresholds.
        premultiply/unpremultiply/premultiply_dynamic  Multiplies or divides each pixel by its opacity.
        tonemap  Maps the brightness of each pixel by a fixed curve.
        """

    private static let shapeText = """
        copy/null/fifo  Hands each picture on.
        crop/fillborders  Cuts off or adds borders.
        epx/hqx/super2xsai/xbr  Enlarges each picture by itself.
        field/fieldorder/il  Rearranges the lines of each picture.
        hflip/vflip/transpose/shear  Turns each picture.
        lenscorrection/perspective/v360  Maps each picture onto another surface.
        pixelize  Makes blocks within each picture.
        setdar/setsar/setfield/setparams  Changes what is said of a picture, and none of its pixels.
        swaprect  Swaps two parts of each picture.
        """

    private static let neighbourhoodText = """
        avgblur/boxblur/dblur/gblur/smartblur/yaepblur/sab  Blurs within each picture.
        bilateral/bm3d/chromanr/dctdnoiz/nlmeans/owdenoise/removegrain/vaguedenoiser  Removes noise within each picture.
        cas/unsharp  Sharpens within each picture.
        convolution/edgedetect/kirsch/prewitt/roberts/scharr/sobel  Compares each pixel with its neighbours.
        deband/deblock/gradfun  Smooths steps within each picture.
        deflate/dilation/erosion/inflate/median  Chooses among neighbouring pixels.
        fspp/spp  Smooths the blocks of each picture by itself.
        greyedge  Estimates the light of each picture from its own edges.
        """

    private static let paintingText = """
        addroi/sidedata  Attaches data to each picture, and changes no pixel.
        bitplanenoise/ciescope/codecview/datascope/entropy/histogram  Draws what it finds in each picture.
        blackframe/bbox/blockdetect/blurdetect/colordetect  Measures each picture, and changes no pixel.
        delogo  Covers a part of each picture with what is around it.
        drawbox/drawgrid  Draws the same lines into each picture.
        floodfill  Fills areas within each picture.
        fftfilt  Weighs the frequencies of each picture.
        geq  Works each pixel out by an expression.
        pixscope/vectorscope/waveform/showpalette  Draws what it finds in each picture.
        pixdesctest  Copies each picture for a test.
        readeia608/readvitc  Reads lines of each picture, and changes no pixel.
        signalstats  Measures each picture, and may mark what it finds.
        removelogo/cover_rect/find_rect  Covers a part of each picture that a file tells of.
        """
}
