import FarmCore
import FarmModel
import Testing

@testable import Coordinator

@Suite("Effects wait for the records before them")
struct EffectOutboxTests {
    private func effect(_ number: Int) -> Effect { .acknowledge(SessionID(1), AttemptID(number)) }

    @Test("an effect leaves when the records before it are durable, and not sooner")
    func waits() {
        var outbox = EffectOutbox()
        #expect(outbox.isEmpty)
        outbox.add(effect(1), recordsBefore: 0)
        outbox.add(effect(2), recordsBefore: 3)
        outbox.add(effect(3), recordsBefore: 5)
        #expect(!outbox.isEmpty)
        #expect(outbox.take(durableRecords: 0) == effect(1))
        #expect(outbox.take(durableRecords: 2) == nil)
        #expect(outbox.take(durableRecords: 3) == effect(2))
        #expect(outbox.take(durableRecords: 4) == nil)
        #expect(outbox.take(durableRecords: 9) == effect(3))
        #expect(outbox.isEmpty && outbox.take(durableRecords: 9) == nil)
    }

    @Test("an effect never overtakes one that waits")
    func order() {
        var outbox = EffectOutbox()
        outbox.add(effect(1), recordsBefore: 2)
        outbox.add(effect(2), recordsBefore: 2)
        #expect(outbox.take(durableRecords: 1) == nil)
        outbox.add(effect(3), recordsBefore: 2)
        #expect((1...3).map { _ in outbox.take(durableRecords: 2) } == [effect(1), effect(2), effect(3)])
    }

    @Test("a long queue that is never quite empty keeps its order and gives back what it has handed out")
    func longQueue() {
        var outbox = EffectOutbox()
        var added = 0
        var taken = 0
        for turn in 1...100 {
            for _ in 1...300 {
                added += 1
                outbox.add(effect(added), recordsBefore: turn)
            }
            while taken < added - 7, let next = outbox.take(durableRecords: turn) {
                taken += 1
                guard next == effect(taken) else {
                    Issue.record("\(next) came instead of effect \(taken)")
                    return
                }
            }
        }
        #expect(taken == added - 7 && !outbox.isEmpty)
    }
}
