import FarmModel
import Testing

@testable import MediaPlan

@Suite struct FilterCheckTests {
    private func window(_ text: String) -> [Int]? { FilterCheck(text).window.map { [$0.before, $0.after] } }

    private func reason(_ text: String) -> String? {
        if case .onePiece(let reason) = FilterCheck(text).verdict { reason } else { nil }
    }

    @Test func nothingFiltersNothing() {
        for text in [nil, ""] {
            let check = FilterCheck(text)
            #expect(check.verdict == .chunkable(.none))
            #expect(check.frames == .same)
            #expect(check.rewritten(from: 5).isEmpty)
            #expect(check.graph(from: 5, head: "trim=1", tail: "") == "trim=1")
        }
    }

    @Test func windowsAddUpAlongAChain() {
        #expect(window("gblur=sigma=2,unsharp=5:5:1.0,scale=1280:-2,format=yuv420p") == [0, 0])
        #expect(window("yadif=0,hflip,tmix=frames=5") == [7, 2])
        #expect(window("fade=t=in:st=0:d=3,fade=t=out:st=5:d=2") == [0, 0])
    }

    @Test func behindDoubledFramesWindowsCountHalf() {
        #expect(window("yadif=1,tmix=5") == [5, 2])
        #expect(FilterCheck("yadif=1,tmix=5").frames == .multiplied(2))
        #expect(FilterCheck("yadif=1,separatefields").frames == .multiplied(4))
        #expect(window("yadif=1,fps=25") == [3, 3])
        #expect(FilterCheck("yadif=1,fps=25").frames == .rate(Fixtures.base(25, 1)))
        #expect(FilterCheck("tblend,tmedian").frames == .shortened(first: 1, last: 2))
        #expect(window("tblend,tmedian") == [1, 2])
    }

    @Test func behindAnotherRateNobodyCanCountFrames() {
        #expect(reason("fps=30,tmix") == "tmix: looks at several frames behind a filter that changes the frame rate")
        #expect(reason("fps=30,yadif=1") != nil)
        #expect(window("fps=30,hflip,fade=t=in:st=0:d=2") == [1, 2])
        #expect(reason("yadif=1,rotate=a=n") == "rotate: counts frames behind a filter that changes their number")
        #expect(reason("tblend,fps=25") == nil || FilterCheck("tblend,fps=25").frames != .same)
    }

