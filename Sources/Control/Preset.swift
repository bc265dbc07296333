import Invocation
import LinuxIO
import MediaStages

/// Named settings for `--preset`: a JSON file with the keys that `RenderOptions` reads.
enum Preset {
    /// A name without slash is looked for in the folders of `searchPath`, anything else is a path.
    static func load(_ name: String) throws(UserError) -> ConfigurationFile {
        if name.contains("/") { return try read(name) }
        let folders = PresetFolders.searchPath()
        for folder in folders where Files.exists("\(folder)/\(name).json") {
            return try read("\(folder)/\(name).json")
        }
        throw unknown(name, folders)
    }

    private static func read(_ path: String) throws(UserError) -> ConfigurationFile {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read(path, limitBytes: ConfigurationFile.limitBytes)
        } catch {
            throw UserError("cannot read the preset \(path)", cause: error.cause, exitCode: .configuration)
        }
        return try ConfigurationFile(name: path, bytes: bytes)
    }

    /// All that can be named, sorted.
    static func names() -> [String] { names(in: PresetFolders.searchPath()) }

    private static func names(in folders: [String]) -> [String] {
        var names: Set<String> = []
        for folder in folders {
            // Most of these folders do not exist, and one that cannot be listed has no presets to offer.
            guard let files = try? Files.list(folder) else { continue }
            names.formUnion(files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) })
        }
        return names.sorted()
    }

    private static func unknown(_ name: String, _ folders: [String]) -> UserError {
        let known = names(in: folders)
        let near = suggestion(for: name, among: known).map { "did you mean `\($0)`? " } ?? ""
        return UserError(
            "there is no preset `\(name)`", cause: "no file `\(name).json` in the folders of presets",
            hint: near + (known.isEmpty ? "give a path with a slash" : "there are: \(known.joined(separator: ", "))"),
            exitCode: .configuration)
    }
}
