import FarmModel
import FarmSecrets
import FarmWire
import Invocation
import LinuxIO

/// The farm that is measured: the one that is running, or one of our own.
final class BenchFarm {
    let endpoint: FarmEndpoint
    let isPrivate: Bool
    /// A farm of our own that has broken down does not come back; one of others is waited for.
    var onFailure: ((UserError) -> Void)? {
        didSet { own?.onFailure = onFailure }
    }
    private let own: PrivateFarm?

    /// Workers of a private farm have joined within a tenth of that.
    private static let joinMilliseconds = 15_000

    /// The running farm, if there is one.
    static func running(_ call: ControlCall) throws(UserError) -> BenchFarm? {
        try call.isFarmRunning() ? BenchFarm(call.farm(), own: nil) : nil
    }

    /// A farm of our own with workers of one slot each; returns when all of them have joined.
    static func started(_ own: PrivateFarm, _ turn: Turning) throws(UserError) -> BenchFarm {
        try own.start { turn.isInterrupted }
        try turn.checkInterruption()
        let farm = BenchFarm(own.endpoint, own: own)
        try turn.until(joinMilliseconds, "the workers of the private farm do not join") {
            () throws(UserError) -> Bool in
            try farm.status().slots >= own.workerCount
        }
        return farm
    }

    private init(_ endpoint: FarmEndpoint, own: PrivateFarm?) {
        self.endpoint = endpoint
        self.own = own
        isPrivate = own != nil
    }

    func end() { own?.end(keepingFiles: false) }

    func status() throws(UserError) -> FarmStatus {
        guard case .status(let status) = try ask(.status) else { throw wrongAnswer }
        return status
    }

    func workers() throws(UserError) -> [WorkerSummary] {
        guard case .workers(let workers) = try ask(.workers) else { throw wrongAnswer }
        return workers
    }

    func ask(_ request: ClientRequest) throws(UserError) -> ClientReply {
        do throws(ConnectionProblem) {
            return try CoordinatorClient(endpoint).ask(request)
        } catch {
            throw error.asUserError(endpoint.address)
        }
    }

    func submit(_ request: JobRequest) throws(UserError) -> (job: JobID, run: RunIdentity) {
        do throws(ConnectionProblem) {
            return try CoordinatorClient(endpoint).submit(request)
        } catch {
            throw error.asUserError(endpoint.address)
        }
    }

    private var wrongAnswer: UserError {
        ConnectionProblem.broken(cause: "it answered another question").asUserError(endpoint.address)
    }

    /// The processes of the farm on this machine.
    func localProcesses() throws(UserError) -> [Int32] {
        let host = MachineProbe.hostName()
        let status = try status()
        let workers = try workers().filter { $0.host == host }.map(\.processID)
        return ((status.host == host ? [status.processID] : []) + workers).compactMap { Int32(exactly: $0) }
    }
}
