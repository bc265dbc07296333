import Foundation
import Testing

/// Every input that a fuzzer was stopped by once, and the seeds that it begins with, fed again. A mistake crashes.
@Suite("What fuzzers have found") struct ReplayTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    @Test("is read without harm", arguments: FuzzTarget.allCases)
    func replay(target: FuzzTarget) throws {
        var inputs: [Data] = [Data()]
        for kind in ["Found", "Seeds"] {
            let files = Self.folder.appendingPathComponent("\(kind)/\(target.rawValue)")
            let names = (try? FileManager.default.contentsOfDirectory(atPath: files.path)) ?? []
            for name in names.sorted() { inputs.append(try Data(contentsOf: files.appendingPathComponent(name))) }
        }
        #expect(inputs.count > 1, "there is nothing to begin with")
        for input in inputs {
            // Whole, and cut off at some places: what arrives may end anywhere.
            for length in Set([input.count, input.count / 2, max(0, input.count - 1)]) {
                input.prefix(length).withUnsafeBytes { target.run($0) }
            }
        }
    }
}
