import FarmModel
import Testing

@testable import MediaPlan

@Suite struct FilterTableTests {
    private func judge(_ text: String) throws -> FilterJudgement {
        FilterTable.judge(try FilterGraph(parsing: text).filters[0])
    }

    private func expect(_ kind: FilterClass, _ texts: [String]) throws {
        for text in texts {
            let judgement = try judge(text)
            #expect(judgement.kind == kind, "\(text): \(judgement.why)")
        }
    }

    @Test func everyNameIsThereOnce() {
        let names = FilterTable.rules.map(\.name)
        #expect(names.count > 350)
        #expect(Set(names).count == names.count, "\(Dictionary(grouping: names) { $0 }.filter { $1.count > 1 }.keys)")
        #expect(FilterTable.all.map(\.name) == names.sorted())
    }

    @Test func everyReasonIsASentence() {
        for (name, judgement) in FilterTable.all {
            #expect(judgement.why.hasSuffix("."), "\(name)")
            #expect(!judgement.why.hasSuffix(".."), "\(name)")
            let first = judgement.why.first
            #expect(first?.isUppercase == true || first == "`", "\(name): \(judgement.why)")
            #expect(judgement.why.count <= 160, "\(name)")
        }
    }

    @Test func whatCanBeRunOnPiecesGivesKnownFrames() {
        for (name, judgement) in FilterTable.all where judgement.isChunkable {
            #expect(judgement.frames != .unknown, "\(name)")
        }
    }

    @Test func stateless() throws {
        try expect(
            .stateless,
            [
                "gblur=sigma=2", "scale=640:-2", "geq=lum='st(0,p(X,Y));ld(0)/2'", "noise=alls=20:allf=u+p",
                "vignette=dither=0", "fftdnoiz", "framestep=1", "setpts=PTS", "settb=intb", "loop=0", "normalize",
                "scdet=10", "metadata=print", "palettegen=stats_mode=single", "stereo3d=sbsl:abl", "drawtext=text=hi",
                "shufflepixels=seed=5", "crop=100:80", "eq=brightness=sin(n)", "overlay=x=n:eval=init",
                "drawtext=text='%{n}':expansion=none", #"drawtext=text=\\\\%{n}"#, "cue",
            ])
    }

    @Test func absoluteTime() throws {
        try expect(
            .absoluteTime,
            [
                "rotate=a=t/2", "hue=H=t", "geq=lum='p(X,Y)+T*20'", "eq=brightness='sin(t)':eval=frame",
                "fade=t=in:st=0:d=3", "drawbox=enable='between(t,1,2)'", #"drawtext=text='%{pts\:hms}'"#,
                "drawtext=text=hi:y=t*10", "subtitles=a.srt", "overlay=x=t",
            ])
    }

    @Test(arguments: [
        ("yadif", 2, 2, FrameRule.same), ("yadif=2", 2, 2, .same), ("yadif=1", 2, 2, .multiplied(2)),
        ("yadif=mode=send_field", 2, 2, .multiplied(2)), ("bwdif", 2, 2, .multiplied(2)), ("bwdif=0", 2, 2, .same),
        ("w3fdif", 1, 1, .multiplied(2)), ("w3fdif=simple:frame", 1, 1, .same), ("estdif=mode=frame", 1, 1, .same),
        ("separatefields", 1, 1, .multiplied(2)), ("tmix", 3, 0, .same), ("tmix=5", 5, 0, .same),
        ("tmix=frames=7:weights='1 2'", 7, 0, .same), ("tmedian=radius=3", 0, 6, .shortened(first: 0, last: 6)),
        ("tblend=all_mode=average", 1, 0, .shortened(first: 1, last: 0)),
        ("amplify=radius=3", 1, 6, .shortened(first: 1, last: 6)),
        ("amplify=5:factor=4", 1, 10, .shortened(first: 1, last: 10)), ("tmidequalizer=radius=3", 3, 3, .same),
        ("dedot", 2, 2, .same), ("deflicker=10", 10, 10, .same), ("deflicker=s=3", 3, 3, .same),
        ("atadenoise=s=15", 7, 7, .same), ("atadenoise", 4, 4, .same), ("fftdnoiz=prev=1:next=1", 1, 1, .same),
        ("normalize=smoothing=10", 10, 0, .same), ("fps=24", 1, 2, .rate(Fixtures.base(24, 1))),
        ("fps=30000/1001", 1, 2, .rate(Fixtures.base(30_000, 1001))), ("fps=12.5", 1, 2, .rate(Fixtures.base(25, 2))),
        ("fps=29.97", 1, 2, .rate(Fixtures.base(2997, 100))), ("fps=ntsc", 1, 2, .rate(Fixtures.base(30_000, 1001))),
        ("fps", 1, 2, .rate(Fixtures.base(25, 1))), ("minterpolate=50:blend", 4, 4, .rate(Fixtures.base(50, 1))),
    ]) func windows(_ text: String, _ before: Int, _ after: Int, _ frames: FrameRule) throws {
        let judgement = try judge(text)
        #expect(judgement.kind == .window(FilterWindow(before: before, after: after)))
        #expect(judgement.frames == frames)
    }

