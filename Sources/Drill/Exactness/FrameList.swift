import Invocation
import LinuxIO

/// Time and content of each frame, as ffmpeg's `framemd5` lists them.
struct FrameList {
    /// In seconds.
    private var tick = (numerator: 1, denominator: 1)
    private(set) var pts: [Int] = []
    private var hashes: [Substring] = []

    /// ffmpeg went through the whole input and did not give up.
    let isComplete: Bool

    init(_ text: String, isComplete: Bool = true) {
        self.isComplete = isComplete
        for line in text.split(separator: "\n") {
            if line.hasPrefix("#tb 0: ") {
                let parts = line.dropFirst(7).split(separator: "/").compactMap { Int($0) }
                if parts.count == 2 { tick = (parts[0], parts[1]) }
            } else if !line.hasPrefix("#") {
                let fields = line.split(separator: ",").map { $0.drop { $0 == " " } }
                guard fields.count >= 6, let time = Int(fields[2]) else { continue }
                pts.append(time)
                hashes.append(fields[5])
            }
        }
    }

    var isEmpty: Bool { pts.isEmpty }

    private func microseconds(_ index: Int) -> Int {
        (pts[index] - pts[0]) * 1_000_000 * tick.numerator / tick.denominator
    }

    /// What differs first, in words; nil when the two are the same video. Times count from the first frame: where a file
    /// begins is the container's own. Where the reference's own times do not increase, a file has to move them, and the
    /// pictures alone count.
    func difference(from reference: FrameList, slackMicroseconds: Int) -> String? {
        guard pts.count == reference.pts.count else {
            return "\(pts.count) frames instead of \(reference.pts.count)"
                + (firstOtherPicture(than: reference).map { ", and picture \($0) is another" } ?? "")
        }
        if let first = firstOtherPicture(than: reference) {
            let count = zip(hashes, reference.hashes).count { $0 != $1 }
            return "\(count) pictures of \(pts.count) differ, the first is \(first)"
        }
        guard zip(reference.pts, reference.pts.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        let isMoved = { [self] index in
            abs(microseconds(index) - reference.microseconds(index)) > slackMicroseconds
        }
        return pts.indices.first(where: isMoved).map { index in
            "frame \(index) is shown at \(microseconds(index)) us instead of \(reference.microseconds(index)) us"
        }
    }

    /// From the first picture that is another to the last; nil when all are the same, and when there are not as many.
    func otherPictures(than reference: FrameList) -> ClosedRange<Int>? {
        guard pts.count == reference.pts.count else { return nil }
        let others = zip(hashes, reference.hashes).enumerated().filter { $0.element.0 != $0.element.1 }.map(\.offset)
        guard let first = others.first, let last = others.last else { return nil }
        return first...last
    }

    private func firstOtherPicture(than reference: FrameList) -> Int? {
        zip(hashes, reference.hashes).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    }
}
