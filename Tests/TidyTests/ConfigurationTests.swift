import Foundation
import Testing

@Suite("Presets and example configuration")
struct ConfigurationTests {
    static let presets = Repository.files(below: "Config/presets")

    static let texts: Set = [
        "description", "filter", "size", "fps", "encoder", "bitrate", "encoder_preset", "tune", "pixel_format", "audio",
        "audio_codec", "audio_bitrate", "output_extension",
    ]
    static let numbers: Set = ["crf", "qp", "threads"]
    static let lists: Set = ["encoder_options"]

    @Test("there are presets, each a JSON file")
    func thereArePresets() {
        #expect(Self.presets.count >= 5)
        #expect(Self.presets.allSatisfy { $0.hasSuffix(".json") })
    }

    @Test("each preset has a description and known keys of the right kind", arguments: presets)
    func presetIsUnderstood(path: String) throws {
        let preset = try object(path)
        #expect(preset["description"] is String)
        for (key, value) in preset {
            let isRightKind =
                Self.numbers.contains(key) && value is Int || Self.texts.contains(key) && value is String
                || Self.lists.contains(key) && value is [String]
            #expect(isRightKind, "\(path): unknown key, or wrong kind of value for \(key)")
        }
    }

    @Test("the examples show every key that the programs ask for, and no other")
    func examplesAreComplete() throws {
        #expect(try keys("Config/coordinator.json") == settings(askedForIn: "Sources/Coordinator"))
        #expect(try keys("Config/worker.json") == settings(askedForIn: "Sources/Worker"))
    }

    @Test("the presets' known keys are those that renderctl asks for")
    func presetKeysAreCurrent() throws {
        let asked = try settings(askedForIn: "Sources/Control").subtracting(
            ["coordinator", "secret_file", "discovery_port"])
        #expect(asked == Self.texts.union(Self.numbers).union(Self.lists))
    }

    @Test("each key of an example is explained", arguments: ["Config/coordinator.json", "Config/worker.json"])
    func examplesAreCommented(path: String) throws {
        let all = try Set(object(path).keys)
        for key in try keys(path) { #expect(all.contains("// \(key)"), "\(key) has no comment") }
    }

    /// The keys of all settings that a folder's sources read.
    private func settings(askedForIn folder: String) throws -> Set<String> {
        let pattern = #"settings\.\w+\(\s*"(\w+)""#
        let asked = try Repository.swiftFiles(folder).flatMap { try $0.text.matches(of: pattern) }
        return Set(asked.map { $0[1] })
    }

    private func keys(_ path: String) throws -> Set<String> {
        Set(try object(path).keys.filter { !$0.hasPrefix("//") })
    }

    private func object(_ path: String) throws -> [String: Any] {
        let data = try Data(contentsOf: Repository.url(path))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}
