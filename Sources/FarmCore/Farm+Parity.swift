import FarmModel

/// What a worker must be able to do, and be, to get a chunk of a job.
struct WorkDemand {
    let kind: String
    /// The external renderer that it has to offer.
    let renderer: String?
    /// The one build of the encoder that will do; nil where any will.
    var build: EncoderBuild?
}

// Encoders of different builds make different bits of the same pictures. Where a job wants one build only, the first
// chunk decides for all: the build with the most slots at that moment makes it, and the others with it.
extension Farm {
    func demand(of queue: JobQueue) -> WorkDemand {
        var demand = WorkDemand(kind: queue.workKind, renderer: queue.renderer, build: nil)
        guard let encoder = queue.strictEncoder else { return demand }
        let build = settledBuild(of: queue) ?? commonestBuild(of: encoder, for: demand)
        demand.build = build.map { EncoderBuild(encoder: encoder, build: $0) }
        return demand
    }

    /// Once nothing of the job is left that a build has made, another one may begin anew.
    private func settledBuild(of queue: JobQueue) -> String? {
        guard queue.running == 0 else { return queue.build }
        guard let index = state.jobIndex(of: queue.job), state.jobs[index].doneChunks > 0 else { return nil }
        return queue.build
    }

    private func commonestBuild(of encoder: String, for demand: WorkDemand) -> String? {
        var slots: [String: Int] = [:]
        for case let presence? in presences where presence.session != nil && !presence.isDraining {
            guard meets(demand, presence.worker) else { continue }
            slots[presence.build(of: encoder), default: 0] += presence.hello.slots
        }
        return slots.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
    }

    func meets(_ demand: WorkDemand, _ worker: WorkerID) -> Bool {
        guard isAllowed(kind: demand.kind, on: worker), offers(demand.renderer, worker) else { return false }
        guard let wanted = demand.build, let presence = presence(of: worker) else { return true }
        return presence.build(of: wanted.encoder) == wanted.build
    }

    /// Whether a worker has what a job needs beside ffmpeg.
    private func offers(_ renderer: String?, _ worker: WorkerID) -> Bool {
        guard let renderer else { return true }
        return presence(of: worker)?.offers(renderer) == true
    }

    func isAllowed(kind: String, on worker: WorkerID) -> Bool {
        guard state.workers.indices.contains(worker.number) else { return false }
        return !state.workers[worker.number].blocked.contains { $0.kind == kind }
    }

    // MARK: Words

    /// What made the finished chunks, the most used build first.
    func encoderBuilds(of job: Job) -> [BuildShare] {
        var shares: [BuildShare] = []
        for case let winner? in job.chunks.lazy.map(\.winner) {
            guard let build = winner.encoderBuild, let name = state.worker(winner.worker)?.name else { continue }
            let index = shares.firstIndex { $0.build == build } ?? shares.count
            if index == shares.count { shares.append(BuildShare(build: build, chunks: 0, workers: [])) }
            shares[index].chunks += 1
            if !shares[index].workers.contains(name) { shares[index].workers.append(name) }
        }
        for index in shares.indices { shares[index].workers.sort() }
        return shares.sorted { ($1.chunks, $0.build) < ($0.chunks, $1.build) }
    }

    /// What a person should know of a job that more than one build has made.
    static func warning(about shares: [BuildShare]) -> String? {
        guard shares.count > 1 else { return nil }
        let parts = shares.map { share in
            let names = share.workers.prefix(FarmLimits.namedWorkers).joined(separator: ", ")
            let more = share.workers.count - FarmLimits.namedWorkers
            return "\(share.build) (\(names)\(more > 0 ? " and \(more) more" : "")): \(share.chunks)"
        }
        return "the chunks come from \(shares.count) different builds of the encoder (--parity strict would allow one "
            + "only): " + parts.joined(separator: "; ")
    }
}
