import FarmCore

/// The last steps of a run, put into words only when somebody wants to read them.
struct Trace {
    private static let length = 40

    private enum Step {
        case happening(Happening)
        case event(Event)
        case effect(Effect)
        case remark(String)
    }

    private var steps: [(time: Int, step: Step)] = []
    private var next = 0

    mutating func note(_ time: Int, _ happening: Happening) { add(time, .happening(happening)) }
    mutating func note(_ time: Int, _ event: Event) { add(time, .event(event)) }
    mutating func note(_ time: Int, _ effect: Effect) { add(time, .effect(effect)) }
    mutating func note(_ time: Int, _ remark: String) { add(time, .remark(remark)) }

    private mutating func add(_ time: Int, _ step: Step) {
        if steps.count < Self.length {
            steps.append((time, step))
        } else {
            steps[next] = (time, step)
            next = (next + 1) % Self.length
        }
    }

    /// Oldest first.
    var lines: [String] {
        (steps[next...] + steps[..<next]).map { entry in
            switch entry.step {
            case .happening(let happening): "\(entry.time) ms  \(happening)"
            case .event(let event): "\(entry.time) ms    event  \(event)"
            case .effect(let effect): "\(entry.time) ms    effect \(effect)"
            case .remark(let remark): "\(entry.time) ms    \(remark)"
            }
        }
    }
}
