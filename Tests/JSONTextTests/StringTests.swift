import JSONText
import Testing

@Suite struct StringTests {
    @Test func escapesAreDecoded() throws {
        let text = try read(String.self, #""\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\uD83C\uDFAC\u0000""#)
        #expect(text == "\"\\/\u{8}\u{C}\n\r\tAé€\u{1F3AC}\u{0}")
    }

    @Test func everyScalarReadsBackEqual() throws {
        var text = ""
        for value in stride(from: UInt32(0), through: 0x10FFFF, by: 7) {
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        let bytes = text.jsonBytes
        #expect(try readJSON(String.self, from: bytes, limits: .init(stringBytes: .max)) == text)
    }

    @Test func specialBytesAreFoundAtEveryAlignment() throws {
        for length in 0..<40 {
            let plain = String(repeating: "x", count: length)
            #expect(try read(String.self, "\"\(plain)\"") == plain)
            #expect(try read(String.self, "\"\(plain)\\n\(plain)\"") == plain + "\n" + plain)
            #expect(failure(String.self, "\"\(plain)\u{1F}\(plain)\"")?.kind == .controlCharacter)
            #expect(failure(String.self, "\"\(plain)\u{1F}\(plain)\"")?.offset == length + 1)
            #expect(try read(String.self, "\"\(plain)\u{7F} !#[]~\(plain)\"") == plain + "\u{7F} !#[]~" + plain)
        }
    }

    @Test(arguments: [
        #""\ud800""#, #""\udc00""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\ud800""#, #""\udc00\ud800""#,
        #""\ud800\u0041""#,
    ])
    func loneSurrogatesAreRefused(text: String) {
        #expect(failure(String.self, text)?.kind == .loneSurrogate)
    }

    @Test(arguments: [#""\x41""#, #""\u12G4""#, #""\u+123""#, #""\'""#, #""\U0041""#, #""\ud800\uZZZZ""#])
    func unknownEscapesAreRefused(text: String) {
        #expect(failure(String.self, text)?.kind == .invalidEscape)
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2, 0x20], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xE2, 0x82, 0x20], [0xE2, 0x28, 0xA1],
        ] as [[UInt8]])
    func malformedUTF8IsRefused(bytes: [UInt8]) {
        let document = [0x22] + bytes + Array("padding".utf8) + [0x22]
        #expect(failure(String.self, document)?.kind == .invalidUTF8)
        #expect(failure(JSONValue.self, [0x7B] + document + Array(":1}".utf8))?.kind == .invalidUTF8)
    }

    @Test func controlCharactersAreRefused() {
        for byte in UInt8(0)..<0x20 {
            #expect(failure(String.self, [0x22, byte, 0x22])?.kind == .controlCharacter)
        }
    }
}
