import FarmSecrets
import Glibc
import Invocation
import LinuxIO

/// A coordinator and workers for one video: children of this process that do not outlive it.
final class PrivateFarm {
    /// A child that is killed is started again this often; one that ends by itself has a reason and is not.
    private static let restartsPerMember = 5
    private static let startMilliseconds = 10_000
    /// An idle member ends within a few milliseconds.
    private static let firstRequestMilliseconds = 300
    private static let patienceMilliseconds = 3_000

    /// What went wrong after the start.
    var onFailure: ((UserError) -> Void)?
    let folder: PrivateFolder
    private(set) var endpoint: FarmEndpoint

    private let loop: EventLoop
    let workerCount: Int
    private var coordinator: FarmMember?
    private var workers: [FarmMember] = []
    private var isEnding = false

    init(loop: EventLoop, workers: Int) throws(UserError) {
        self.loop = loop
        workerCount = workers
        folder = try PrivateFolder()
        // A secret of its own: nobody else on this machine has anything to do with this farm.
        endpoint = FarmEndpoint(HostPort(host: "127.0.0.1", port: 0), secret: try folder.makeSecret())
    }

    /// Returns once the coordinator listens and the workers are on their way, or `isCancelled` has become true.
    func start(isCancelled: () -> Bool) throws(UserError) {
        let coordinator = FarmMember(loop: loop, program: "coordinatord", restarts: Self.restartsPerMember)
        self.coordinator = coordinator
        coordinator.arguments = coordinatorArguments + ["--port-file", folder.portFile]
        var failure: UserError?
        coordinator.onEnd = { error in failure = error }
        try coordinator.start()
        var port: HostPort?
        let tick = loop.every(milliseconds: 5) { [folder] in port = folder.publishedAddress }
        defer { tick.cancel() }
        _ = try turn(until: { port != nil || failure != nil || isCancelled() }, Self.startMilliseconds)
        if let failure { throw failure }
        if isCancelled() { return }
        guard let port else {
            throw UserError(
                "the private coordinator does not start",
                cause: "it is not listening after \(Self.startMilliseconds / 1000) s",
                hint: "start a farm with `Scripts/farm up` and look at its logs")
        }
        endpoint.address = port
        // Started again, it must be where the workers look for it.
        coordinator.arguments = coordinatorArguments
        coordinator.onEnd = { [weak self] error in self?.fail(error) }
        for index in 1...workerCount { try startWorker(index) }
    }

    /// Ends every process and removes the folder. Members are asked twice, as a worker wants it that is to drop what it
    /// is rendering, and then not asked any more.
    func end(keepingFiles: Bool) {
        isEnding = true
        let members = workers + [coordinator].compactMap { $0 }
        let steps = [(SIGTERM, Self.firstRequestMilliseconds), (SIGTERM, Self.patienceMilliseconds)]
        for (signal, milliseconds) in steps + [(SIGKILL, Self.patienceMilliseconds)] {
            for member in members { member.end(with: signal) }
            do throws(UserError) {
                if try turn(until: { members.allSatisfy { !$0.isRunning } }, milliseconds) { break }
            } catch {
                // Without a loop there is no waiting; the last of the signals is sent all the same.
                continue
            }
        }
        if !keepingFiles { folder.remove() }
    }

    private var coordinatorArguments: [String] {
        [
            "--listen", endpoint.address.description, "--secret-file", folder.secretFile, "--state", folder.state,
            "--outputs", folder.outputs, "--expect-slots",
            "\(workerCount)",
        ]
    }

    private func startWorker(_ index: Int) throws(UserError) {
        let worker = FarmMember(loop: loop, program: "render-worker", restarts: Self.restartsPerMember)
        worker.arguments = [
            "--coordinator", endpoint.address.description, "--secret-file", folder.secretFile, "--slots", "1", "--name",
            "private-\(index)",
            "--scratch", folder.scratch(ofWorker: index),
        ]
        worker.onEnd = { [weak self] error in
            guard let self, self.workers.allSatisfy({ !$0.isRunning }) else { return }
            self.fail(error)
        }
        workers.append(worker)
        try worker.start()
    }

    private func fail(_ error: UserError) {
        if !isEnding { onFailure?(error) }
    }

    private func turn(until condition: () -> Bool, _ milliseconds: Int) throws(UserError) -> Bool {
        do throws(SystemError) {
            return try loop.run(until: condition, deadlineMilliseconds: milliseconds)
        } catch {
            throw UserError("the private farm cannot be watched", cause: "\(error)")
        }
    }
}
