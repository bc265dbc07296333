import FarmModel
import FarmWire

/// What those who watch are told.
extension Samples {
    mutating func events() -> [FarmEvent] {
        [
            .snapshot(snapshot()), .status(status()), .job(summary()), .jobForgotten(job()), .worker(workerSummary()),
            .workerGone(worker()), .chunks(map()), .note(note()),
        ]
    }

    mutating func event() -> FarmEvent { one(of: events()) }

    mutating func snapshot() -> FarmSnapshot {
        FarmSnapshot(
            status: status(), jobs: list { $0.summary() }, workers: list { $0.workerSummary() },
            maps: list { $0.map() }, notes: list { $0.note() })
    }

    mutating func map() -> ChunkMap {
        ChunkMap(job: job(), first: count(), total: count(), cells: list { $0.one(of: ChunkCell.allCases) })
    }

    mutating func note() -> FarmNote {
        FarmNote(
            at: time(), severity: one(of: FarmNote.Severity.allCases), job: maybe { $0.job() },
            chunk: maybe { $0.below(100) }, attempt: maybe { $0.attempt() }, worker: maybe { $0.text() }, text: text())
    }
}
