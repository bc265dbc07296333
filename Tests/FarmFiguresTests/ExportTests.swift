import FarmFigures
import FarmModel
import Foundation
import JSONText
import Testing

@Suite("Exports of a benchmark")
struct ExportTests {
    private func schema() throws -> JSONSchema {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try JSONSchema(
            String(contentsOf: root.appendingPathComponent("docs/benchmark.schema.json"), encoding: .utf8))
    }

    private func document(_ benchmark: Benchmark) throws -> JSONValue {
        try readJSON(JSONValue.self, from: benchmark.jsonBytes)
    }

    @Test("an export is what the schema says")
    func validates() throws {
        #expect(try schema().complaints(about: document(Samples.benchmark(Samples.usual))) == [])
        let single = Samples.usual.filter { $0.kind != .plain && $0.kind != .farm(workers: 1) }
        #expect(try schema().complaints(about: document(Samples.benchmark(single))) == [])
    }

    @Test("the schema finds what is not right")
    func complains() throws {
        guard case .object(var members) = try document(Samples.benchmark(Samples.usual)) else { return }
        members.removeAll { $0.key == "runs" }
        members.append(.init("more", .null))
        members.append(.init("remarks", .string("one")))
        let found = try schema().complaints(about: .object(members))
        #expect(found.contains(": runs is missing"))
        #expect(found.contains(".more is not known"))
        #expect(found.contains { $0.hasPrefix(".remarks: not a") })
    }

    @Test("reading an export gives back the measurement, and the same figures")
    func roundTrip() throws {
        let benchmark = Samples.benchmark(Samples.usual)
        let read = try readJSON(Benchmark.self, from: benchmark.jsonBytes)
        #expect(read == benchmark)
        #expect(BenchmarkFigures(read.runs) == BenchmarkFigures(benchmark.runs))
    }

    @Test("what is not an export is refused")
    func refuses() throws {
        for text in ["{}", "[]", #"{"format":2}"#] {
            #expect(throws: JSONError.self) { try readJSON(Benchmark.self, from: Array(text.utf8)) }
        }
        let text = Samples.benchmark(Samples.usual).jsonText
        let noWorkers = text.replacingOccurrences(
            of: #""kind":"farm","workers":2"#, with: #""kind":"farm","workers":0"#)
        #expect(throws: JSONError.self) { try readJSON(Benchmark.self, from: Array(noWorkers.utf8)) }
    }

    @Test("two benchmarks beside each other: what is clear, what is within the spread, what is not the same")
    func comparison() throws {
        let left = Samples.benchmark(Samples.usual)
        var right = left
        for index in right.runs.indices where right.runs[index].kind == .farm(workers: 2) {
            right.runs[index].wallSeconds *= 0.5
        }
        right.machine.cores = 4
        let comparison = BenchmarkComparison(left, right)
        #expect(comparison.lines.map(\.kind) == [.serial, .plain, .farm(workers: 1), .farm(workers: 2)])
        #expect(comparison.lines.map(\.isClear) == [false, false, false, true])
        #expect(comparison.lines.last?.verdict == "50 % less")
        #expect(comparison.lines.first?.verdict == "within the spread")
        #expect(comparison.differences == ["cores: 2 and 4"])
    }
}
