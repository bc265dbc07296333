import FarmCore
import FarmModel
import Glibc
import JSONText
import LinuxIO

/// The coordinator's memory: an append-only file of records. Records are collected while the loop turns, written and
/// synced in groups on a thread of their own, and reported durable in order. When the disk is full nothing is lost:
/// the group is written again until it succeeds, and what waits for it keeps waiting.
public final class Journal {
    /// Records given to `append` so far, and how many of them are on disk. Counted from the start of the process.
    public private(set) var appendedRecords = 0
    public private(set) var durableRecords = 0
    public private(set) var sizeBytes: Int64
    /// What keeps the journal from being written, in words.
    public private(set) var problem: SystemError?

    public var onDurable: () -> Void = {}
    /// A group of records was written and synced, in so many nanoseconds.
    public var onCommitted: (Int64) -> Void = { _ in }
    public var onProblemChanged: () -> Void = {}

    private let loop: EventLoop
    private let path: String
    private let lock: LockFile
    private let writer: BackgroundThread
    private let snapshotter: BackgroundThread
    private var file: FileDescriptor
    private var activity = Activity.idle
    /// Lines that were appended and are not being written.
    private var writingSince: Int64 = 0
    private var pending = JSONWriter()
    private var isCommitScheduled = false
    private var compaction: Compaction?
    private var sizeAfterCompaction: Int64 = 0
    /// The file has a new name that a power cut could still take away: nothing is durable before the folder is synced.
    private var needsFolderSync = false
    private let compactAtLeastBytes: Int64
    private let retryMilliseconds: Int

    /// What the writing thread is busy with. It never has two things to do.
    private enum Activity {
        /// Nothing; what is pending is written at the end of the turn.
        case idle
        /// A group is being written and synced; goes to `idle`, or to `waiting`.
        case writing(JournalWriting.Group, lastRecord: Int)
        /// The snapshot is about to become the journal; the first `coveredBytes` of `pending` go with it. To `writing`.
        case switching(coveredBytes: Int)
        /// A group could not be written; it is pending again, and tried again after a while. Goes to `idle`.
        case waiting

        var isIdle: Bool { if case .idle = self { true } else { false } }
    }

    /// A compaction that is under way: the snapshot is being written by another thread, while every record since then
    /// is kept to be written behind it.
    private struct Compaction {
        let file: FileDescriptor
        var tail: [UInt8] = []
        /// The snapshot's length, once it is complete.
        var snapshotBytes: Int64?
    }

    /// Opens the journal of a state folder, which stays locked until the journal goes away.
    ///
    /// - Parameter retryMilliseconds: how long to wait after a failed write before the next try.
    public static func open(
        loop: EventLoop, directory: String, compactAtLeastBytes: Int64 = 64 << 20, retryMilliseconds: Int = 1_000
    ) throws(JournalError) -> (journal: Journal, replay: JournalReplay) {
        do {
            try Files.makeDirectories(directory)
        } catch {
            throw .unusable(error)
        }
        let lock = try acquireLock(directory)
        let path = directory + "/journal.jsonl"
        let replay = try JournalReplay.read(path)
        do {
            // Left behind by a crash in the middle of a compaction; the journal itself has everything.
            try Files.remove(path + ".compacting")
            if replay.tornBytes > 0 { try JournalWriting.cutTail(of: path, at: Int64(replay.validBytes)) }
            let file = try FileDescriptor.open(path, flags: O_RDWR | O_CREAT)
            try Files.syncDirectory(directory)
            let journal = try Journal(
                loop: loop, path: path, lock: lock, file: file, sizeBytes: Int64(replay.validBytes),
                compactAtLeastBytes: compactAtLeastBytes, retryMilliseconds: retryMilliseconds)
            return (journal, replay)
        } catch {
            throw .unusable(error)
        }
    }

    private static func acquireLock(_ directory: String) throws(JournalError) -> LockFile {
        let path = directory + "/lock"
        do {
            return try LockFile(path)
        } catch {
            guard error.code == EWOULDBLOCK else { throw .unusable(error) }
            throw .inUse(directory: directory, holder: LockFile.holder(path))
        }
    }

    private init(
        loop: EventLoop, path: String, lock: LockFile, file: FileDescriptor, sizeBytes: Int64,
        compactAtLeastBytes: Int64, retryMilliseconds: Int
    ) throws(SystemError) {
        self.loop = loop
        self.path = path
        self.lock = lock
        self.file = file
        self.sizeBytes = sizeBytes
        self.compactAtLeastBytes = compactAtLeastBytes
        self.retryMilliseconds = retryMilliseconds
        writer = try BackgroundThread(name: "journal")
        snapshotter = try BackgroundThread(name: "snapshot")
    }

    deinit {
        // Before the lock and the files go: nobody else may find the folder free while it is still being written.
        snapshotter.finish()
        writer.finish()
    }

    // MARK: Appending

