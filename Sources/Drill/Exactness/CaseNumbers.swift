/// Numbers that look random and follow from a seed and a name alone (SplitMix64), so that a single case can be run again
/// without those before it.
struct CaseNumbers {
    private var state: UInt64

    init(seed: Int, name: String) {
        // FNV-1a: the same in every run, which the hashes of the standard library are not.
        state = name.utf8.reduce(0xCBF2_9CE4_8422_2325 ^ UInt64(truncatingIfNeeded: seed)) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The slight bias of the remainder does not matter here.
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[within(0...(elements.count - 1))]
    }
}
