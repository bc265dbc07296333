import JSONText
import Testing

@Suite struct ValueTests {
    @Test func aTreeKeepsTheOrderOfItsMembers() throws {
        let text = #"{"z":1,"a":[true,null,-2.5,"x"],"m":{"k":{}}}"#
        let value = try read(JSONValue.self, text)
        #expect(value.jsonText == text)
        #expect(value["a"]?[3]?.stringValue == "x")
        #expect(value["a"]?[2]?.doubleValue == -2.5)
        #expect(value["a"]?[0]?.boolValue == true)
        #expect(value["z"]?.intValue == 1)
        #expect(value["a"]?[4] == nil)
        #expect(value["nothing"] == nil)
    }

    @Test func aKeyThatAppearsTwiceIsRefused() {
        #expect(failure(JSONValue.self, #"{"a":1,"b":2,"\u0061":3}"#)?.kind == .duplicateKey("a"))
        #expect(failure(JSONValue.self, #"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#) == nil)
    }

    @Test func integersStayIntegersWhileTheyFit() throws {
        #expect(try read(JSONValue.self, "9223372036854775807") == .int(.max))
        #expect(try read(JSONValue.self, "-9223372036854775808") == .int(.min))
        #expect(try read(JSONValue.self, "9223372036854775808") == .double(0x1p63))
        #expect(try read(JSONValue.self, "18446744073709551617") == .double(0x1p64))
        #expect(try read(JSONValue.self, "1.0") == .double(1))
        #expect(try read(JSONValue.self, "-0").jsonText == "-0.0")
    }
}
