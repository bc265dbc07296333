import JSONText
import Testing

@Suite struct WriterTests {
    @Test func commasStandBetweenMembersAndElementsOnly() {
        var json = JSONWriter()
        json.object { json in
            json.field("a", 1)
            json.object("b") { _ in }
            json.array("c") { json in
                json.value(1)
                json.null()
                json.value(true)
                json.array { _ in }
            }
            json.field("d", array: ["x", "y"])
            json.field("e", optional: Int?.none)
            json.field("f", orNull: Int?.none)
            json.dynamicField("g\"", [[1], []])
            json.dynamicObject("h") { json in json.field("i", "j") }
            json.dynamicArray("k") { json in json.value(Int64(-5)) }
        }
        json.endLine()
        json.value("next")
        #expect(
            String(decoding: json.bytes, as: UTF8.self)
                == #"{"a":1,"b":{},"c":[1,null,true,[]],"d":["x","y"],"f":null,"g\"":[[1],[]],"h":{"i":"j"},"k":[-5]}"#
                + "\n\"next\"")
    }

    @Test func integersAreWrittenToTheirLimits() {
        #expect(Int64.min.jsonText == "-9223372036854775808")
        #expect(UInt64.max.jsonText == "18446744073709551615")
        #expect([0, 9, 10, -1, 100, 99].jsonText == "[0,9,10,-1,100,99]")
        #expect(Int8.min.jsonText == "-128")
    }

    @Test func stringsCarryOnlyTheEscapesThatJSONDemands() {
        #expect("a/b\u{7F}é\u{2028}".jsonText == "\"a/b\u{7F}é\u{2028}\"")
        #expect("\"\\\n\r\t\u{8}\u{C}\u{0}\u{1F}".jsonText == #""\"\\\n\r\t\b\f\u0000\u001f""#)
    }

    @Test func whatIsNoNumberIsWrittenAsNull() {
        #expect([Double.nan, .infinity, -.infinity].jsonText == "[null,null,null]")
    }

    @Test func aReusedBufferStartsEmpty() {
        var json = JSONWriter(reusing: [1, 2, 3])
        json.value(7)
        #expect(json.bytes == [UInt8(ascii: "7")])
    }

    @Test func prettyTextIndentsAndKeepsEmptyContainersTogether() {
        let value = JSONValue.object([
            .init("a", .array([.int(1), .object([])])), .init("b{,:", .string("x\\\"[")), .init("c", .array([])),
        ])
        let pretty = """
            {
              "a": [
                1,
                {}
              ],
              "b{,:": "x\\\\\\"[",
              "c": []
            }
            """
        #expect(value.prettyJSONText() == pretty)
        #expect(prettyJSON(Array(pretty.utf8)) == Array(pretty.utf8))
    }
}
