import FarmHTTP
import FarmModel
import FarmWire
import LinuxIO
import MediaPlan

/// Inputs that clients have sent, below the outputs' folder. Each lies in a folder that is named by its content: so
/// whoever sends it again goes on where it was broken off, and what is here already is not sent at all.
struct ClientUploads {
    let directory: String
    let limitBytes: Int64
    unowned let store: UploadStore

    /// After the last job that needed it was done: somebody may be about to submit another one.
    private static let doneSeconds: Int64 = 600
    /// Without a job: half of a film, whose sender went home for the night.
    private static let idleSeconds: Int64 = 48 * 3_600
    /// With the hash and a slash before it, and an ending behind it, still a file name.
    private static let nameBytes = 200

    init(outputs: String, limitBytes: Int64, store: UploadStore) throws(SystemError) {
        directory = outputs + "/uploads"
        self.limitBytes = limitBytes
        self.store = store
        try Files.makeDirectories(directory)
    }

    /// Where a file of this content and name belongs.
    func path(sha256: String, name: String) throws(HTTPProblem) -> String {
        guard UploadHeaders.isDigest(sha256), !name.isEmpty, name.utf8.count <= Self.nameBytes else {
            throw HTTPProblem(
                .badRequest, "the upload is not described",
                cause: "its address ends with its SHA-256, and `name` has 1 to \(Self.nameBytes) bytes")
        }
        return "\(directory)/\(sha256)/\(RunLayout.fileNamePart(name))"
    }

    func state(of path: String) throws(HTTPProblem) -> UploadState {
        let progress = try store.progress(partialPath: RunLayout.partialPath(of: path), path: path)
        // Whoever asks is about to need it.
        if progress.bytes > 0 { Files.touch(Files.parent(of: path)) }
        return UploadState(receivedBytes: progress.bytes, isComplete: progress.isComplete, path: path)
    }

    func sink(for path: String, _ upload: UploadHeaders, _ exchange: HTTPExchange) throws(HTTPProblem)
        -> any HTTPBodySink
    {
        let partialPath = RunLayout.partialPath(of: path)
        let used: Int64
        do throws(SystemError) {
            used = try usedBytes(besides: partialPath)
            try Files.makeDirectories(Files.parent(of: path))
        } catch {
            throw HTTPProblem(writing: error)
        }
        guard used + upload.sizeBytes <= limitBytes else {
            throw HTTPProblem(
                .insufficientStorage, "there is no room for the upload",
                cause: "uploads may take \(limitBytes) bytes, and \(used) are taken",
                hint: "they go when the jobs that need them are done or cleaned away; the limit is `upload_limit_bytes`"
            )
        }
        let place = UploadPlace(
            partialPath: partialPath, path: path, sizeBytes: upload.sizeBytes, sha256: upload.sha256)
        return try store.sink(for: place, at: upload.offset, exchange)
    }

    private func usedBytes(besides path: String) throws(SystemError) -> Int64 {
        var bytes = store.expectedBytes(below: directory, besides: path)
        for file in try files() where file.path != path { bytes += file.facts.sizeBytes }
        return bytes
    }

    private func files() throws(SystemError) -> [(path: String, facts: FileFacts)] {
        var found: [(path: String, facts: FileFacts)] = []
        for folder in try Files.list(directory) where UploadHeaders.isDigest(folder) {
            for name in try Files.list("\(directory)/\(folder)") {
                let path = "\(directory)/\(folder)/\(name)"
                if let facts = try Files.factsIfPresent(path) { found.append((path, facts)) }
            }
        }
        return found
    }

    /// Removes what no job needs: jobs that are done need nothing more, all others may be tried again.
    func sweep(_ jobs: [Job], now: Int64, log: CoordinatorLog) {
        do throws(SystemError) {
            for folder in try Files.list(directory) where UploadHeaders.isDigest(folder) {
                let path = "\(directory)/\(folder)"
                let users = jobs.filter { $0.inputPath?.hasPrefix(path + "/") == true }
                guard users.allSatisfy({ $0.phase == .done }), !store.isReceiving(below: path) else { continue }
                let patience = users.isEmpty ? Self.idleSeconds : Self.doneSeconds
                guard now - (try lastUse(of: path)) > patience else { continue }
                log.write("upload \(folder.prefix(12)) is removed: no job needs it")
                store.remove(path)
            }
        } catch {
            log.writeOften("uploads cannot be looked through: \(error.description)")
        }
    }

    /// In seconds: of the folder, and of a file in it that is growing.
    private func lastUse(of folder: String) throws(SystemError) -> Int64 {
        var last = try Files.facts(folder).modifiedNanoseconds
        for name in try Files.list(folder) {
            last = max(last, try Files.factsIfPresent("\(folder)/\(name)")?.modifiedNanoseconds ?? 0)
        }
        return last / 1_000_000_000
    }
}

extension Job {
    fileprivate var inputPath: String? {
        if case .video(let request) = request.work { request.input } else { nil }
    }
}
