import FarmModel
import LinuxIO

/// Puts finished chunks on disk. Syncing and hashing a big file takes long, so a thread of its own does it; the
/// answers come back to the loop.
final class ChunkStore {
    /// A file, or a folder of files, whose content is on disk.
    typealias SealedFile = StoredContent

    private enum Answer: Sendable {
        case sealed(ticket: Int, Result<SealedFile, SystemError>)
        case published(ticket: Int, Result<Void, SystemError>)
    }

    private let thread: BackgroundThread
    private var mailbox: Mailbox<Answer>?
    private var nextTicket = 0
    private var sealing: [Int: (Result<SealedFile, SystemError>) -> Void] = [:]
    private var publishing: [Int: (Result<Void, SystemError>) -> Void] = [:]

    init(loop: EventLoop) throws(SystemError) {
        thread = try BackgroundThread(name: "chunk-store")
        mailbox = loop.mailbox { [unowned self] answer in deliver(answer) }
    }

    /// Syncs and hashes the file. `completion` is called on the loop.
    func seal(_ path: String, completion: @escaping (Result<SealedFile, SystemError>) -> Void) {
        guard let mailbox else { return }
        let ticket = takeTicket()
        sealing[ticket] = completion
        thread.enqueue { mailbox.send(.sealed(ticket: ticket, Self.sealNow(path))) }
    }

    /// Gives a sealed file its name, for good. `completion` is called on the loop.
    func publish(_ partial: String, as path: String, completion: @escaping (Result<Void, SystemError>) -> Void) {
        guard let mailbox else { return }
        let ticket = takeTicket()
        publishing[ticket] = completion
        thread.enqueue { mailbox.send(.published(ticket: ticket, Self.publishNow(partial, as: path))) }
    }

    private func takeTicket() -> Int {
        nextTicket += 1
        return nextTicket
    }

    private func deliver(_ answer: Answer) {
        switch answer {
        case .sealed(let ticket, let result): sealing.removeValue(forKey: ticket)?(result)
        case .published(let ticket, let result): publishing.removeValue(forKey: ticket)?(result)
        }
    }

    private static func sealNow(_ path: String) -> Result<SealedFile, SystemError> {
        do throws(SystemError) {
            return .success(try StoredContent(of: path, syncing: true))
        } catch {
            return .failure(error)
        }
    }

    private static func publishNow(_ partial: String, as path: String) -> Result<Void, SystemError> {
        do throws(SystemError) {
            // No other attempt has this name: if something is there, it is not ours to replace. A folder never replaces
            // anything.
            if try Files.facts(partial).kind == .directory {
                try Files.rename(partial, to: path)
            } else {
                try Files.renameNoReplace(partial, to: path)
            }
            try Files.syncDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
            return .success(())
        } catch {
            return .failure(error)
        }
    }
}
