/// A binary heap: the smallest element comes out first. Deterministic, unlike anything hashed.
struct MinHeap<Element: Comparable> {
    private var elements: [Element] = []

    var isEmpty: Bool { elements.isEmpty }
    var count: Int { elements.count }
    var first: Element? { elements.first }
    /// In no useful order.
    var unordered: [Element] { elements }

    mutating func insert(_ element: Element) {
        elements.append(element)
        siftUp(from: elements.count - 1)
    }

    mutating func popFirst() -> Element? {
        guard let smallest = elements.first else { return nil }
        let last = elements.removeLast()
        if !elements.isEmpty {
            elements[0] = last
            siftDown(from: 0)
        }
        return smallest
    }

    /// Puts another element in the place of one; nothing happens where it is not there.
    mutating func replace(_ old: Element, by new: Element) {
        guard let index = elements.firstIndex(where: { $0 == old }) else { return }
        elements[index] = new
        siftUp(from: index)
        siftDown(from: index)
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard elements[child] < elements[parent] else { return }
            elements.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var smallest = parent
            let left = 2 * parent + 1
            let right = left + 1
            if left < elements.count, elements[left] < elements[smallest] { smallest = left }
            if right < elements.count, elements[right] < elements[smallest] { smallest = right }
            guard smallest != parent else { return }
            elements.swapAt(smallest, parent)
            parent = smallest
        }
    }
}
