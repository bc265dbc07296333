import FarmModel
import LinuxIO

/// The stills that this worker has decoded, as plain pixels in its scratch folder: each range of frames is drawn by a
/// process of its own, and none of them decodes again what an earlier one has. Those that were not needed for longest
/// make room. Whatever goes wrong here costs time and nothing else.
struct StillStore {
    let folder: String
    var limitBytes: Int64 = WorkerLimits.decodedStillsBytes
    var minimumFreeBytes: Int64 = WorkerLimits.freeBesideStillsBytes

    /// The pixels of a still; nil where nobody has kept as many as there have to be.
    func pixels(of identity: InputIdentity, count: Int) -> [UInt8]? {
        let path = path(of: identity)
        guard let pixels = try? Files.read(path, limitBytes: count), pixels.count == count else { return nil }
        Files.touch(path)
        return pixels
    }

    func keep(_ pixels: [UInt8], of identity: InputIdentity) {
        guard pixels.count <= limitBytes else { return }
        do throws(SystemError) {
            try Files.makeDirectories(folder, mode: 0o700)
            try makeRoom(for: Int64(pixels.count))
            guard try Files.freeSpace(folder) - Int64(pixels.count) >= minimumFreeBytes else { return }
            try Files.writeAtomically(path(of: identity), pixels, synced: false, mode: 0o600)
        } catch {
            // It is decoded again the next time.
        }
    }

    private func makeRoom(for bytes: Int64) throws(SystemError) {
        var kept: [(path: String, facts: FileFacts)] = []
        for name in try Files.list(folder) {
            // Another process may be making room as well.
            let path = "\(folder)/\(name)"
            if let facts = try Files.factsIfPresent(path) { kept.append((path, facts)) }
        }
        kept.sort { $0.facts.modifiedNanoseconds < $1.facts.modifiedNanoseconds }
        var used = kept.reduce(0) { $0 + $1.facts.sizeBytes }
        for file in kept where used + bytes > limitBytes {
            try Files.remove(file.path)
            used -= file.facts.sizeBytes
        }
    }

    /// Another file of the same name has another time or size.
    func path(of identity: InputIdentity) -> String {
        let words = "\(identity.modifiedNanoseconds) \(identity.sizeBytes) \(identity.path)"
        return "\(folder)/\(SHA256.hexDigest(of: Array(words.utf8)))"
    }
}
