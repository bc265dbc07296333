import FarmModel
import FarmWire
import JSONText
import Testing

@Suite struct MessageTests {
    private static let seeds = 0..<40

    @Test func everyMessageReadsBackEqual() throws {
        for seed in Self.seeds {
            var samples = Samples(seed: UInt64(seed))
            for message in samples.workerMessages() { try expectRoundTrip(message) }
            for message in samples.coordinatorMessages() { try expectRoundTrip(message) }
            for message in samples.requests() { try expectRoundTrip(message) }
            for message in samples.replies() { try expectRoundTrip(message) }
        }
    }

    @Test func everyStageOutcomeReadsBackEqual() throws {
        for seed in Self.seeds {
            var samples = Samples(seed: UInt64(seed))
            for outcome in samples.outcomes() {
                #expect(try readJSON(StageOutcome.self, from: outcome.jsonBytes) == outcome)
            }
        }
    }

    @Test func everyTruncatedMessageIsRefused() {
        var samples = Samples(seed: 3)
        for message in samples.workerMessages() { expectTruncationsAreRefused(message) }
        for message in samples.coordinatorMessages() { expectTruncationsAreRefused(message) }
        for message in samples.requests() { expectTruncationsAreRefused(message) }
        for message in samples.replies() { expectTruncationsAreRefused(message) }
    }

    @Test func mutatedMessagesNeverCrash() {
        var samples = Samples(seed: 11)
        for _ in 0..<200 {
            for message in samples.workerMessages() { readMutated(message, &samples) }
            for message in samples.coordinatorMessages() { readMutated(message, &samples) }
            for message in samples.requests() { readMutated(message, &samples) }
            for message in samples.replies() { readMutated(message, &samples) }
        }
    }

    private func expectRoundTrip<Message: WireMessage>(_ message: Message) throws {
        let line = message.line
        #expect(line.last == UInt8(ascii: "\n"))
        #expect(line.count { $0 == UInt8(ascii: "\n") } == 1)
        #expect(line.starts(with: Array(#"{"type":""#.utf8)))
        #expect(try Message(line: line.dropLast()) == message)
    }

    private func expectTruncationsAreRefused<Message: WireMessage>(_ message: Message) {
        let line = message.line.dropLast()
        for length in 0..<line.count {
            #expect(throws: WireError.self) { try Message(line: Array(line.prefix(length))) }
        }
    }

    private func readMutated<Message: WireMessage>(_ message: Message, _ samples: inout Samples) {
        var line = Array(message.line.dropLast())
        for _ in 0...samples.below(3) {
            let place = samples.below(line.count)
            if samples.flag() { line[place] = UInt8(samples.below(256)) } else { line.remove(at: place) }
        }
        do throws(WireError) {
            // What is still a message must be one that can be written and read again.
            let read = try Message(line: line)
            #expect(throws: Never.self) { try Message(line: read.line.dropLast()) }
        } catch {
            #expect(!error.description.isEmpty)
        }
    }
}

extension WireMessage {
    init(line: some Sequence<UInt8>) throws(WireError) { try self.init(line: Array(line)) }
    init(text: String) throws(WireError) { try self.init(line: Array(text.utf8)) }
}
