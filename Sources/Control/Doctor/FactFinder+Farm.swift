import FarmModel
import FarmWire
import Invocation
import LinuxIO

/// What the coordinator says, and how fast.
extension FactFinder {
    func coordinator() throws(UserError) -> MachineFacts.CoordinatorState {
        let farm = try call.farmOrFound()
        do throws(ConnectionProblem) {
            return .answers(try facts(of: CoordinatorClient(farm), at: farm.address))
        } catch {
            let explained = error.asUserError(farm.address)
            return .missing(
                address: farm.address.description, cause: error.words, hint: explained.hint,
                isRequested: call.isAddressGiven)
        }
    }

    private func facts(
        of client: CoordinatorClient, at address: HostPort
    ) throws(ConnectionProblem) -> CoordinatorFacts {
        let (latency, clockAhead) = try measureLatency(client)
        let rate = try measureRate(client)
        guard case .status(let status) = try client.ask(.status), case .workers(let workers) = try client.ask(.workers)
        else { throw .broken(cause: "it answered another question") }
        return CoordinatorFacts(
            address: address.description, port: Int(address.port), isLoopback: address.isLoopback,
            version: status.version, latencyMicroseconds: latency, bytesPerSecond: rate,
            clockAheadMilliseconds: clockAhead, workers: workers)
    }

    /// Of several small questions the quickest counts, for the clock as well: its answer was on its way the shortest.
    private func measureLatency(
        _ client: CoordinatorClient
    ) throws(ConnectionProblem) -> (microseconds: Int, clockAheadMilliseconds: Int) {
        var best: (microseconds: Int, clockAheadMilliseconds: Int)?
        for _ in 0..<DoctorLimits.latencyProbes {
            let wall = FarmClock.wallMilliseconds()
            let start = FarmClock.monotonicNanoseconds()
            let theirs = try probe(client, bytes: 0)
            let took = Int((FarmClock.monotonicNanoseconds() - start) / 1_000)
            guard took < best?.microseconds ?? .max else { continue }
            let ahead = theirs.subtractingReportingOverflow(wall + Int64(took / 2_000))
            best = (took, ahead.overflow ? .max : Int(clamping: ahead.partialValue))
        }
        return best ?? (0, 0)
    }

    private func measureRate(_ client: CoordinatorClient) throws(ConnectionProblem) -> Int64 {
        func milliseconds(_ bytes: Int) throws(ConnectionProblem) -> Int64 {
            let start = FarmClock.monotonicMilliseconds()
            _ = try probe(client, bytes: bytes)
            return max(1, FarmClock.monotonicMilliseconds() - start)
        }
        let quick = try milliseconds(DoctorLimits.firstProbeBytes)
        guard quick < DoctorLimits.quickMilliseconds else { return Int64(DoctorLimits.firstProbeBytes) * 1_000 / quick }
        return Int64(DoctorLimits.largeProbeBytes) * 1_000 / (try milliseconds(DoctorLimits.largeProbeBytes))
    }

    /// Returns the coordinator's clock.
    private func probe(_ client: CoordinatorClient, bytes: Int) throws(ConnectionProblem) -> Int64 {
        let question = ClientRequest.probe(answerBytes: bytes)
        guard
            case .probed(let clock, _) = try client.ask(
                question, timeoutMilliseconds: DoctorLimits.probeMilliseconds)
        else { throw .broken(cause: "it answered another question") }
        return clock.milliseconds
    }
}