    @Test func timesAreMovedOnceAndByARule() {
        #expect(FilterCheck("setpts=2*PTS,fade=t=in:st=0:d=2,fps=30").movesTimes)
        #expect(window("tmix,setpts=PTS-STARTPTS") == [3, 0])
        #expect(window("setpts=PTS-STARTPTS,setpts=PTS/2") == nil)
        #expect(window("yadif=1,setpts=PTS/2") == nil)
        #expect(window("fps=30,setpts=PTS/2") == nil)
        #expect(
            reason("fade=t=in:st=0:d=2,setpts=PTS-STARTPTS")
                == "setpts: counts the times anew behind a filter that has looked at them")
        #expect(window("fade=t=in:st=0:d=2,setpts=PTS/2") == [0, 0])
        #expect(
            reason("split[a][b];[b]setpts=PTS/2[c];[a][c]hstack") == "hstack: its inputs do not have the same frames")
    }

    @Test func whereBranchesJoinTheLargerWindowCounts() {
        #expect(window("split[a][b];[b]hflip,tmix=3[c];[a]yadif[d];[d][c]blend=all_mode=average") == [3, 2])
        #expect(window("split[a][b];[b]gblur=3[c];[a][c]overlay,tmix=2") == [2, 0])
        #expect(window("split=3,hstack=3") == [0, 0])
        #expect(window("split=3,xmedian") == [0, 0])
        #expect(FilterCheck("split[a][b];[b]yadif=1[c];[a]bwdif[d];[c][d]blend").frames == .multiplied(2))
        #expect(reason("split[a][b];[b]yadif=1[c];[a][c]hstack") == "hstack: its inputs do not have the same frames")
        #expect(reason("split[a][b];[b]fps=12[c];[a][c]blend") == "blend: its inputs do not have the same frames")
    }

    @Test func sourcesThatEndWithTheVideoAreWelcome() {
        #expect(window("color=red:s=20x20[c];[in][c]overlay=shortest=1") == [0, 0])
        #expect(window("movie=logo.png[w];[in][w]overlay=10:10") == [0, 0])
        #expect(window("movie=logo.png,scale=64:-1[w];[in][w]overlay=10:10[out]") == [0, 0])
        #expect(
            reason("testsrc[c];[in][c]overlay")
                == "overlay: without `shortest=1` the source goes on when the video has ended")
        #expect(reason("color[c];[c][in]overlay=shortest=1")?.contains("its first input is not the video") == true)
        #expect(reason("movie=a.mp4[w];[in][w]overlay")?.hasPrefix("movie: ") == true)
        #expect(FilterCheck("movie=a.mp4[w];[in][w]overlay").isUnknown)
        #expect(reason("nullsink;color") == "the result is not made of the video")
        #expect(reason("color,rotate=a=n[c];[in][c]overlay=shortest=1")?.contains("has not been established") == true)
    }

    @Test func mixedStreamsMayRoundTimes() {
        let fine = Fixtures.base(1, 10_000_000)
        #expect(FilterCheck("hflip").keepsTimes(in: fine))
        #expect(!FilterCheck("split,overlay").keepsTimes(in: fine))
        #expect(FilterCheck("split,overlay").keepsTimes(in: Fixtures.base(1, 90_000)))
        let other = FilterCheck("testsrc=r=30000/1001[c];[in][c]overlay=shortest=1")
        #expect(other.keepsTimes(in: Fixtures.base(1, 90_000)))
        #expect(!other.keepsTimes(in: Fixtures.base(1, 12_800)))
    }

    @Test func convergingChainsSayHowMuchWarmUpIsWorthIt() throws {
        let check = FilterCheck("yadif,hqdn3d,tmix=3")
        #expect(check.verdict == .chunkable(FilterWindow(before: 5, after: 2)))
        let convergence = try #require(check.convergence)
        #expect(convergence.warmUpFrames == 77)
        #expect(convergence.reason.hasPrefix("hqdn3d: each picture leans on all"))
        #expect(!convergence.reason.hasSuffix("."))
        #expect(!FilterCheck("yadif").isConverging)
        #expect(!FilterCheck("hqdn3d,reverse").isConverging)
        #expect(FilterCheck("hqdn3d,hqdn3d,hqdn3d,hqdn3d,hqdn3d,hqdn3d,hqdn3d,hqdn3d").convergence?.warmUpFrames == 500)
    }

    @Test func whatIsImpossibleCountsMoreThanWhatIsUnknown() {
        #expect(!FilterCheck("nosuchfilter,reverse").isUnknown)
        #expect(reason("nosuchfilter,reverse") == "reverse: plays the whole video backwards")
        #expect(FilterCheck("nosuchfilter").isUnknown)
        #expect(reason("nosuchfilter") == "nosuchfilter: nothing is known of a filter of this name")
        #expect(FilterCheck("[a]nosuchfilter[b]").isUnknown)
    }

    @Test func theRateIsKnownInOnePieceToo() {
        #expect(FilterCheck("fps=24").outputRate == Fixtures.base(24, 1))
        #expect(FilterCheck("framerate=50").outputRate == Fixtures.base(50, 1))
        #expect(FilterCheck("reverse,fps=24").outputRate == Fixtures.base(24, 1))
        #expect(FilterCheck("fps=source_fps*2").outputRate == nil)
        #expect(FilterCheck("hflip").outputRate == nil)
        #expect(FilterCheck("yadif=1").outputRate == nil)
    }
}

