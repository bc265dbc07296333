import FarmHTTP
import FarmModel
import LinuxIO

/// Scenes' archives that are elsewhere: each is fetched once, however many attempts want it, and kept for as long as one
/// does and a while longer, for the next chunk of the same job.
final class ArchiveStore {
    let loop: EventLoop
    let client: HTTPClient
    let hashing: BackgroundJobs
    private let folder: String
    private var fetches: [String: ArchiveFetch] = [:]
    private var nextNumber = 0

    init(loop: EventLoop, client: HTTPClient, hashing: BackgroundJobs, folder: String) {
        self.loop = loop
        self.client = client
        self.hashing = hashing
        self.folder = folder
    }

    /// The completion of the claim is called once, never from inside this call, unless the claim is given back before.
    func take(_ claim: ArchiveClaim) throws(SystemError) {
        if let known = fetches[claim.sha256] { return known.add(claim) }
        try Files.makeDirectories(folder, mode: 0o700)
        nextNumber += 1
        let fetch = try ArchiveFetch(claim.sha256, claim.sizeBytes, at: "\(folder)/\(nextNumber).tar", for: self)
        fetches[claim.sha256] = fetch
        fetch.add(claim)
    }

    func giveBack(_ claim: ArchiveClaim) { fetches[claim.sha256]?.remove(claim) }

    /// Nobody has wanted it for a while, or it cannot be had.
    func forget(_ fetch: ArchiveFetch) {
        fetches[fetch.sha256] = nil
        fetch.discard()
        if fetches.isEmpty { removeFolder() }
    }

    func closeForGood() {
        for fetch in fetches.values { fetch.discard() }
        fetches = [:]
        removeFolder()
    }

    private func removeFolder() {
        do throws(SystemError) {
            try Files.removeTree(folder)
        } catch {
            WorkerLog.say("cannot remove \(folder): \(error.cause)")
        }
    }
}
