import FarmModel
import Invocation

/// What the coordinator and its workers show.
extension Diagnosis {
    var coordinator: [Finding] {
        switch facts.coordinator {
        case .missing(let address, let cause, let hint, let isRequested):
            let advice = [hint].compactMap { $0 }
            guard isRequested else {
                return [
                    Finding(level: .note, topic: "coordinator", text: "none at \(address): \(cause)", advice: advice)
                ]
            }
            return [Finding(level: .problem, topic: "coordinator", text: "\(address): \(cause)", advice: advice)]
        case .answers(let farm):
            return [version(of: farm), link(to: farm), clock(of: farm)].compactMap { $0 }
        }
    }

    private func version(of farm: CoordinatorFacts) -> Finding {
        guard farm.version != FarmVersion.current else {
            return .ok("coordinator", "\(farm.address), version \(farm.version)")
        }
        return Finding(
            level: .warning, topic: "coordinator",
            text: "\(farm.address) is version \(farm.version), and this renderctl \(FarmVersion.current)",
            advice: ["use programs of one version"])
    }

    private func link(to farm: CoordinatorFacts) -> Finding {
        let latency = Words.decimal(Double(farm.latencyMicroseconds) / 1_000, digits: 1)
        let text = "\(latency) ms to an answer, \(Words.bytes(farm.bytesPerSecond))/s"
        // Within one machine there is nothing to improve but what else it has to do.
        if farm.isLoopback { return .ok("network", "\(text), within this machine") }
        if farm.bytesPerSecond < DoctorLimits.slowBytesPerSecond {
            return Finding(
                level: .warning, topic: "network",
                text: "\(text): workers here would wait for their inputs more than render",
                advice: [
                    "use a cable or a nearer access point, or give workers a copy of the inputs under the same path"
                ])
        }
        if farm.latencyMicroseconds > DoctorLimits.longLatencyMicroseconds {
            return Finding(
                level: .note, topic: "network", text: text,
                advice: ["with such a delay longer chunks pay: --chunk-seconds 10 or more"])
        }
        return .ok("network", text)
    }

    private func clock(of farm: CoordinatorFacts) -> Finding {
        let off = farm.clockAheadMilliseconds
        // A clock may stand at the beginning of all time, or at its end: beyond some millennia nothing is gained.
        let distance = Int(min(off.magnitude, 1 << 50))
        let size = Words.duration(milliseconds: distance)
        guard distance > DoctorLimits.clockMilliseconds else {
            return .ok("clock", "differs from the coordinator's by \(size)")
        }
        let advice =
            facts.system == .linux
            ? "let the system keep the time: sudo timedatectl set-ntp true" : "sudo hwclock --hctosys"
        return Finding(
            level: .warning, topic: "clock",
            text: """
                \(size) \(off > 0 ? "behind" : "ahead of") the coordinator's: nothing depends on it, but logs of two machines \
                will not fit together
                """,
            advice: [advice])
    }

    // MARK: Workers

    var workers: [Finding] {
        guard case .answers(let farm) = facts.coordinator else { return [] }
        guard !farm.workers.isEmpty else {
            return [
                Finding(
                    level: .note, topic: "workers", text: "no worker has joined",
                    advice: ["start some: Scripts/farm up, or Scripts/farm join on another machine"])
            ]
        }
        // One that is awaited after a restart of the coordinator has not said yet what it has.
        let known = farm.workers.filter { $0.ffmpegVersion != nil }
        return known.isEmpty ? [] : [versions(of: known)] + builds(of: known)
    }

    private func versions(of workers: [WorkerSummary]) -> Finding {
        let groups = grouped(workers) { $0.ffmpegVersion ?? "" }
        guard groups.count > 1 else {
            return .ok("workers", "\(Words.count(workers.count, "worker")), all with ffmpeg \(groups[0].key)")
        }
        return Finding(
            level: .warning, topic: "workers", text: "different versions of ffmpeg: " + words(for: groups),
            advice: ["install the same version everywhere; until then seams that disagree are rendered again"])
    }

    /// Encoders of which the workers have different builds; those that part the workers in the same way go together.
    private func builds(of workers: [WorkerSummary]) -> [Finding] {
        var seen: [String] = []
        for encoder in workers.flatMap({ $0.encoderBuilds.map(\.encoder) }) where !seen.contains(encoder) {
            seen.append(encoder)
        }
        var partings: [(encoders: [String], camps: [[String]])] = []
        for encoder in seen {
            let camps = grouped(workers) { worker in
                worker.encoderBuilds.first { $0.encoder == encoder }?.build ?? "none"
            }.map(\.names).sorted { $0[0] < $1[0] }
            if let index = partings.firstIndex(where: { $0.camps == camps }) {
                partings[index].encoders.append(encoder)
            } else if camps.count > 1 {
                partings.append(([encoder], camps))
            }
        }
        return partings.map { parting in
            Finding(
                level: .note, topic: "encoder builds",
                text: "\(parting.encoders.joined(separator: ", ")): different on "
                    + parting.camps.map(Self.names).joined(separator: " and on "),
                advice: ["a job that must come from one build only: submit --parity strict"])
        }
    }

    private func grouped(
        _ workers: [WorkerSummary], by key: (WorkerSummary) -> String
    ) -> [(key: String, names: [String])] {
        var groups: [(key: String, names: [String])] = []
        for worker in workers {
            let key = key(worker)
            if let index = groups.firstIndex(where: { $0.key == key }) {
                groups[index].names.append(worker.name)
            } else {
                groups.append((key, [worker.name]))
            }
        }
        return groups.sorted { ($1.names.count, $0.key) < ($0.names.count, $1.key) }
    }

    private func words(for groups: [(key: String, names: [String])]) -> String {
        groups.map { "\($0.key) (\(Self.names($0.names)))" }.joined(separator: "; ")
    }

    private static func names(_ names: [String]) -> String {
        let more = names.count - FarmLimits.namedWorkers
        return names.prefix(FarmLimits.namedWorkers).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
