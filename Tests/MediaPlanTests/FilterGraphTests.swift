import FarmModel
import Testing

@testable import MediaPlan

@Suite struct FilterGraphTests {
    private func names(_ text: String) throws -> [String] { try FilterGraph(parsing: text).filters.map(\.name) }

    private func mistake(_ text: String) -> FilterMistake? {
        guard case .invalid(let mistake) = FilterCheck(text).verdict else { return nil }
        return mistake
    }

    @Test func takesAChainApart() throws {
        let graph = try FilterGraph(parsing: "scale=640:-2:flags=lanczos, unsharp@a=5:5:1.0 ,hflip")
        #expect(graph.filters.map(\.name) == ["scale", "unsharp", "hflip"])
        #expect(graph.filters.map(\.place) == [0, 28, 47])
        #expect(graph.filters[0].value("flags") == "lanczos")
        #expect(graph.filters[0].value("width") == "640")
        #expect(graph.filters[0].arguments.map(\.value.text) == ["640", "-2", "lanczos"])
        #expect(!graph.hasLabels)
    }

    @Test func valuesBelongToOptionsByTheirPlaceAndByEveryName() throws {
        let fade = try FilterGraph(parsing: "fade=in:s=30:d=2:st=1").filters[0]
        #expect(fade.value("type") == "in")
        #expect(fade.value("start_frame") == "30")
        #expect(fade.value("duration") == "2")
        #expect(fade.value("start_time") == "1")
        let crop = try FilterGraph(parsing: "crop=100:80:n:t").filters[0]
        #expect(crop.value("x") == "n")
        #expect(crop.value("y") == "t")
    }

