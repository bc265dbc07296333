import Foundation
import Testing

@Suite("Presets and example configuration")
struct ConfigurationTests {
    static let presets = Repository.files(below: "Config/presets")

    @Test("there are presets, each a JSON file")
    func thereArePresets() {
        #expect(Self.presets.count >= 5)
        #expect(Self.presets.allSatisfy { $0.hasSuffix(".json") })
    }

    @Test("each preset has a description and known keys of the right kind", arguments: presets)
    func presetIsUnderstood(path: String) throws {
        let texts: Set = [
            "description", "filter", "encoder", "encoder_preset", "pixel_format", "audio", "output_extension",
        ]
        let numbers: Set = ["crf", "threads"]
        let preset = try object(path)
        #expect(preset["description"] is String)
        for (key, value) in preset {
            #expect(texts.contains(key) || numbers.contains(key), "\(path): unknown key \(key)")
            #expect(numbers.contains(key) ? value is Int : value is String, "\(path): wrong kind of value for \(key)")
        }
    }

    @Test("the examples show every key of the configuration, and no other")
    func examplesAreComplete() throws {
        let coordinator: Set = [
            "listen", "state", "outputs", "max_attempts", "lease_timeout_milliseconds", "reconnect_grace_milliseconds",
            "progress_timeout_milliseconds", "retry_base_delay_milliseconds", "minimum_free_bytes", "max_connections",
            "log_limit_bytes",
        ]
        let worker: Set = ["coordinator", "slots", "name", "scratch", "memory_per_slot_bytes"]
        #expect(try keys("Config/coordinator.json") == coordinator)
        #expect(try keys("Config/worker.json") == worker)
    }

    @Test("each key of an example is explained", arguments: ["Config/coordinator.json", "Config/worker.json"])
    func examplesAreCommented(path: String) throws {
        let all = try Set(object(path).keys)
        for key in try keys(path) { #expect(all.contains("// \(key)"), "\(key) has no comment") }
    }

    private func keys(_ path: String) throws -> Set<String> {
        Set(try object(path).keys.filter { !$0.hasPrefix("//") })
    }

    private func object(_ path: String) throws -> [String: Any] {
        let data = try Data(contentsOf: Repository.url(path))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}
