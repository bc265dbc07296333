import FarmModel
import FarmWire
import Invocation

/// Handing in a job.
extension CoordinatorClient {
    func submit(_ request: JobRequest) throws(ConnectionProblem) -> (job: JobID, run: RunIdentity) {
        guard case .submitted(let job, let run) = try ask(.submit(request)) else {
            throw .broken(cause: "it answered another question")
        }
        return (job, run)
    }
}

extension ControlCall {
    func submit(_ request: JobRequest) throws(UserError) -> (job: JobID, run: RunIdentity) {
        let farm = try farmOrFound()
        do throws(ConnectionProblem) {
            return try CoordinatorClient(farm).submit(request)
        } catch {
            throw error.asUserError(farm.address)
        }
    }
}
