import Foundation
import JSONText
import Testing

/// Mutated documents must be judged the same by Foundation's parser, which was written independently.
@Suite struct FoundationAgreementTests {
    private static let seeds = [
        #"{"type":"progress","job":12,"rate":29.97,"list":[1,-2,3.5e+2,true,false,null],"s":"a\n\u00e9\ud83c\udfac€"}"#,
        #"[[],{},"",0,-0,1e5,"\\\"\/\b\f\r\t",{"a":{"b":[{"c":"d"}]}}]"#,
        #"  "lonely"  "#,
        #"[0.1,1E-3,123456789012,-7,"tab:\t"]"#,
    ].map { Array($0.utf8) }

    private static let alphabet =
        Array(#"{}[],:"\/ntrufalse0123456789eE+-. \#t\#n\#u{1}\#u{7F}"#.utf8) + [0x80, 0xC3, 0xE2, 0xED, 0xF0]

    @Test func mutatedDocumentsAreJudgedAlike() {
        var random = SeededNumbers(seed: 20)
        var accepted = 0
        for round in 0..<6_000 {
            var document = Self.seeds[round % Self.seeds.count]
            for _ in 0...random.next() % 3 { Self.mutate(&document, &random) }
            let ours = failure(JSONValue.self, document)
            if Self.isOutsideComparison(document, ours) { continue }
            let theirs = (try? JSONSerialization.jsonObject(with: Data(document), options: [.fragmentsAllowed])) != nil
            #expect(
                (ours == nil) == theirs, "\(String(decoding: document, as: UTF8.self)): \(String(describing: ours))")
            if ours == nil { accepted += 1 }
        }
        #expect(accepted > 500)
    }

    private static func mutate(_ document: inout [UInt8], _ random: inout SeededNumbers) {
        let place = Int(random.next() % UInt64(document.count))
        let byte = alphabet[Int(random.next() % UInt64(alphabet.count))]
        switch random.next() % 4 {
        case 0: document[place] = byte
        case 1: document.insert(byte, at: place)
        case 2: if document.count > 1 { document.remove(at: place) }
        default: document.swapAt(place, Int(random.next() % UInt64(document.count)))
        }
    }

    /// What Foundation judges by rules of its own: repeated keys, the range of doubles, a comma in front
    /// of a closing bracket, and documents whose encoding it guesses from zero bytes.
    private static func isOutsideComparison(_ document: [UInt8], _ ours: JSONError?) -> Bool {
        switch ours?.kind {
        case .duplicateKey, .numberOutOfRange: true
        case .expected(.value), .expected(.key):
            ours.map { document[$0.offset] | 0x20 == UInt8(ascii: "}") } ?? false
        default: document.isEmpty || document.contains(0)
        }
    }
}
