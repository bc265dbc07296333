import FarmCore
import FarmModel
import Glibc
import Invocation
import LinuxIO
import MediaPlan

/// Tells a cluster how many workers the farm would like to borrow, by a command that a person has configured:
/// `COMMAND up N` asks that there be N of them, `COMMAND down` lets them go.
///
/// Whatever the command does, the farm does not wait for it.
final class ElasticWorkers {
    private let loop: EventLoop
    private let command: [String]
    private let address: HostPort
    private let log: CoordinatorLog
    private var demand: ElasticDemand
    private var child: ChildProcess?
    private var lastLine = ErrorTail()

    /// - Parameters:
    ///   - command: a program and its first arguments; no shell reads it.
    ///   - address: where the borrowed workers find the coordinator; the command gets it as FARM_COORDINATOR.
    init(
        loop: EventLoop, command: [String], address: HostPort, settings: ElasticSettings, log: CoordinatorLog
    ) {
        self.loop = loop
        self.command = command
        self.address = address
        self.log = log
        demand = ElasticDemand(settings: settings)
    }

    /// To be called every second.
    func update(_ work: (waiting: Int, running: Int), at now: Timestamp) {
        // What is being said must be over before something else is: two at once could come in the wrong order.
        guard child == nil, let wish = demand.wish(waiting: work.waiting, running: work.running, at: now) else {
            return
        }
        switch wish {
        case .workers(let count): run(["up", "\(count)"], because: "\(work.waiting) chunks wait")
        case .release: run(["down"], because: "nothing is left to do")
        }
    }

    private func run(_ arguments: [String], because reason: String) {
        let words = (command + arguments).joined(separator: " ")
        log.write("elastic: \(reason): `\(words)`")
        lastLine = ErrorTail()
        var request = SpawnRequest(program: command[0], arguments: command.dropFirst() + arguments)
        request.environmentAdditions = ["FARM_COORDINATOR": address.description]
        do throws(SystemError) {
            child = try ChildProcess.spawn(loop: loop, request) { [weak self] _, bytes in
                self?.lastLine.read(bytes)
            } onExit: { [weak self] status, _ in
                self?.onExit(status)
            }
        } catch {
            log.write("elastic: it cannot be started: \(error.description)")
            return
        }
        let mine = child
        loop.after(milliseconds: CoordinatorLimits.elasticCommandMilliseconds) { [weak self] in
            guard let self, let child, child === mine else { return }
            log.write("elastic: it takes too long and is stopped")
            child.signalGroup(SIGKILL)
        }
    }

    private func onExit(_ status: ExitStatus) {
        child = nil
        guard !status.isSuccess else { return }
        // The target is told again in a while, so a cluster that is away for a moment loses nothing.
        log.write("elastic: it failed: \(status.description): \(lastLine.lines.suffix(2).joined(separator: " "))")
    }

    func stop() { child?.signalGroup(SIGKILL) }
}
