import FarmCore
import Invocation
import LinuxIO

/// Borrowing workers from a cluster.
extension CoordinatorSettings {
    /// As an option the command is one word, parted at its spaces; in a file it is a list. No shell reads it.
    static func readElasticCommand(_ settings: inout Settings, isOption: Bool) throws(UserError) -> [String] {
        var command = try settings.texts("elastic_command", option: "elastic")
        if isOption { command = command.flatMap { $0.split(separator: " ").map(String.init) } }
        guard let program = command.first else { return [] }
        guard findProgram(program) != nil else {
            throw UserError(
                "the elastic command cannot be run", cause: "there is no program `\(program)`",
                hint: "give its path, as in --elastic 'Scripts/slurm'", exitCode: .configuration)
        }
        return command
    }

    /// Where others find the coordinator: under its own address or, when it listens on all of them, as a person has said
    /// in FARM_COORDINATOR, and else under the machine's name.
    func address(port: UInt16) -> HostPort {
        guard ["0.0.0.0", "::", "*"].contains(listen.host) else { return HostPort(host: listen.host, port: port) }
        let named = environmentValue("FARM_COORDINATOR").flatMap { text in
            try? HostPort(parsing: text, for: "FARM_COORDINATOR")
        }
        return named ?? HostPort(host: MachineProbe.hostName(), port: port)
    }

    static func readElastic(_ settings: inout Settings) throws(UserError) -> ElasticSettings {
        var elastic = ElasticSettings()
        elastic.limit = try settings.integer("elastic_limit", in: 1...10_000, default: elastic.limit)
        elastic.chunksPerWorker = try settings.integer(
            "elastic_chunks_per_worker", in: 1...10_000, default: elastic.chunksPerWorker)
        let day = 86_400
        elastic.growMilliseconds =
            1_000
            * (try settings.integer("elastic_grow_seconds", in: 0...day, default: elastic.growMilliseconds / 1_000))
        elastic.releaseMilliseconds =
            1_000
            * (try settings.integer(
                "elastic_release_seconds", in: 1...day, default: elastic.releaseMilliseconds / 1_000))
        elastic.repeatMilliseconds =
            1_000
            * (try settings.integer("elastic_repeat_seconds", in: 1...day, default: elastic.repeatMilliseconds / 1_000))
        return elastic
    }
}
