import JSONText
import Testing

@Suite struct ReaderTests {
    @Test func aMessageReadsBackEqual() throws {
        let message = SampleMessage()
        #expect(try readJSON(SampleMessage.self, from: message.jsonBytes) == message)
        #expect(try read(SampleMessage.self, message.prettyJSONText()) == message)
    }

    @Test func unknownKeysAreSkippedWhateverTheyHold() throws {
        let text = #"{"x":[{"y":[1,2.5e3,"z\u00e9",null,true,false,{}]}],"job":3,"name":"n","w":-0.0}"#
        #expect(try read(SampleMessage.self, text).job == 3)
    }

    @Test func keysMatchInTheirEscapedSpellingToo() throws {
        #expect(try read(SampleMessage.self, #"{"j\u006fb":3,"name":"n"}"#).job == 3)
    }

    @Test func aMissingKeyIsNamed() {
        #expect(failure(SampleMessage.self, #"{"job":3}"#)?.kind == .missingKey("name"))
    }

    @Test func errorsSayWhereTheyAre() throws {
        let text = "{\"name\":\"é\",\n \"parts\":[{\"part\":1},\n  {\"part\":\"x\"}]}"
        let error = try #require(failure(SampleMessage.self, text))
        #expect(error.kind == .expected(.integer))
        #expect(error.path == "parts[1].part")
        #expect(error.lineAndColumn(in: text.utf8) == (3, 11))
        #expect(error.description == "parts[1].part: expected an integer (byte \(error.offset))")
    }

    @Test func nullIsAcceptedOnlyWhereItIsAskedFor() throws {
        #expect(failure(Int.self, "null")?.kind == .expected(.integer))
        #expect(try read(SampleMessage.self, #"{"job":3,"name":"n","note":null}"#).note == nil)
    }

    @Test func theTagIsReadWithoutMovingTheReader() throws {
        try Array(#" { "type" : "hello", "a":1}"#.utf8).withUnsafeBytes { bytes in
            var json = JSONReader(bytes)
            #expect(try json.peekTag("type") == "hello")
            #expect(json.offset == 0)
            try json.skip()
            try json.finish()
        }
        // Whoever writes by hand, or with a library, has the keys in any order.
        let late = try Array(#"{"a":{"type":"b"},"type":"hello"}"#.utf8).withUnsafeBytes {
            try JSONReader($0).peekTag("type").text
        }
        #expect(late == "hello")
        for text in ["{}", #"{"a":{"type":"hello"}}"#] {
            Array(text.utf8).withUnsafeBytes { bytes in
                let json = JSONReader(bytes)
                #expect(throws: JSONError(.missingKey("type"), offset: 0)) { try json.peekTag("type") }
            }
        }
    }

    @Test func rawValueHandsOutTheBytesOfOneValue() throws {
        try Array(#" {"a":[1, 2]} "#.utf8).withUnsafeBytes { bytes in
            var json = JSONReader(bytes)
            #expect(Array(try json.rawValue()) == Array(#"{"a":[1, 2]}"#.utf8))
            try json.finish()
        }
    }

    @Test func unknownNamesAreErrorsThatSayTheName() throws {
        try Array(#""running""#.utf8).withUnsafeBytes { bytes in
            var json = JSONReader(bytes)
            let name = try json.keyword()
            #expect(json.unknownName(name).kind == .unknownName("running"))
        }
    }

    @Test func limitsAreKept() {
        #expect(failure(String.self, "\"abcdef\"", limits: .init(stringBytes: 5))?.kind == .stringTooLong(limit: 5))
        #expect(failure(String.self, "\"abcde\"", limits: .init(stringBytes: 5)) == nil)
        #expect(failure(String.self, #""\u0041bcde""#, limits: .init(stringBytes: 5)) == nil)
        #expect(failure(String.self, #""ééé""#, limits: .init(stringBytes: 5))?.kind == .stringTooLong(limit: 5))
        #expect(failure(Int.self, "12345", limits: .init(documentBytes: 4))?.kind == .documentTooLong(limit: 4))
        #expect(failure([Int].self, "[1,2]", limits: .init(depth: 0))?.kind == .tooDeep(limit: 0))
    }

    @Test func nestingIsBoundedEvenWhereItIsSkipped() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(failure(JSONValue.self, deep)?.kind == .tooDeep(limit: 32))
        #expect(failure(SampleMessage.self, #"{"x":"# + deep)?.kind == .tooDeep(limit: 32))
        let allowed = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        #expect(failure(JSONValue.self, allowed) == nil)
        #expect(failure(JSONValue.self, "[" + allowed + "]")?.kind == .tooDeep(limit: 32))
        let siblings = "[" + Array(repeating: "[[]]", count: 1000).joined(separator: ",") + "]"
        #expect(failure(JSONValue.self, siblings, limits: .init(depth: 3)) == nil)
    }

    @Test func everyTruncationIsAnError() {
        let documents = [
            SampleMessage().jsonBytes,
            Array(#"[-12.5e+3,true,false,null,"a\ud83c\udfac\n€",{"k":{}}]"#.utf8),
        ]
        for document in documents {
            for length in 0..<document.count {
                let part = Array(document[..<length])
                #expect(failure(SampleMessage.self, part) != nil)
                #expect(failure(JSONValue.self, part)?.kind == .unexpectedEnd)
            }
        }
    }

    @Test func nothingMayFollowTheDocument() {
        #expect(failure(Int.self, "1 2")?.kind == .trailingBytes)
        #expect(failure(Int.self, "1,")?.kind == .trailingBytes)
        #expect(failure(Int.self, " \t\r\n1 \t\r\n") == nil)
        #expect(failure(JSONValue.self, "{}\u{0}")?.kind == .trailingBytes)
        #expect(failure(Int.self, "")?.kind == .unexpectedEnd)
    }

    @Test(arguments: [
        "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}", "[1,]", "[,1]", "[1 2]", "[", "]", "}",
        "tru", "True", "nul", "nulll", "'a'", "+1", ".5", "\u{FEFF}1", "//\n1", "[1}", "{\"a\":1]", "NaN", "Infinity",
    ])
    func brokenGrammarIsRefused(text: String) {
        #expect(failure(JSONValue.self, text) != nil)
    }
}
