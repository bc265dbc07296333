/// The candidate that was probably meant by `word`: the nearest one, if it is near enough.
public func suggestion(for word: String, among candidates: [String]) -> String? {
    // Longer words are no typing errors, and the distance costs the product of both lengths.
    guard !word.isEmpty, word.utf8.count <= 64 else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
        let distance = editDistance(Array(word.utf8), Array(candidate.utf8))
        if distance < (best?.distance ?? .max) { best = (candidate, distance) }
    }
    if let best, best.distance <= max(1, min(3, word.utf8.count / 3)) { return best.candidate }
    let begun = candidates.filter { $0.hasPrefix(word) }
    return begun.count == 1 ? begun[0] : nil
}

/// How many letters must be inserted, removed, replaced or swapped with their neighbour.
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
        var current = [row + 1]
        for column in 0..<right.count {
            let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
            var distance = min(replaced, last[column + 1] + 1, current[column] + 1)
            let isSwapped = row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
            if isSwapped { distance = min(distance, beforeLast[column - 1] + 1) }
            current.append(distance)
        }
        beforeLast = last
        last = current
    }
    return last[right.count]
}
