import FarmModel
import Testing

@testable import MediaPlan

@Suite struct FilterChainTests {
    private func names(_ text: String) throws -> [String] {
        try FilterChain(parsing: text, limitBytes: 1000).filters.map(\.name)
    }

    @Test func takesAChainApart() throws {
        let chain = try FilterChain(parsing: "scale=640:-2:flags=lanczos, unsharp@a=5:5:1.0 ,hflip", limitBytes: 1000)
        #expect(chain.filters.map(\.name) == ["scale", "unsharp", "hflip"])
        #expect(chain.filters[0].value("flags") == "lanczos")
        #expect(chain.filters[0].arguments.map(\.value) == ["640", "-2", "lanczos"])
        #expect(!chain.hasLabels)
    }

    @Test func commasInQuotesAndBehindBackslashesAreText() throws {
        #expect(try names("drawtext=text='a, b; [c]',hflip") == ["drawtext", "hflip"])
        #expect(try names(#"drawtext=text=a\, b\; c,hflip"#) == ["drawtext", "hflip"])
        let chain = try FilterChain(parsing: #"drawtext=text='it'\\\''s':x=5"#, limitBytes: 1000)
        #expect(chain.filters[0].value("text") == "it's")
        #expect(chain.filters[0].value("x") == "5")
    }

    @Test func seesNamedPads() throws {
        #expect(try FilterChain(parsing: "split[a][b];[b]hflip[c];[a][c]hstack", limitBytes: 1000).hasLabels)
        #expect(try FilterChain(parsing: "[in]hflip[out]", limitBytes: 1000).hasLabels)
        #expect(try FilterChain(parsing: "hflip;vflip", limitBytes: 1000).hasLabels)
    }

    @Test(arguments: [
        ("drawtext=text='open", FilterChain.Mistake.unbalancedQuote), ("hflip\\", .trailingBackslash),
        ("hflip,", .emptyFilter), (",hflip", .emptyFilter), ("hflip,,vflip", .emptyFilter), ("=5", .emptyFilter),
        ("[a", .unbalancedBracket), ("scale=5]", .emptyFilter), ("hflip\u{0}", .controlCharacter),
    ])
    func refuses(_ text: String, _ mistake: FilterChain.Mistake) {
        #expect(throws: mistake) { try FilterChain(parsing: text, limitBytes: 1000) }
    }

    @Test func boundsLengthAndNumber() {
        #expect(throws: FilterChain.Mistake.tooLong(limitBytes: 3)) { try FilterChain(parsing: "hflip", limitBytes: 3) }
        let many = Array(repeating: "null", count: MediaLimits.filters + 1).joined(separator: ",")
        #expect(throws: FilterChain.Mistake.tooManyFilters(limit: MediaLimits.filters)) {
            try FilterChain(parsing: many, limitBytes: 100_000)
        }
    }

    @Test func survivesAnyText() {
        var numbers = SeededNumbers(seed: 11)
        for _ in 0..<2_000 {
            let length = Int.random(in: 0..<30, using: &numbers)
            let text = String((0..<length).map { _ in "ab=:,;[]'\\ @5".randomElement(using: &numbers) ?? "a" })
            _ = try? FilterChain(parsing: text, limitBytes: 1000)
        }
    }
}

@Suite struct FilterCheckTests {
    private let none = FilterCheck.Verdict.chunkable(.none)

    @Test func spatialChainsCanBeCut() {
        #expect(FilterCheck(nil).verdict == none)
        #expect(FilterCheck("").verdict == none)
        #expect(FilterCheck("gblur=sigma=2,unsharp=5:5:1.0,scale=1280:-2,format=yuv420p").verdict == none)
        #expect(FilterCheck("eq=contrast=1.1,transpose=clock,crop=iw/2:ih/2:0:0").verdict == none)
        #expect(FilterCheck("drawtext=text='%{pts\\:hms}':x=w-tw-10").verdict == none)
        #expect(FilterCheck("fade=t=in:st=0:d=3,fade=t=out:st=5:d=2").verdict == none)
        #expect(FilterCheck("rotate=angle=t/10,noise=alls=20").verdict == none)
    }

    @Test func windowsAddUp() {
        #expect(FilterCheck("yadif").verdict == .chunkable(FilterWindow(before: 2, after: 2)))
        #expect(FilterCheck("yadif=0,hflip,tmix=frames=5").verdict == .chunkable(FilterWindow(before: 7, after: 2)))
        #expect(FilterCheck("bwdif=mode=send_frame").verdict == .chunkable(FilterWindow(before: 2, after: 2)))
    }

    @Test(arguments: [
        "hqdn3d", "fps=25", "setpts=2*PTS", "reverse", "yadif=1", "bwdif", "tmix=frames=x", "fade=in:0:90",
        "noise=allf=t",
        "noise=alls=20:allf=t+u", "drawtext=text=%{n}", "drawtext=textfile=x", "rotate=angle=n/10", "geq=lum=N",
        "select=1", "nosuchfilter", "split[a][b];[a][b]hstack", "zoompan", "hflip,mpdecimate,vflip",
        "eq=brightness=random(1)",
        "fftdnoiz=prev=1", "crop=x=n",
    ])
    func othersAreOnePiece(_ filter: String) {
        let check = FilterCheck(filter)
        guard case .onePiece(let reason) = check.verdict else {
            Issue.record("\(filter) was judged \(check.verdict)")
            return
        }
        #expect(!reason.isEmpty)
        #expect(!check.keepsFrames)
        #expect(check.window == nil)
    }

    @Test func mistakesAreNamed() {
        guard case .invalid = FilterCheck("drawtext=text='x").verdict else {
            Issue.record("an open quote was accepted")
            return
        }
    }

    @Test func knowsTheRateThatFiltersImpose() {
        #expect(FilterCheck("fps=24").outputRate == Fixtures.base(24, 1))
        #expect(FilterCheck("fps=fps=30000/1001").outputRate == Fixtures.base(30_000, 1001))
        #expect(FilterCheck("minterpolate=fps=50:mi_mode=blend").outputRate == Fixtures.base(50, 1))
        #expect(FilterCheck("fps=source_fps*2").outputRate == nil)
        #expect(FilterCheck("hflip").outputRate == nil)
    }
}
