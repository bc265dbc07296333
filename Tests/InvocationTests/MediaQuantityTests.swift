import Testing

@testable import Invocation

@Suite struct MediaQuantityTests {
    @Test func readsMoments() throws {
        #expect(try Quantity.moment("90.5", of: "x") == 90_500_000)
        #expect(try Quantity.moment("1:30.25", of: "x") == 90_250_000)
        #expect(try Quantity.moment("01:00:00.001", of: "x") == 3_600_001_000)
        #expect(try Quantity.moment("100:00", of: "x") == 6_000_000_000)
        for text in ["", ":", "1:", "1:60", "1:60:00", "1:2:3:4", "-1", "1e3", "nan", "1:-2", "99999999999"] {
            #expect(throws: UserError.self, "\(text)") { try Quantity.moment(text, of: "--from") }
        }
    }

    @Test func readsBitRates() throws {
        #expect(try Quantity.bitRate("4M", of: "x") == 4_000_000)
        #expect(try Quantity.bitRate("2.5M", of: "x") == 2_500_000)
        #expect(try Quantity.bitRate("800k", of: "x") == 800_000)
        #expect(try Quantity.bitRate("64000", of: "x") == 64_000)
        for text in ["", "M", "0", "-4M", "4G", "4MM", "1e9", "9999999999999999M"] {
            #expect(throws: UserError.self, "\(text)") { try Quantity.bitRate(text, of: "--bitrate") }
        }
    }

    @Test func readsFrameRates() throws {
        #expect(try Quantity.frameRate("25", of: "x") == (25, 1))
        #expect(try Quantity.frameRate("29.97", of: "x") == (2997, 100))
        #expect(try Quantity.frameRate("30000/1001", of: "x") == (30_000, 1_001))
        for text in ["", "0", "1/0", "0/1", "-5", "25fps", "29.97003", "1/2/3", "2000"] {
            #expect(throws: UserError.self, "\(text)") { try Quantity.frameRate(text, of: "--fps") }
        }
    }

    @Test func readsSizesAndPairs() throws {
        #expect(try Quantity.pictureSize("1280x-2", of: "x") == (1280, -2))
        #expect(try Quantity.pictureSize("-2x720", of: "x") == (-2, 720))
        for text in ["", "1280", "-2x-2", "0x0", "-1x5", "1280X720", "1x2x3", "axb", "99999999999999999x2"] {
            #expect(throws: UserError.self, "\(text)") { try Quantity.pictureSize(text, of: "--size") }
        }
        #expect(try Quantity.pair("psy-rd=1,0.2", of: "x") == ("psy-rd", "1,0.2"))
        for text in ["", "a", "=b", "a="] {
            #expect(throws: UserError.self, "\(text)") { try Quantity.pair(text, of: "--encoder-option") }
        }
    }
}
