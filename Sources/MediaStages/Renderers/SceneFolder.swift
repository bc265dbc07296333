import LinuxIO

/// All files below a folder that travel with a scene: only files, only from inside, and not too many.
struct SceneFolder {
    /// Without links.
    let root: String
    /// Relative to the root, in the order of their bytes.
    private(set) var files: [String] = []
    private var bytes: Int64 = 0

    init(_ root: String) throws(MediaError) {
        self.root = root
        try walk("", real: root, ancestors: [root])
    }

    private mutating func walk(_ folder: String, real: String, ancestors: [String]) throws(MediaError) {
        guard ancestors.count <= StageLimits.assetDepth else {
            throw refusal("\(root)\(folder) lies more than \(StageLimits.assetDepth) folders deep")
        }
        let names: [String]
        do throws(SystemError) {
            names = try Files.list(real)
        } catch {
            throw refusal(error.description)
        }
        for name in names { try take("\(folder)/\(name)", at: "\(real)/\(name)", ancestors: ancestors) }
    }

    private mutating func take(_ name: String, at path: String, ancestors: [String]) throws(MediaError) {
        let place: String
        let facts: FileFacts
        do throws(SystemError) {
            let isLink = try Files.factsIfPresent(path, followingLinks: false)?.kind == .symbolicLink
            place = isLink ? try Files.realPath(path) : path
            guard place == root || place.hasPrefix(root + "/") else {
                throw SystemError(operation: "follow", subject: path, code: 0, detail: "the link leads out of \(root)")
            }
            facts = try Files.facts(place)
        } catch {
            throw refusal(error.description)
        }
        switch facts.kind {
        case .regular: try add(name, facts.sizeBytes)
        case .directory:
            guard !ancestors.contains(place) else { throw refusal("\(path) is a link to a folder that it is in") }
            try walk(name, real: place, ancestors: ancestors + [place])
        case .symbolicLink, .other: throw refusal("\(path) is neither a file nor a folder")
        }
    }

    private mutating func add(_ name: String, _ size: Int64) throws(MediaError) {
        files.append(String(name.dropFirst()))
        bytes += size
        guard files.count <= StageLimits.assetFiles else {
            throw refusal("\(root) has more than \(StageLimits.assetFiles) files")
        }
        guard bytes <= StageLimits.assetBytes else {
            throw refusal("the files in \(root) have more than \(StageLimits.assetBytes >> 30) GiB")
        }
    }

    private func refusal(_ cause: String) -> MediaError {
        MediaError(
            "the scene cannot travel with its files", cause: cause,
            hint: "put what the scene needs into a folder of its own, and name that with --assets")
    }
}
