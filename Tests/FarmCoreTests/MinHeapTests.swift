import Testing

@testable import FarmCore

@Suite("Heap")
struct MinHeapTests {
    @Test("everything comes out in order", arguments: 1...20)
    func order(seed: UInt64) {
        var random = Noise(state: seed)
        var heap = MinHeap<Int>()
        var expected: [Int] = []
        for _ in 0..<200 {
            if random.below(3) > 0 {
                let number = random.below(100)
                heap.insert(number)
                expected.append(number)
                expected.sort()
            } else {
                #expect(heap.popFirst() == (expected.isEmpty ? nil : expected.removeFirst()))
            }
            #expect(heap.first == expected.first)
            #expect(heap.count == expected.count)
        }
    }
}
