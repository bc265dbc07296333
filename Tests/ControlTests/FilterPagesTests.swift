import FarmModel
import JSONText
import MediaPlan
import Testing

@testable import Control

@Suite struct FilterPagesTests {
    @Test func listsAllFilters() throws {
        let called = Called.renderctl("filters")
        #expect(called.status == 0)
        #expect(called.data == FilterPages.list(width: nil))
        let lines = called.data.split(separator: "\n")
        #expect(lines.count == FilterTable.all.count + 1)
        #expect(FilterPages.list(width: 80).split(separator: "\n").allSatisfy { $0.count <= 80 })
        let json = try readJSON(JSONValue.self, from: Array(Called.renderctl("filters", "--json").data.utf8))
        #expect(json["filters"]?[0]?["name"]?.stringValue == FilterTable.all.first?.name)
    }

    @Test func explainsOneFilterAndWholeChains() throws {
        let words = [
            "tmix", "overlay", "hqdn3d", "nosuchfilter", "tmix=frames=5,scale=320:-2", "yadif=1,hqdn3d",
            "rotate=a=n/20", "hflip,reverse", "hflip,nosuchfilter=5", "movie=logo.png[w];[in][w]overlay", "fps=24",
        ]
        var text = ""
        for word in words {
            let called = Called.renderctl("filters", word)
            #expect(called.status == 0)
            text += "$ renderctl filters '\(word)'\n\(called.data)\n"
        }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
        try Golden.check(text, "filters")
    }

    @Test func explainsInJSON() throws {
        func json(_ word: String) throws -> JSONValue {
            try readJSON(JSONValue.self, from: Array(Called.renderctl("filters", word, "--json").data.utf8))
        }
        let name = try json("tmix")
        #expect(name["class"]?.stringValue == "window")
        #expect(name["before"]?.intValue == 3)
        let chain = try json("tmix=5,hqdn3d,rotate=a=n")
        #expect(chain["in_pieces"]?.boolValue == true)
        #expect(chain["before"]?.intValue == 5)
        #expect(chain["warm_up_frames"]?.intValue == 77)
        #expect(chain["counts_frames"]?.boolValue == true)
        #expect(chain["filters"]?[2]?["class"]?.stringValue == "frame_counter")
        #expect(try json("nosuchfilter=1")["is_unknown"]?.boolValue == true)
    }

    @Test func aMistakeHasACaret() {
        let called = Called.renderctl("filters", "scale=640:-2,drawtext=text='hello")
        #expect(called.status == 64)
        #expect(
            called.words == """
                error: the filter description is not valid
                cause: this quote is not closed
                       scale=640:-2,drawtext=text='hello
                                                  ^

                """)
        #expect(Called.renderctl("filters", "").status == 64)
        #expect(Called.renderctl("filters", "hflip", "vflip").status == 64)
    }

    @Test func aJobThatFailsForItKeepsTheCaretUnderThePlace() {
        let failure = StageFailure(
            summary: "the filter description is not valid", cause: "a filter is missing here\nhflip,\n      ^",
            hint: nil, lastLines: [])
        #expect(
            JobPages.failureText(failure) == """
                error: the filter description is not valid
                cause: a filter is missing here
                       hflip,
                             ^

                """)
    }

    @Test func mistypedNamesAreGuessed() {
        #expect(Called.renderctl("filters", "tmixx").words == "did you mean `tmix` by `tmixx`?\n")
        #expect(Called.renderctl("filters", "hflop,scale=3").words == "did you mean `hflip` by `hflop`?\n")
        #expect(Called.renderctl("filters", "hflip").words.isEmpty)
    }
}
