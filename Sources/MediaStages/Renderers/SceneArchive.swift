import FarmModel
import Glibc
import LinuxIO
import MediaPlan

/// Packs a scene with all that it needs into one archive in the run's folder, the same for the same files: what workers
/// render from, and what nobody changes any more.
struct SceneArchive {
    let request: StageRequest
    let renderer: RendererRequest

    private var input: String { request.request.input }
    private var folder: String { RunLayout.sceneDirectory(of: request.run) }
    private var path: String { RunLayout.archivePath(of: request.run) }

    func run() throws(MediaError) -> (archive: InputIdentity, plan: RendererPlan) {
        try request.makeSceneFolder()
        let scene: String
        if let name = renderer.sceneName {
            scene = try repack(name)
        } else if let assets = renderer.assets {
            scene = try pack(folder: assets)
        } else {
            guard try size(of: input) <= StageLimits.assetBytes else {
                throw refusal("it has more than \(StageLimits.assetBytes >> 30) GiB")
            }
            let (parent, name) = RunLayout.split(input)
            try pack([name], from: parent)
            scene = name
        }
        let archive = try InputCheck(path: path).identity()
        do throws(SystemError) {
            let hash = try sha256OfFile(path)
            return (
                archive,
                RendererPlan(
                    name: renderer.name, scene: scene, archiveSHA256: hash, firstFrame: renderer.firstFrame)
            )
        } catch {
            throw MediaError("the run directory cannot be read", error)
        }
    }

    // MARK: What travels

    /// Returns the scene's place in the folder.
    private func pack(folder assets: String) throws(MediaError) -> String {
        let root: String
        let scene: String
        if let objection = request.bounds.objection(to: assets) {
            throw MediaError("the scene's files are out of bounds", cause: objection)
        }
        do throws(SystemError) {
            root = try Files.realPath(assets)
            scene = try Files.realPath(input)
        } catch {
            throw MediaError("the scene's files cannot be read", cause: error.description)
        }
        guard root != "/", scene.hasPrefix(root + "/") else {
            throw MediaError(
                "the scene does not lie in the folder of its files", cause: "\(input) is not below \(assets)",
                hint: "--assets names a folder that holds the scene")
        }
        try pack(try SceneFolder(root).files, from: root)
        return String(scene.dropFirst(root.utf8.count + 1))
    }

    /// The archive that somebody made is unpacked and packed anew: what is in it is then what may be in it.
    private func repack(_ scene: String) throws(MediaError) -> String {
        try checkArchive()
        let unpacked = "\(folder)/unpacked"
        do throws(SystemError) {
            try Files.makeDirectories(unpacked, mode: 0o700)
        } catch {
            throw MediaError("the run directory cannot be written to", error)
        }
        try tar(
            ["--extract", "--no-same-owner", "--no-same-permissions", "--file", input, "--directory", unpacked],
            "the archive of the scene cannot be unpacked")
        let files = try SceneFolder(unpacked).files
        guard files.contains(scene) else {
            let near = files.filter { $0.hasSuffix("/" + RunLayout.split(scene).name) }.first
            throw MediaError(
                "the scene is not in the archive", cause: "there is no file `\(scene)` in \(input)",
                hint: near.map { "did you mean `\($0)`?" })
        }
        try pack(files, from: unpacked)
        do throws(SystemError) {
            try Files.removeTree(unpacked)
        } catch {
            throw MediaError("the run directory cannot be written to", error)
        }
        return scene
    }

    /// Compressed archives are not taken: nobody knows how large they become.
    private func checkArchive() throws(MediaError) {
        guard try size(of: input) <= StageLimits.assetBytes else {
            throw refusal("it has more than \(StageLimits.assetBytes >> 30) GiB")
        }
        guard isPlainArchive else {
            throw refusal("it is not a plain tar archive (unpack compressed ones first)")
        }
        var members = 0
        let listing = SpawnRequest(program: "tar", arguments: ["--list", "--file", input])
        do throws(SystemError) {
            _ = try runCommand(listing, timeoutMilliseconds: StageLimits.scanMilliseconds) { _ in
                members += 1
                return members > StageLimits.assetFiles ? .stop : .goOn
            }
        } catch {
            throw refusal(error.cause)
        }
        guard members <= StageLimits.assetFiles else {
            throw refusal("it has more than \(StageLimits.assetFiles) files")
        }
    }

    private var isPlainArchive: Bool {
        guard let file = try? FileDescriptor.open(input, flags: O_RDONLY) else { return false }
        var head = [UInt8](repeating: 0, count: 512)
        let count = head.withUnsafeMutableBytes { (try? file.read(into: $0)) ?? 0 }
        return count == head.count && head[257..<262].elementsEqual("ustar".utf8)
    }

    private func size(of path: String) throws(MediaError) -> Int64 {
        do throws(SystemError) {
            return try Files.facts(path).sizeBytes
        } catch {
            throw refusal(error.cause)
        }
    }

    private func refusal(_ cause: String) -> MediaError {
        MediaError("the scene cannot travel", cause: "\(input): \(cause)")
    }

    // MARK: tar

    /// No links, owners and times: what they were makes no difference to the frames.
    private func pack(_ files: [String], from root: String) throws(MediaError) {
        let list = "\(folder)/assets.list"
        do throws(SystemError) {
            try Files.writeAtomically(list, Array(files.map { $0 + "\0" }.joined().utf8), synced: false)
        } catch {
            throw MediaError("the run directory cannot be written to", error)
        }
        try tar(
            [
                "--create", "--file", path, "--format=gnu", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0",
                "--mode=u=rw,go=r", "--dereference", "--hard-dereference", "--no-recursion", "--directory", root,
                "--null", "--verbatim-files-from", "--files-from", list,
            ], "the scene's files cannot be packed")
        do throws(SystemError) {
            try Files.remove(list)
        } catch {
            throw MediaError("the run directory cannot be written to", error)
        }
    }

    private func tar(_ arguments: [String], _ summary: String) throws(MediaError) {
        var request = SpawnRequest(program: "tar", arguments: arguments)
        request.environmentAdditions = ["LC_ALL": "C.UTF-8", "TAR_OPTIONS": ""]
        let result: CommandResult
        do throws(SystemError) {
            result = try runCommand(request, timeoutMilliseconds: StageLimits.scanMilliseconds)
        } catch {
            throw MediaError(summary, error)
        }
        guard result.isSuccess else {
            let lines = ErrorTail(of: result.standardErrorTail).lines
            // tar goes on after a mistake, and says in the end only that there was one.
            let isFull = lines.contains { $0.contains("No space left") }
            throw MediaError(
                summary, cause: lines.first ?? "tar failed", mayRetry: isFull, needsRoom: isFull, lastLines: lines)
        }
    }
}
