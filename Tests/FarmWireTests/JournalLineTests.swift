import FarmModel
import FarmWire
import JSONText
import Testing

@Suite struct JournalLineTests {
    /// CRC32C bit by bit, to be independent of the fast one that the farm hands in.
    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0x82F6_3B78 : sum >> 1 }
        }
        return ~sum
    }

    private func line(_ record: Record) -> [UInt8] {
        var json = JSONWriter()
        JournalLine.append(record, to: &json, checksum: Self.checksum)
        return json.bytes
    }

    private func read(_ line: some Sequence<UInt8>) -> Result<Record, JournalLineError> {
        Array(line).withUnsafeBytes { bytes in
            do throws(JournalLineError) {
                return .success(try JournalLine.read(bytes, checksum: Self.checksum))
            } catch {
                return .failure(error)
            }
        }
    }

    @Test func everyRecordReadsBackEqual() {
        for seed in 0..<40 {
            var samples = Samples(seed: UInt64(seed))
            for record in samples.records() {
                #expect(read(line(record).dropLast()) == .success(record))
            }
        }
    }

    @Test func aLineIsChecksumSpaceJSONNewline() {
        let text = String(decoding: line(.jobPaused(JobID(3))), as: UTF8.self)
        #expect(text == "3bf0c754 {\"type\":\"job_paused\",\"job_id\":3}\n")
    }

    @Test func theChecksumIsThePublishedOne() {
        #expect(Array("123456789".utf8).withUnsafeBytes(Self.checksum) == 0xE306_9283)
    }

    @Test func linesFollowEachOtherInOneWriter() {
        var json = JSONWriter()
        for job in 0..<3 { JournalLine.append(.jobPaused(JobID(job)), to: &json, checksum: Self.checksum) }
        let lines = json.bytes.split(separator: UInt8(ascii: "\n"))
        #expect(lines.map { read($0) } == (0..<3).map { .success(.jobPaused(JobID($0))) })
    }

    @Test func aJobIsStoredWithoutItsChunks() throws {
        var samples = Samples(seed: 1)
        var job = Job(
            id: JobID(1), request: samples.request(), run: samples.run(), phase: .rendering, submittedAt: samples.time()
        )
        let header = job
        job.chunks = [ChunkState()]
        job.files = [nil]
        #expect(read(line(.jobRestored(job)).dropLast()) == .success(.jobRestored(header)))
    }

    @Test func whatWasWrittenCanBeReadWhateverItsSize() {
        let long = String(repeating: "x", count: 100_000)
        let failure = AttemptFailure(kind: .lost, summary: long, lastLines: Array(repeating: long, count: 100))
        let records: [Record] = [
            .attemptFailed(AttemptID(1), failure, then: .giveUp, at: Timestamp(milliseconds: -1)),
            .workerNamed(WorkerID(1), name: long),
            .jobSubmitted(
                JobID(1), JobRequest(work: .video(VideoRequest(input: long, filter: long, warmUpFrames: -1))),
                RunIdentity(name: long, directory: long, output: long), at: Timestamp(milliseconds: 0)),
        ]
        for record in records { #expect(read(line(record).dropLast()) == .success(record)) }
    }

    @Test func everyTruncationAndEveryFlippedBitIsSeen() {
        var samples = Samples(seed: 5)
        for record in samples.records() {
            let whole = Array(line(record).dropLast())
            for length in 0..<whole.count {
                if case .success = read(whole[..<length]) { Issue.record("accepted \(length) bytes of \(whole.count)") }
            }
            for place in whole.indices {
                var damaged = whole
                damaged[place] ^= UInt8(1 << samples.below(8))
                if case .success = read(damaged) { Issue.record("accepted damage at \(place)") }
            }
        }
    }

    @Test func errorsSayWhatIsWrong() {
        #expect(read("".utf8) == .failure(.notFramed))
        #expect(read("0000000g {}".utf8) == .failure(.notFramed))
        #expect(read("00000000 {}".utf8) == .failure(.checksumMismatch(written: 0, computed: 0x297B_D0AA)))
        let json = Array(#"{"type":"from_the_future"}"#.utf8)
        let sum = String(json.withUnsafeBytes(Self.checksum), radix: 16)
        let framed = Array((String(repeating: "0", count: 8 - sum.count) + sum + " ").utf8) + json
        guard case .failure(.malformed(let error)) = read(framed) else {
            Issue.record("an unknown record was accepted")
            return
        }
        #expect(error.kind == .unknownName("from_the_future"))
    }
}
