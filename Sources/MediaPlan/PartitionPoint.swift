extension Range<Int> {
    /// The first index that no longer `belongsBefore`, if all that do come before all that do not; the end where all do.
    func partitionPoint(_ belongsBefore: (Int) -> Bool) -> Int {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if belongsBefore(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Array where Element: Comparable {
    /// Of values in order, how many are below this one.
    func countBelow(_ value: Element) -> Int { indices.partitionPoint { self[$0] < value } }
}
