import FarmModel
import FarmWire
import MediaPlan

/// Removes the run directories of jobs that have ended, and forgets the jobs. Finished videos are never touched.
struct CleanUp {
    unowned let coordinator: Coordinator
    /// Every ended job, and run directories that no job knows.
    let all: Bool
    let minimumAge: Int?

    /// Without being told otherwise, a run is old after a week.
    private static let defaultAgeMilliseconds = 7 * 24 * 3_600 * 1_000

    func run(_ reply: @escaping (ClientReply) -> Void) {
        let farm = coordinator.farm
        let now = coordinator.clock.now
        let age = minimumAge ?? (all ? 0 : Self.defaultAgeMilliseconds)
        let old = farm.state.jobs.filter { job in
            guard job.phase.isFinal, coordinator.clients.isConcluded(job.id) else { return false }
            return job.timeline.finishedAt.map { now.milliseconds(since: $0) >= age } ?? false
        }
        let runs = old.map(\.run).filter { !$0.directory.isEmpty }
        // A failed job may have left its joined but unpublished video beside the place of the output.
        let leftovers = runs.map(RunLayout.temporaryOutput(of:))
        var directories = runs.map(\.directory)
        if all, minimumAge == nil {
            directories += coordinator.runs.orphans(besides: Set(farm.state.jobs.map(\.run.directory)))
        }
        for job in old {
            // Each forgotten job is durable before its answer; the reply below waits for the files, not for these.
            let request = coordinator.clients.expectAnswer { _ in }
            coordinator.handle(.command(.forget(job.id), request))
        }
        let count = directories.count
        coordinator.runs.remove(directories + leftovers) { bytes in reply(.cleaned(runs: count, bytes: bytes)) }
    }
}
