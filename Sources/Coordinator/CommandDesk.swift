import FarmCore
import FarmModel
import FarmWire
import LinuxIO

/// Carries out what people ask the farm to do, whichever way they ask. Each request is answered once: at once, or when
/// the record of it is on disk.
struct CommandDesk {
    unowned let coordinator: Coordinator

    func perform(_ command: Command, completion: @escaping (Result<Void, ClientError>) -> Void) {
        if let problem = coordinator.journalProblem {
            return completion(
                .failure(
                    ClientError(
                        .busy, summary: "nothing can be changed at the moment", cause: problem,
                        hint: "make room on that disk, and try again")))
        }
        let clients = coordinator.clients
        let request = clients.expectAnswer { answer in
            guard case .done = answer else { return completion(.failure(ClientError(answer))) }
            if case .retry(let job) = command { clients.markReopened(job) }
            completion(.success(()))
        }
        coordinator.handle(.command(command, request))
    }

    func submit(_ wanted: JobRequest, completion: @escaping (Result<(JobID, RunIdentity), ClientError>) -> Void) {
        var job = wanted.settled(by: coordinator.settings.frames)
        if let problem = coordinator.storageProblem {
            return completion(
                .failure(
                    ClientError(
                        .busy, summary: "no job is accepted at the moment", cause: problem,
                        hint: "make room on that disk; running jobs go on by themselves")))
        }
        guard case .video(let asked) = job.work else {
            return hand(job, RunIdentity(name: "", directory: "", output: ""), completion)
        }
        let video: VideoRequest
        do throws(ClientError) {
            video = try coordinator.settings.fence.admitted(asked)
        } catch {
            return completion(.failure(error))
        }
        job.work = .video(video)
        let active = coordinator.farm.state.jobs.filter { !$0.phase.isFinal }.map(\.run.output)
        if let complaint = SubmissionCheck.complaint(about: video, activeOutputs: active) {
            return completion(.failure(complaint))
        }
        do throws(SystemError) {
            hand(job, try coordinator.runs.make(for: video), completion)
        } catch {
            completion(
                .failure(
                    ClientError(
                        .outputUnusable, summary: "no run directory can be made", cause: error.description,
                        hint: "check the coordinator's --outputs folder")))
        }
    }

    private func hand(
        _ job: JobRequest, _ run: RunIdentity,
        _ completion: @escaping (Result<(JobID, RunIdentity), ClientError>) -> Void
    ) {
        let runs = coordinator.runs
        let request = coordinator.clients.expectAnswer { answer in
            if case .submitted(let id) = answer { return completion(.success((id, run))) }
            if !run.directory.isEmpty { runs.discard(run) }
            completion(.failure(ClientError(answer)))
        }
        coordinator.handle(.command(.submit(job, run), request))
    }
}