    public func append(_ record: Record) {
        let start = pending.bytes.count
        JournalWriting.append(record, to: &pending)
        compaction?.tail.append(contentsOf: pending.bytes[start...])
        appendedRecords += 1
        guard !isCommitScheduled else { return }
        isCommitScheduled = true
        loop.atEndOfTurn { [weak self] in
            self?.isCommitScheduled = false
            self?.commit()
        }
    }

    /// Everything that was appended is on disk.
    public var isSettled: Bool { durableRecords == appendedRecords }

    private func commit() {
        guard activity.isIdle else { return }
        if let compaction, let snapshotBytes = compaction.snapshotBytes {
            switchToSnapshot(compaction, ofBytes: snapshotBytes)
        } else if !pending.bytes.isEmpty {
            writePending()
        }
    }

    private lazy var writeResults = loop.mailbox { [weak self] (failure: SystemError?) in
        self?.onWritten(failure)
    }

    private func writePending() {
        let group = JournalWriting.Group(
            bytes: pending.bytes, descriptor: file.number, offset: sizeBytes, path: path,
            syncsFolder: needsFolderSync)
        activity = .writing(group, lastRecord: appendedRecords)
        writingSince = FarmClock.monotonicNanoseconds()
        var next = JSONWriter()
        next.bytes.reserveCapacity(group.bytes.count)
        pending = next
        let results = writeResults
        writer.enqueue { results.send(JournalWriting.write(group)) }
    }

    private func onWritten(_ failure: SystemError?) {
        guard case .writing(let group, let lastRecord) = activity else { return }
        if let failure {
            pending.bytes.insert(contentsOf: group.bytes, at: 0)
            activity = .waiting
            loop.after(milliseconds: retryMilliseconds) { [weak self] in
                self?.activity = .idle
                self?.commit()
            }
            return report(failure)
        }
        activity = .idle
        needsFolderSync = false
        sizeBytes += Int64(group.bytes.count)
        durableRecords = lastRecord
        onCommitted(FarmClock.monotonicNanoseconds() - writingSince)
        report(nil)
        onDurable()
        commit()
    }

    private func report(_ failure: SystemError?) {
        guard failure != problem else { return }
        problem = failure
        onProblemChanged()
    }

    // MARK: Compaction

    /// Whether the journal has grown enough that writing its state anew is worth the work.
    public var wantsCompaction: Bool {
        !isCompacting && problem == nil && sizeBytes > max(compactAtLeastBytes, 4 * sizeAfterCompaction)
    }

    /// A snapshot is being written, or is about to become the journal.
    var isCompacting: Bool { compaction != nil }

    private lazy var snapshotResults = loop.mailbox { [weak self] (result: Result<Int64, SystemError>) in
        self?.onSnapshotWritten(result)
    }

    /// Starts to replace the journal by a shorter one with the same meaning. `state` must be what all records given to
    /// `append` so far lead to. The old file stays the truth until the new one is complete and synced.
    public func compact(_ state: FarmState) {
        guard !isCompacting else { return }
        let name = path + ".compacting"
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(name, flags: O_RDWR | O_CREAT | O_TRUNC)
        } catch {
            return abandonCompaction()
        }
        compaction = Compaction(file: file)
        let (descriptor, results) = (file.number, snapshotResults)
        snapshotter.enqueue { results.send(JournalWriting.writeSnapshot(of: state, to: descriptor, path: name)) }
    }

    private func onSnapshotWritten(_ result: Result<Int64, SystemError>) {
        switch result {
        case .success(let bytes):
            compaction?.snapshotBytes = bytes
            commit()
        case .failure:
            abandonCompaction()
        }
    }

    /// The old journal goes on; the next attempt comes when it has grown as much again.
    private func abandonCompaction() {
        compaction = nil
        sizeAfterCompaction = sizeBytes / 2
        JournalWriting.removeIfPossible(path + ".compacting")
    }

    private lazy var switchResults = loop.mailbox { [weak self] (failure: SystemError?) in
        self?.onSwitched(failure)
    }

    /// Writes what has come since the snapshot behind it, and puts the new file in the place of the old one.
    private func switchToSnapshot(_ compaction: Compaction, ofBytes snapshotBytes: Int64) {
        activity = .switching(coveredBytes: pending.bytes.count)
        self.compaction?.snapshotBytes = snapshotBytes + Int64(compaction.tail.count)
        let tail = JournalWriting.Group(
            bytes: compaction.tail, descriptor: compaction.file.number, offset: snapshotBytes,
            path: path + ".compacting", syncsFolder: false)
        let (path, results) = (path, switchResults)
        writer.enqueue { results.send(JournalWriting.write(tail, thenRenameTo: path)) }
    }

    private func onSwitched(_ failure: SystemError?) {
        guard case .switching(let coveredBytes) = activity, let compaction else { return }
        activity = .idle
        guard failure == nil, let bytes = compaction.snapshotBytes else {
            abandonCompaction()
            return commit()
        }
        file = compaction.file
        sizeBytes = bytes
        sizeAfterCompaction = bytes
        self.compaction = nil
        pending.bytes.removeFirst(coveredBytes)
        // Even with nothing to write: the records that came with the snapshot are durable once its name is.
        needsFolderSync = true
        writePending()
    }
}
