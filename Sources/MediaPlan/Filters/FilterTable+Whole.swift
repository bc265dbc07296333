/// Filters that need the whole video, or count its frames in a way that cannot be told where to go on.
extension FilterTable {
    static let countingRules =
        FilterRule.list(countingText) { FilterJudgement(.frameCounter, $0, frames: .unknown) } + [
            FilterRule("framestep") { filter in
                filter.value("step") ?? "1" == "1"
                    ? FilterJudgement(.stateless, "A step of one leaves no frame out.")
                    : FilterJudgement(.frameCounter, "Counts frames to leave some out.", frames: .unknown)
            }
        ]

    static let wholeStreamRules =
        FilterRule.list(wholeText) { .wholeStream($0) } + FilterRule.list(soundText) { .wholeStream($0) }
        + FilterRule.list(unknownText) { .unknown($0) } + [
            FilterRule("stereo3d", judge: stereo), FilterRule("palettegen", judge: paletteGeneration),
            FilterRule("shufflepixels", judge: shuffling), FilterRule("loop", judge: looping),
            FilterRule("framerate", judge: mixedRate),
        ]

    private static let countingText = """
        detelecine/telecine  Counts frames in a pattern, and gives more or fewer of them.
        doubleweave/weave  Takes fields in pairs, counted from the first.
        interlace/tinterlace  Takes frames in pairs, counted from the first.
        shuffleframes  Reorders frames in groups, counted from the first.
        thumbnail  Chooses one frame of each group, counted from the first.
        tile/untile  Lays frames out in groups, counted from the first.
        zoompan  Counts frames, and each zoom goes on from the one before.
        """

    private static let wholeText = """
        backgroundkey  Compares each picture with the background that it has learned so far.
        decimate/mpdecimate  Leaves out frames that repeat others, counted from the first.
        dejudder  Smooths times by what came before.
        deshake/vidstabtransform  Follows the picture through the whole video.
        drawgraph/graphmonitor/oscilloscope/thistogram  Draws a picture of what has come so far.
        elbg  Each palette goes on from the one before, or from chance.
        idet  Marks frames as interlaced by what most of those before were.
        mcdeint  Predicts each picture from what it made before.
        pp7  In some versions of ffmpeg no two runs are alike.
        pullup/repeatfields  Puts frames together by fields that came long before.
        random  Reorders frames by chance.
        reverse  Plays the whole video backwards.
        select  Leaves frames out.
        sendcmd/zmq  Changes other filters while the video plays.
        tiltandshift  Makes each picture from many frames.
        tpad  Adds frames at the ends.
        trim  Leaves frames out.
        """

    private static let soundText = """
        a3dscope/abitscope/adrawgraph/agraphmonitor/ahistogram/aphasemeter/avectorscope  Makes its pictures from sound.
        ebur128/showcqt/showcwt/showfreqs/showspatial/showspectrum/showspectrumpic  Makes its pictures from sound.
        showvolume/showwaves/showwavespic  Makes its pictures from sound.
        """

    private static let unknownText = """
        derain/dnn_classify/dnn_detect/dnn_processing/sr  Runs a neural network from a file, which is not looked into.
        fieldmatch  Matches fields of several frames, and how far it looks has not been established.
        frei0r  Runs a plug-in, which is not looked into.
        lcevc  Decodes a second layer of the video; not measured.
        nnedi  Needs a file of weights; not measured.
        pp  What its steps remember has not been established for all of them.
        ssim360  Compares two spheres by a table that is made as it runs; not measured.
        uspp  Runs an encoder over each picture; not measured.
        fsync  Moves frames to times from a file, which is not looked into.
        drawvg  Runs a script, which may remember frames; not measured.
        """

    /// Views that take turns make twice or half as many frames.
    private static func stereo(_ filter: FilterGraph.Filter) -> FilterJudgement {
        let layouts = filter.arguments.map(\.value.text)
        return layouts.contains { ["al", "ar", "24", "25"].contains($0) }
            ? FilterJudgement(.frameCounter, "Lets the two views take turns, counted from the first.", frames: .unknown)
            : FilterJudgement(.stateless, "Rearranges the two views within each picture.")
    }

    private static func paletteGeneration(_ filter: FilterGraph.Filter) -> FilterJudgement {
        ["single", "2"].contains(filter.value("stats_mode"))
            ? FilterJudgement(.stateless, "Makes a palette for each picture.")
            : .wholeStream("Makes one palette for the whole video.")
    }

    private static func shuffling(_ filter: FilterGraph.Filter) -> FilterJudgement {
        guard let seed = filter.number("seed"), seed >= 0 else {
            return .wholeStream("Without a `seed` no two runs are alike.")
        }
        return FilterJudgement(.stateless, "Moves the pixels of each picture about in the same way.")
    }

    private static func mixedRate(_ filter: FilterGraph.Filter) -> FilterJudgement {
        FilterJudgement(
            .wholeStream, "Mixes frames around ticks that it counts from the first frame.",
            frames: FrameRate.parsed(filter.value("fps") ?? "50").map { .rate($0) } ?? .unknown)
    }

    private static func looping(_ filter: FilterGraph.Filter) -> FilterJudgement {
        filter.value("loop") ?? "0" == "0"
            ? FilterJudgement(.stateless, "Hands each picture on.") : .wholeStream("Plays a part of the video again.")
    }
}
