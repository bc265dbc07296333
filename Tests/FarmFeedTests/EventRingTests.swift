import FarmFeed
import FarmModel
import Testing

@Suite("The ring of events")
struct EventRingTests {
    private func ring(_ count: Int, limitBytes: Int = 1_000) -> EventRing {
        var ring = EventRing(limitBytes: limitBytes)
        for number in 0..<count {
            ring.append(name: "note", job: JobID(number), bytes: [UInt8](repeating: 0, count: 10))
        }
        return ring
    }

    @Test("whoever has seen some events gets the ones behind")
    func resume() {
        let ring = ring(5)
        #expect(ring.lastNumber == 5)
        #expect(ring.entries(after: 3)?.map(\.number) == [4, 5])
        #expect(ring.entries(after: 0)?.count == 5)
        #expect(ring.entries(after: 5)?.isEmpty == true)
    }

    @Test("whoever has fallen behind the ring, or names a number of another life, must be told everything anew")
    func tooFarBehind() {
        let ring = ring(5_000, limitBytes: 100)
        #expect(ring.entries(after: 4_990)?.map(\.number) == Array(4_991...5_000))
        #expect(ring.entries(after: 4_989) == nil)
        #expect(ring.entries(after: 5_001) == nil)
        #expect(ring.entries(after: -1) == nil)
        var cleared = ring
        cleared.clear()
        #expect(cleared.entries(after: 5_000) == nil)
        #expect(cleared.entries(after: 5_001)?.isEmpty == true)
    }
}
