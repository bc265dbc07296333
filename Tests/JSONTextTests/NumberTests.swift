import JSONText
import Testing

@Suite struct NumberTests {
    @Test func integersReachTheirLimitsAndNoFurther() throws {
        #expect(try read(Int64.self, "9223372036854775807") == .max)
        #expect(try read(Int64.self, "-9223372036854775808") == .min)
        #expect(try read(UInt64.self, "18446744073709551615") == .max)
        #expect(try read(Int.self, "-0") == 0)
        #expect(try read(Int8.self, "-128") == .min)
        for text in ["9223372036854775808", "-9223372036854775809", "18446744073709551616", "99999999999999999999999"] {
            #expect(failure(Int64.self, text)?.kind == .numberOutOfRange)
        }
        #expect(failure(UInt64.self, "18446744073709551616")?.kind == .numberOutOfRange)
        #expect(failure(UInt.self, "-1")?.kind == .numberOutOfRange)
        #expect(failure(Int8.self, "128")?.kind == .numberOutOfRange)
    }

    @Test func fractionsAndExponentsAreNoIntegers() {
        for text in ["1.0", "1e3", "1E3", "0.0"] {
            #expect(failure(Int.self, text)?.kind == .expected(.integer))
        }
    }

    @Test(arguments: [
        "01", "-01", "00", "-", "+1", ".1", "1.", "1.e3", "1e", "1e+", "1e-", "-a", "0x10", "1_0", "1.2.3",
    ])
    func malformedNumbersAreRefused(text: String) {
        #expect(failure(JSONValue.self, text) != nil)
        #expect(failure(Double.self, text) != nil)
        #expect(failure(Int.self, text) != nil)
    }

    @Test func doublesReadAsTheNearestValue() throws {
        let samples: [(String, Double)] = [
            ("0", 0), ("1", 1), ("-2.5", -2.5), ("1e3", 1000), ("1E-2", 0.01), ("0.1", 0.1), ("29.97", 29.97),
            ("123456789012345677877719597056", 123_456_789_012_345_677_877_719_597_056),
            ("9007199254740993", 9_007_199_254_740_992), ("1e22", 1e22), ("1e23", 1e23),
            ("5e-324", .leastNonzeroMagnitude),
            ("2.2250738585072014e-308", .leastNormalMagnitude), ("1.7976931348623157e308", .greatestFiniteMagnitude),
            ("1e-400", 0), ("0e99999999999", 0), ("0.000000000000000000000000000001", 1e-30),
        ]
        for (text, value) in samples {
            #expect(try read(Double.self, text) == value, "\(text)")
        }
        #expect(try read(Double.self, "-0").sign == .minus)
        #expect(failure(Double.self, "1e400")?.kind == .numberOutOfRange)
        #expect(failure(JSONValue.self, "-1e400")?.kind == .numberOutOfRange)
    }

    @Test func everyDoubleThatIsWrittenReadsBackEqual() throws {
        var random = SeededNumbers(seed: 7)
        var samples: [Double] = [
            0, -0.0, 1, -1, 0.1, 1 / 3, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 0x1p53,
            0x1p53 - 1,
            0x1p53 + 2, -0x1p63, 0x1p63, 1e21, 1e22, 1e23, 123456.789,
        ]
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            if value.isFinite { samples.append(value) }
            samples.append(Double(random.next() % 1_000_000) / 1000)
        }
        for value in samples {
            let back = try readJSON(Double.self, from: value.jsonBytes)
            #expect(back.bitPattern == value.bitPattern)
            #expect(try readJSON(JSONValue.self, from: value.jsonBytes) == .double(value))
        }
    }
}
