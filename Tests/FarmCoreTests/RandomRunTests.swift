import FarmCore
import FarmModel
import Testing

/// Events without rhyme or reason, in an order that no shell would produce: `TestFarm` checks after each of them that
/// nothing is broken and that the records fold to the live state.
@Suite("Random runs")
struct RandomRunTests {
    @Test("nothing breaks the farm", arguments: 1...40)
    func nonsense(seed: UInt64) {
        var random = Noise(state: seed)
        var farm = TestFarm()
        var sessions = [SessionID(900)]
        for _ in 0..<150 {
            switch random.below(14) {
            case 0, 1: sessions.append(join(&farm, &random))
            case 2, 3, 4: farm.tell(.attemptSucceeded(random.pick(sessions), attempt(&random), product(&random)))
            case 5: farm.tell(.attemptFailed(random.pick(sessions), attempt(&random), failure(&random)))
            case 6: farm.tell(.workerDisconnected(random.pick(sessions)))
            case 7: farm.tell(.workerDraining(random.pick(sessions)))
            case 8, 9: _ = farm.command(command(&random))
            case 10, 11: farm.tell(.stageFinished(job(&random), stage(&random), outcome(&random)))
            case 12: farm.pass(milliseconds: random.below(12_000))
            default:
                if random.below(4) == 0 { farm.restart(keeping: random.below(farm.records.count + 1)) }
            }
        }
    }

    private func join(_ farm: inout TestFarm, _ random: inout Noise) -> SessionID {
        let held = (0..<random.below(4)).map { _ in attempt(&random) }
        let name = random.pick(["a", "b", "c"])
        return farm.join(
            name, slots: random.below(4), instance: "\(name)-\(random.below(2))", held: held,
            isDraining: random.below(9) == 0)
    }

    private func attempt(_ random: inout Noise) -> AttemptID { AttemptID(random.below(30)) }

    private func job(_ random: inout Noise) -> JobID { JobID(random.below(6)) }

    private func stage(_ random: inout Noise) -> Stage { random.pick(Stage.allCases) }

    private func product(_ random: inout Noise) -> AttemptProduct {
        random.below(4) == 0 ? .nothing : .chunkFile(Samples.file(frames: 9 + random.below(3)))
    }

    private func failure(_ random: inout Noise) -> AttemptFailure {
        AttemptFailure(kind: random.pick(AttemptFailure.Kind.allCases), summary: "noise")
    }

    private func outcome(_ random: inout Noise) -> StageOutcome {
        random.pick([
            .analyzed(Samples.plan(chunks: 3)), .merged(Samples.merge), .verified(Samples.verification),
            .chunksDamaged([0, 2], reason: "noise"), .failed(StageFailure(summary: "noise", cause: "", mayRetry: true)),
        ])
    }

    private func command(_ random: inout Noise) -> Command {
        let work: Work = random.below(3) == 0 ? .drill(tasks: 4) : .video(Samples.video)
        let submission = Command.submit(JobRequest(work: work, priority: random.below(3)), Samples.run)
        return random.pick([
            submission, submission, .cancel(job(&random)), .pause(job(&random)), .resume(job(&random)),
            .retry(job(&random)), .setPriority(job(&random), random.below(120)), .drain(workerName: "a"),
            .kick(workerName: "b"), .forget(job(&random)),
        ])
    }
}

/// A linear congruential generator: the same numbers in every run.
struct Noise {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(1, bound)))
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