    @Test func frameCounters() throws {
        try expect(
            .frameCounter,
            [
                "rotate=a=n/20", "hue=h=n*3", "crop=x=n", "geq=lum=N", "drawtext=text='%{n}'", "drawtext=text=hi:x=n",
                "drawbox=enable='between(n,30,37)'", "fade=in:0:90", "fade=t=in:s=30:n=10", "fade=t=in:st=1",
                "tinterlace", "interlace", "telecine", "framestep=3", "zoompan",
                "drawtext=timecode='00\\:00\\:00\\:00'", "stereo3d=sbsl:al", "weave", "eq=brightness=sin(n):eval=frame",
                "perspective=x0=on:eval=frame",
            ])
        #expect(try judge("rotate=a=n/20").isChunkable)
        #expect(try judge("fade=in:0:90").isChunkable)
        #expect(try !judge("fade=in:0:9000").isChunkable, "too long to begin from its start in each chunk")
        #expect(try !judge("fade=t=in:s=30:st=1").isChunkable)
        #expect(try !judge("zoompan=z=n").isChunkable)
    }

    @Test func converging() throws {
        try expect(.converging(warmUpFrames: 72), ["hqdn3d", "hqdn3d=4:3:6:4"])
        try expect(.converging(warmUpFrames: 17), ["lagfun=decay=0.5"])
        try expect(.converging(warmUpFrames: 40), ["photosensitivity=10"])
        #expect(try judge("lagfun=decay=1").kind == .wholeStream)
    }

    @Test func wholeStream() throws {
        try expect(
            .wholeStream,
            [
                "framerate=50", "mpdecimate", "noise=alls=20:allf=t+u", "noise=c0s=1:c0f=a", "vignette", "random",
                "reverse", "loop=1:5", "deshake", "select='not(mod(n,3))'", "trim=1", "tpad=5", "setpts=N/25/TB",
                "setpts=PTS-STARTPTS/2", "setpts=PTS+STARTPTS", "setpts=PREV_OUTPTS+1", "setpts=1k*PTS",
                "settb=1/1000", "geq=lum='random(0)*255'", "geq=lum='ld(0)+st(0,1)'", "geq=lum='if(X,st(0,1));ld(0)'",
                "tmix=enable='gt(t,3)'", "hqdn3d=enable=1", "drawtext=text='%{localtime}'", "paletteuse",
                #"drawtext=text='%{pts\:localtime\:0}'"#, "drawtext=text='%{metadata\\:a}'", "scroll=h=0.1",
                "eq=brightness='time(0)':eval=frame", "scdet=s=1", "metadata", "framerate", "bwdif=deint=interlaced",
                "fps=30:start_time=0", "rotate=t:c=none", "pp7", "crop=x=pos", "palettegen", "elbg", "idet",
                "normalize=smoothing=5000",
            ])
    }

    @Test func whatIsNotKnownIsUnknown() throws {
        try expect(
            .unknown,
            [
                "nosuchfilter", "scale=w=10+n:eval=frame", "tmix=frames=x", "tmix=0", "fps=source_fps*2", "nnedi", "pp",
                "drawtext=textfile=a.txt",
                "scale_cuda=64:64", "yadif=7", "movie=a.mp4", "movie=a%d.png", "movie=a.png:loop=0", "scale=/w=file",
                "deflicker=1", "tmedian=radius=-1", "noise=allf=z", "fftdnoiz=prev=2",
            ])
    }

    @Test func sourcesNeedNoMemory() throws {
        try expect(.source, ["color=red", "testsrc=r=30", "movie=logo.png", "life=seed=1"])
        try expect(.wholeStream, ["life", "cellauto=seed=-1", "gradients=seed=3"])
    }

    @Test func unitsAreNoVariables() throws {
        try expect(.stateless, ["rotate=a=5n", "rotate=a=1e3", "rotate=a=0x1f", "rotate=a=2.5n+sin(PI)"])
    }

    @Test func filesAndSocketsAreNamed() {
        #expect(FilterCheck("lut3d=a.cube,hflip,subtitles=a.srt,zmq").filesOrSockets == ["lut3d", "subtitles", "zmq"])
        #expect(FilterCheck("drawtext=text=a:fontfile=/f.ttf").filesOrSockets == ["drawtext"])
        #expect(FilterCheck("drawtext=text=a,lut3d,metadata=print").filesOrSockets.isEmpty)
        #expect(FilterCheck("metadata=print:file=a.txt").filesOrSockets == ["metadata"])
        #expect(FilterCheck("scale=/w=width.txt").filesOrSockets == ["scale"])
    }

    @Test func someGetOneThread() {
        for filter in ["yadif", "bm3d", "fftdnoiz", "greyedge", "hflip,yadif=1"] {
            #expect(FilterCheck(filter).needsOneThread, "\(filter)")
        }
        #expect(!FilterCheck("hflip,bwdif").needsOneThread)
    }
}
