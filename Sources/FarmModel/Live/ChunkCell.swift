/// A chunk as one cell of a map: where it stands, and whether it took more than one try.
public enum ChunkCell: String, Equatable, Sendable, CaseIterable {
    case queued = "q"
    /// Waits for another try after a failure.
    case queuedAgain = "t"
    case running = "r"
    case runningAgain = "n"
    /// Two attempts race for it.
    case backedUp = "b"
    case done = "d"
    case doneAfterRetries = "e"
    case failed = "f"

    public init(_ chunk: ChunkState) {
        switch chunk.status {
        case .queued: self = chunk.failures.isEmpty ? .queued : .queuedAgain
        case .running where chunk.backup != nil: self = .backedUp
        case .running: self = chunk.failures.isEmpty ? .running : .runningAgain
        case .done: self = chunk.failures.isEmpty ? .done : .doneAfterRetries
        case .failed: self = .failed
        }
    }
}

/// A row of cells of one job, or a part of it.
public struct ChunkMap: Equatable, Sendable {
    public var job: JobID
    /// The chunk of the first cell.
    public var first: Int
    /// How many chunks the job has.
    public var total: Int
    public var cells: [ChunkCell]

    public init(job: JobID, first: Int, total: Int, cells: [ChunkCell]) {
        self.job = job
        self.first = first
        self.total = total
        self.cells = cells
    }

    /// `12d4r8q`: how many, and which; the number 1 is left out.
    public var text: String {
        var text = ""
        var index = 0
        while index < cells.count {
            var end = index + 1
            while end < cells.count, cells[end] == cells[index] { end += 1 }
            text += (end - index > 1 ? String(end - index) : "") + cells[index].rawValue
            index = end
        }
        return text
    }

    /// The cells that a text names; nil when it is none, or names more than there may be.
    public static func cells(of text: String) -> [ChunkCell]? {
        var cells: [ChunkCell] = []
        var count = 0
        for byte in text.utf8 {
            if 0x30...0x39 ~= byte {
                count = count * 10 + Int(byte) - 0x30
                guard count <= FarmLimits.chunksPerVideo else { return nil }
            } else {
                guard let cell = ChunkCell(rawValue: String(UnicodeScalar(byte))) else { return nil }
                cells += Array(repeating: cell, count: max(1, count))
                count = 0
                guard cells.count <= FarmLimits.chunksPerVideo else { return nil }
            }
        }
        return count == 0 ? cells : nil
    }
}
