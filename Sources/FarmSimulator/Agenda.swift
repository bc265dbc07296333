import FarmCore
import FarmModel

/// What is going to happen, by time; what happens at the same moment happens in the order in which it was planned.
struct Agenda<Happening> {
    private struct Entry {
        let time: Int
        let order: Int
        let happening: Happening

        func comes(before other: Entry) -> Bool {
            time == other.time ? order < other.order : time < other.time
        }
    }

    private var heap: [Entry] = []
    private var planned = 0

    mutating func plan(_ happening: Happening, at time: Int) {
        planned += 1
        heap.append(Entry(time: time, order: planned, happening: happening))
        var child = heap.count - 1
        while child > 0, heap[child].comes(before: heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func next() -> (time: Int, happening: Happening)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            siftDown()
        }
        return (first.time, first.happening)
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var first = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].comes(before: heap[first]) {
                first = child
            }
            guard first != parent else { return }
            heap.swapAt(first, parent)
            parent = first
        }
    }
}

/// Everything that can happen in the simulated world. `life` counts the processes of the coordinator and `process`
/// those of a worker: what was meant for one that has died since does not happen.
enum Happening {
    case coordinatorStarts(life: Int)
    case tick(life: Int)
    case syncEnds(life: Int, records: Int)
    case storageChecked(life: Int)
    case stageEnds(life: Int, JobID, Stage, run: Int)
    case encoderTakes(life: Int, PipeID)
    case encoderEnds(life: Int, PipeID)
    case pipeFails(life: Int, PipeID)

    case arrivesAtCoordinator(connection: Int, WorkerLine)
    case coordinatorSeesEnd(connection: Int)
    case arrivesAtWorker(connection: Int, CoordinatorLine)
    case workerSeesEnd(connection: Int)

    case workerStarts(worker: Int, process: Int)
    case workerConnects(worker: Int, process: Int)
    case welcomeMissing(worker: Int, process: Int, connection: Int)
    case heartbeatDue(worker: Int, process: Int, connection: Int)
    case attemptEnds(worker: Int, process: Int, AttemptID)
    case departureDue(worker: Int, process: Int)
    case workerThaws(worker: Int, process: Int)

    case coordinatorThaws(life: Int)
    case faultStrikes
    case diskHasRoom
    case personActs
    case faultsEnd
    case personReviews

    var isThaw: Bool { if case .workerThaws = self { true } else { false } }

    /// Something that the coordinator's process has to do itself.
    var concernsCoordinator: Bool {
        switch self {
        case .tick, .syncEnds, .storageChecked, .stageEnds, .encoderTakes, .encoderEnds, .pipeFails,
            .arrivesAtCoordinator, .coordinatorSeesEnd:
            true
        default: false
        }
    }
}

/// What a worker says, as far as the simulation needs it.
enum WorkerLine {
    case hello(WorkerHello)
    case heartbeat(Heartbeat)
    case draining
    case succeeded(AttemptID, AttemptProduct)
    case failed(AttemptID, AttemptFailure)
}

/// What the coordinator says to a worker. `frames` is nil for a drill.
enum CoordinatorLine {
    case welcome
    case refused(mayRetry: Bool)
    /// Without a render it is a drill.
    case assign(Attempt, SimulatedRender?)
    case cancel(AttemptID)
    case acknowledge(AttemptID)
    case drain
}
