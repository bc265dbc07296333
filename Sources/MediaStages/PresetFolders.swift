import JSONText
import LinuxIO

/// Where presets are: beside the installed program, in the checkout that the program was built in, in the current folder.
public enum PresetFolders {
    /// The folders, the first one wins.
    public static func searchPath() -> [String] { InstalledFolders.all(of: "presets") + ["Config/presets"] }

    /// Every preset that can be read, by name. A file that is none is left out: `renderctl` says what is wrong with it.
    public static func all() -> [(name: String, settings: JSONValue)] {
        var presets: [String: JSONValue] = [:]
        for folder in searchPath() {
            guard let files = try? Files.list(folder) else { continue }
            for file in files where file.hasSuffix(".json") {
                let name = String(file.dropLast(5))
                guard presets[name] == nil, let bytes = try? Files.read("\(folder)/\(file)", limitBytes: 64 << 10),
                    let value = try? readJSON(JSONValue.self, from: bytes)
                else { continue }
                presets[name] = value
            }
        }
        return presets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