@Suite struct FilterRewritingTests {
    @Test(arguments: [
        ("hflip,vflip", "hflip,vflip"), ("rotate=a=n/20", "rotate=a=(n+48)/20"),
        ("rotate=n*PI/180:c=red", "rotate=(n+48)*PI/180:c=red"),
        ("geq=lum='p(X,Y)+N':cb=N", "geq=lum='p(X,Y)+(N+48)':cb=(N+48)"),
        (#"geq=lum=st(0\,N)\;ld(0)"#, #"geq=lum=st(0\,(N+48))\;ld(0)"#), (#"geq=lum=\N"#, #"geq=lum=\(N+48)"#),
        ("eq=eval=frame:brightness='sin(n)/4'", "eq=eval=frame:brightness='sin((n+48))/4'"),
        ("eq=brightness='sin(n)/4'", "eq=brightness='sin(n)/4'"),
        ("drawbox=enable='between(n,30,37)'", "drawbox=enable='between((n+48),30,37)'"),
        ("perspective=x0='in+on':eval=frame", "perspective=x0='(in+48)+(on+48)':eval=frame"),
        ("tblend=all_expr='A+N'", "tblend=all_expr='A+(N+48)'"), ("hue=h=n:b=5n", "hue=h=(n+48):b=5n"),
        ("drawtext=text='%{n}':x=n,hflip", "drawtext=text='%{n}':x=n:start_number=48,hflip"),
        ("drawtext=start_number=7:text=%{frame_num}", "drawtext=start_number=55:text=%{frame_num}"),
        ("drawtext=start_number='07':text=%{n}:enable=n", "drawtext=start_number='55':text=%{n}:enable=(n+48)"),
        ("split[a][b];[a][b]overlay=x=n", "split[a][b];[a][b]overlay=x=(n+48)"),
        ("fade=in:60:20,hflip", "fade=type=in:start_frame=12:nb_frames=20,hflip"),
        ("fade='t=out:s=10':n=20:c=red", "fade=type=in:start_frame=2147483647:nb_frames=20:color=red"),
        ("setpts=PTS-STARTPTS", "setpts=PTS-0"), ("setpts='(PTS-STARTPTS)/2'", "setpts='(PTS-0)/2'"),
    ]) func countersGoOn(_ text: String, _ expected: String) {
        let check = FilterCheck(text)
        #expect(check.window != nil)
        #expect(check.rewritten(from: 0) == text)
        #expect(check.rewritten(from: 48) == expected)
        #expect(check.countsFrames == (text != expected))
    }

    @Test func headAndTailFitEveryGraph() {
        func graph(_ text: String, from frame: Int = 0) -> String? {
            FilterCheck(text).graph(from: frame, head: "HEAD", tail: "TAIL")
        }
        #expect(graph("rotate=a=n", from: 3) == "HEAD,rotate=a=(n+3),TAIL")
        #expect(graph("sws_flags=lanczos;hflip") == "sws_flags=lanczos;HEAD,hflip,TAIL")
        #expect(graph("[in]hflip[out]") == "HEAD[farm_entry];[farm_entry]hflip[farm_exit];[farm_exit]TAIL")
        #expect(
            graph("movie=a.png[w];[0:v][w]overlay=x=n", from: 5)
                == "HEAD[farm_entry];movie=a.png[w];[farm_entry][w]overlay=x=(n+5)[farm_exit];[farm_exit]TAIL")
        #expect(
            graph("split[a][b];[b]hflip[c];[a][c]hstack ")
                == "HEAD[farm_entry];[farm_entry]split[a][b];[b]hflip[c];[a][c]hstack [farm_exit];[farm_exit]TAIL")
        #expect(
            graph("split[a],nullsink;[a]drawtext=text=%{n}:", from: 2)
                == "HEAD[farm_entry];[farm_entry]split[a],nullsink;[a]drawtext=text=%{n}:start_number=2[farm_exit];[farm_exit]TAIL"
        )
        #expect(
            graph("split[a][b];[a]nullsink;[b]drawtext=text=%{n}", from: 2)
                == "HEAD[farm_entry];[farm_entry]split[a][b];[a]nullsink;[b]drawtext=text=%{n}:start_number=2[farm_exit];"
                + "[farm_exit]TAIL")
        #expect(graph("nosuchfilter[a];[a]hflip") == nil)
        #expect(graph("nosuchfilter") == "HEAD,nosuchfilter,TAIL")
        #expect(
            FilterCheck("[in]hflip").graph(from: 0, head: "", tail: "TAIL") == "[in]hflip[farm_exit];[farm_exit]TAIL")
    }

    @Test func whatHasBeenPutTogetherIsOneGraphAgain() {
        for text in [
            "[in]hflip[out]", "split[a][b];[b]hflip[c];[a][c]hstack", "hflip,tmix", "movie=a.png[w];[in][w]overlay",
        ] {
            let check = FilterCheck(text)
            let whole = check.graph(from: 9, head: "hflip,scale=64:64", tail: "vflip") ?? ""
            #expect(FilterCheck(whole).window == check.window, "\(whole)")
        }
    }
}