    @Test func commasInQuotesAndBehindBackslashesAreText() throws {
        #expect(try names("drawtext=text='a, b; [c]',hflip") == ["drawtext", "hflip"])
        #expect(try names(#"drawtext=text=a\, b\; c,hflip"#) == ["drawtext", "hflip"])
        let twice = try FilterGraph(parsing: #"drawtext=text='it'\\\''s':x=5"#).filters[0]
        #expect(twice.value("text") == "it's")
        #expect(twice.value("x") == "5")
        let colon = try FilterGraph(parsing: #"drawtext=text='12\:30':y=1"#).filters[0]
        #expect(colon.value("text") == "12:30")
        #expect(colon.value("y") == "1")
        let blanks = try FilterGraph(parsing: #"drawtext=text=  a b\   :x=1"#).filters[0]
        #expect(blanks.value("text") == "a b")
        #expect(blanks.value("x") == "1")
        let kept = try FilterGraph(parsing: #"drawtext=text='a b\ '"#).filters[0]
        #expect(kept.value("text") == "a b ")
    }

    @Test func bytesOfAValueKnowWhereTheyStand() throws {
        let text = #"geq=lum='st(0\,N)'"#
        let value = try #require(FilterGraph(parsing: text).filters[0].argument("lum_expr")).value
        #expect(value.text == "st(0,N)")
        let bytes = Array(text.utf8)
        #expect(zip(value.bytes, value.places).allSatisfy { bytes[$1] == $0 })
    }

    @Test func seesNamedPads() throws {
        #expect(try FilterGraph(parsing: "split[a][b];[b]hflip[c];[a][c]hstack").hasLabels)
        #expect(try FilterGraph(parsing: "[in]hflip[out]").hasLabels)
        #expect(try FilterGraph(parsing: "nullsink;color").hasLabels)
        #expect(try FilterGraph(parsing: "sws_flags=lanczos;hflip").hasLabels == false)
        #expect(try FilterGraph(parsing: "sws_flags=lanczos;hflip").start == 18)
    }

    @Test(arguments: [
        ("drawtext=text='open", 14, "this quote is not closed"), (",hflip", 0, "a filter is missing here"),
        ("hflip,", 6, "a filter is missing here"), ("hflip,,vflip", 6, "a filter is missing here"),
        ("=5", 0, "a filter is missing here"), ("  ", 2, "a filter is missing here"),
        ("[a", 0, "this bracket is not closed"), ("hflip[]", 5, "this label has no name"),
        ("scale=5]", 7, "this stands behind the last filter"),
        ("hflip\u{0}", 5, "a NUL character ends the description here"),
        ("scale:640:480", 5, "no filter has a name with this in it"),
        ("hflip , sc[a]ale", 13, "this stands behind the last filter"),
        ("scale=w=5:6", 10, "a value without a name cannot follow one with a name"),
        ("sws_flags=lanczos", 0, "`sws_flags` is not ended with a semicolon"),
        (#"drawtext=text=it\'s"#, 17, "this quote is not closed"),
        ("[a][b]hflip", 3, "`hflip` has one input, none is left for this label"),
        ("hflip[a][b]", 8, "`hflip` has one output, none is left for this label"),
        ("split,hflip", 6, "`hflip` has one input, and more than that is led to it"),
        ("color", 0, "no filter takes the video in: all inputs are led to from others"),
        ("nullsink", 0, "no filter gives the result: all outputs are taken by others"),
        ("[1:v]hflip", 0, "there is one input, and its video is `[0:v]`"),
        ("split[a][b];[a][c]hstack", 15, "nothing gives this"),
        ("[0:v]hflip[a];[a][0:v]hstack", 17, "the video is taken in twice; `split` gives it out twice"),
        ("hflip,overlay", 6, "an input of `overlay` is led to from nowhere"),
        ("split", 0, "an output of `split` leads nowhere, and one result is left already"),
        ("split[a][b]", 8, "nothing takes this, and one result is left already"),
        ("split[x][out]", 5, "nothing takes this, and one result is left already"),
    ]) func refuses(_ text: String, _ offset: Int, _ message: String) {
        #expect(mistake(text) == FilterMistake(message, at: offset))
    }

    @Test func boundsEverything() {
        let long = "drawtext=text=" + String(repeating: "a", count: FarmLimits.filterBytes)
        #expect(mistake(long)?.offset == FarmLimits.filterBytes)
        let many = Array(repeating: "null", count: MediaLimits.filters + 1).joined(separator: ",")
        #expect(mistake(many)?.message == "there are more than \(MediaLimits.filters) filters")
        let labels = String(repeating: "[a]", count: FilterLimits.labels + 1) + "hflip"
        #expect(mistake(labels)?.message == "there are more than \(FilterLimits.labels) labels")
        let arguments = "geq=" + String(repeating: "1:", count: FilterLimits.arguments + 1)
        #expect(mistake(arguments)?.message == "`geq` is given more than \(FilterLimits.arguments) arguments")
        #expect(FilterCheck("split=1000000").isUnknown)
        #expect(FilterCheck("split=99999999999999999999").isUnknown)
    }

    @Test func linksAsFFmpegDoes() throws {
        let links = try #require(
            try FilterGraph(parsing: "split[a][b];[b]hflip[c];movie=x.png,scale=8:8[d];[a][c]hstack[e];[e][d]overlay")
                .linked())
        #expect(
            links.sources == [
                [.video], [.filter(0)], [], [.filter(2)], [.filter(0), .filter(1)], [.filter(4), .filter(3)],
            ])
        #expect(links.entry.filter == 0)
        #expect(links.exit.filter == 5)
        let backwards = try #require(try FilterGraph(parsing: "[a]vflip;[0:v]hflip[a]").linked())
        #expect(backwards.sources == [[.filter(1)], [.video]])
        #expect(try FilterGraph(parsing: "nosuchfilter[a];[a]hflip").linked() == nil)
    }

    @Test func aCircleIsNoWayForTheVideo() {
        let circle = FilterCheck("[a][b]hstack,split[b][c];[0:v]hflip[a];[c]vflip")
        #expect(circle.verdict == .onePiece("the filters are linked in a circle"))
    }

    @Test func survivesAnyText() {
        var numbers = SeededNumbers(seed: 11)
        let pieces = [
            "[a]", "[b]", "[0:v]", "[out]", "split", "hstack", "hflip", "overlay", "color", "nullsink", "=", ":", ",",
            ";", "'", "\\", "[", "]", "@", " ", "\n", "5", "n", "é", "🎬", "tmix=frames=", "geq=lum=", "N", "st(0,",
            "ld(0)", "drawtext=text=", "%{n}", "%{", "}", "sws_flags=", "fps=", "1/0", "-", "99999999999999999999",
            "select=outputs=", "enable=", "premultiply", "start_number=",
        ]
        for _ in 0..<6_000 {
            let count = Int.random(in: 0..<14, using: &numbers)
            let text = (0..<count).map { _ in pieces.randomElement(using: &numbers) ?? "" }.joined()
            let check = FilterCheck(text)
            switch check.verdict {
            case .invalid(let mistake):
                #expect((0...text.utf8.count).contains(mistake.offset), "\(text.debugDescription)")
                let lines = mistake.explained(in: text).split(separator: "\n", omittingEmptySubsequences: false)
                #expect(lines.count == 3, "\(text.debugDescription)")
            case .chunkable:
                #expect(check.frames != .unknown, "\(text.debugDescription)")
                #expect(check.rewritten(from: 0) == text)
                #expect(FilterCheck(check.rewritten(from: 7)).window == check.window, "\(text.debugDescription)")
            case .onePiece(let reason): #expect(!reason.isEmpty)
            }
        }
    }
}

@Suite struct FilterMistakeTests {
    private func lines(_ text: String) -> [String] {
        guard case .invalid(let mistake) = FilterCheck(text).verdict else { return [] }
        return mistake.explained(in: text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func aCaretStandsUnderThePlace() {
        #expect(
            lines("scale=640:-2,drawtext=text='hello,hflip") == [
                "this quote is not closed", "scale=640:-2,drawtext=text='hello,hflip", "                           ^",
            ])
        #expect(lines("hflip,") == ["a filter is missing here", "hflip,", "      ^"])
    }

    @Test func longDescriptionsAreCutOffAroundThePlace() {
        let before = String(repeating: "scale=640:-2,", count: 20)
        let found = lines(before + "hflip,,vflip" + String(repeating: ",null", count: 40))
        let text = found[1]
        #expect(text.count <= FilterLimits.columns)
        #expect(text.hasPrefix("…") && text.hasSuffix("…"))
        let column = found[2].count - 1
        #expect(text.dropFirst(column).hasPrefix(",vflip"))
        #expect(text.prefix(column).hasSuffix("hflip,"))
        let short = lines(before + "hflip,")
        #expect(short[1].count <= FilterLimits.columns)
        #expect(short[2].count == short[1].count + 1)
        let early = lines("hflip,,vflip" + String(repeating: ",null", count: 40))
        #expect(early[1].hasPrefix("hflip,,vflip") && early[1].hasSuffix("…"))
        #expect(early[2] == "      ^")
    }

    @Test func whatATerminalWouldObeyIsMadeVisible() {
        #expect(lines("hflip,\n,vflip") == ["a filter is missing here", "hflip,␊,vflip", "       ^"])
        #expect(lines("a\u{1B}[31m,")[1].hasPrefix("a␛[31m"))
        #expect(lines("drawtext=text=字幕,,")[2] == String(repeating: " ", count: 19) + "^")
    }
}
