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
    public var onProblemChanged: () -> Void = {}

    private let loop: EventLoop
    private let path: String
    private let lock: LockFile
    private let writer: BackgroundThread
    private let snapshotter: BackgroundThread
    private var file: FileDescriptor
    private var pending = JSONWriter()
    private var inFlight: JournalWriting.Batch?
    private var isCommitScheduled = false
    private var compaction: Compaction?
    private var sizeAfterCompaction: Int64
    private let compactAtLeastBytes: Int64

    /// A compaction that is under way: the snapshot is being written by another thread, while every record since then
    /// is kept to be written behind it.
    private struct Compaction {
        var tail: [UInt8] = []
        var snapshotBytes: Int64?
    }

    /// Opens the journal of a state folder, which stays locked until the journal goes away.
    public static func open(
        loop: EventLoop, directory: String, compactAtLeastBytes: Int64 = 64 << 20
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
            if replay.tornBytes > 0 { try cutTail(path, at: Int64(replay.validBytes)) }
            let file = try FileDescriptor.open(path, flags: O_RDWR | O_CREAT)
            try Files.syncDirectory(directory)
            let journal = try Journal(
                loop: loop, path: path, lock: lock, file: file, sizeBytes: Int64(replay.validBytes),
                compactAtLeastBytes: compactAtLeastBytes)
            return (journal, replay)
        } catch {
            throw .unusable(error)
        }
    }

    private static func acquireLock(_ directory: String) throws(JournalError) -> LockFile {
        let path = directory + "/lock"
        do {
            return try LockFile(path)
        } catch where error.code == EWOULDBLOCK {
            throw .inUse(directory: directory, holder: LockFile.holder(path))
        } catch {
            throw .unusable(error)
        }
    }

    /// The torn end is kept beside the journal: a person may want to see it, and nothing unreadable is deleted.
    private static func cutTail(_ path: String, at validBytes: Int64) throws(SystemError) {
        try Files.remove(path + ".torn")
        try Files.copy(path, to: path + ".torn")
        let file = try FileDescriptor.open(path, flags: O_RDWR)
        try file.truncate(to: validBytes)
        try file.synchronize()
    }

    private init(
        loop: EventLoop, path: String, lock: LockFile, file: FileDescriptor, sizeBytes: Int64,
        compactAtLeastBytes: Int64
    ) throws(SystemError) {
        self.loop = loop
        self.path = path
        self.lock = lock
        self.file = file
        self.sizeBytes = sizeBytes
        self.compactAtLeastBytes = compactAtLeastBytes
        sizeAfterCompaction = 0
        writer = try BackgroundThread(name: "journal")
        snapshotter = try BackgroundThread(name: "snapshot")
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
        guard inFlight == nil, problem == nil else { return }
        if let snapshotBytes = compaction?.snapshotBytes {
            switchToSnapshot(ofBytes: snapshotBytes)
            return
        }
        guard !pending.bytes.isEmpty else { return }
        write(takePending())
    }

    private func takePending() -> JournalWriting.Batch {
        let batch = JournalWriting.Batch(bytes: pending.bytes, lastRecord: appendedRecords)
        pending = JSONWriter()
        return batch
    }

    private lazy var writeResults = loop.mailbox { [weak self] (failure: SystemError?) in
        self?.onWritten(failure)
    }

    private func write(_ batch: JournalWriting.Batch) {
        inFlight = batch
        let (descriptor, offset, path, results) = (file.number, sizeBytes, path, writeResults)
        writer.enqueue {
            results.send(JournalWriting.append(batch.bytes, to: descriptor, at: offset, path: path))
        }
    }

    private func onWritten(_ failure: SystemError?) {
        guard let batch = inFlight else { return }
        if let failure {
            report(failure)
            loop.after(milliseconds: 1_000) { [weak self] in self?.write(batch) }
            return
        }
        inFlight = nil
        sizeBytes += Int64(batch.bytes.count)
        durableRecords = batch.lastRecord
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
        compaction == nil && sizeBytes > max(compactAtLeastBytes, 4 * sizeAfterCompaction)
    }

    private lazy var snapshotResults = loop.mailbox { [weak self] (result: Result<Int64, SystemError>) in
        self?.onSnapshotWritten(result)
    }

    /// Starts to replace the journal by a shorter one with the same meaning. `state` must be what all records given to
    /// `append` so far lead to. The old file stays the truth until the new one is complete and synced.
    public func compact(_ state: FarmState) {
        compaction = Compaction()
        let (path, results) = (path + ".compacting", snapshotResults)
        snapshotter.enqueue {
            do throws(SystemError) {
                results.send(.success(try JournalWriting.writeSnapshot(of: state, to: path)))
            } catch {
                results.send(.failure(error))
            }
        }
    }

    private func onSnapshotWritten(_ result: Result<Int64, SystemError>) {
        switch result {
        case .success(let bytes):
            compaction?.snapshotBytes = bytes
            commit()
        case .failure:
            // The old journal goes on; the next attempt comes when it has grown as much again.
            compaction = nil
            sizeAfterCompaction = sizeBytes / 2
        }
    }

    private struct Switched: Sendable {
        let descriptor: Int32
        let sizeBytes: Int64
        let lastRecord: Int
    }

    private lazy var switchResults = loop.mailbox { [weak self] (result: Result<Switched, SystemError>) in
        self?.onSwitched(result)
    }

    /// Writes what has come since the snapshot behind it, and puts the new file in the place of the old one.
    private func switchToSnapshot(ofBytes snapshotBytes: Int64) {
        guard let tail = compaction?.tail else { return }
        inFlight = takePending()
        let (path, lastRecord, results) = (path, appendedRecords, switchResults)
        writer.enqueue {
            do throws(SystemError) {
                let file = try FileDescriptor.open(path + ".compacting", flags: O_RDWR)
                if let failure = JournalWriting.append(tail, to: file.number, at: snapshotBytes, path: path) {
                    throw failure
                }
                try Files.rename(path + ".compacting", to: path)
                // From here on the new file is the journal, whatever else goes wrong.
                JournalWriting.syncDirectory(of: path)
                let size = snapshotBytes + Int64(tail.count)
                results.send(.success(Switched(descriptor: dup(file.number), sizeBytes: size, lastRecord: lastRecord)))
            } catch {
                results.send(.failure(error))
            }
        }
    }

    private func onSwitched(_ result: Result<Switched, SystemError>) {
        let batch = inFlight
        inFlight = nil
        compaction = nil
        switch result {
        case .success(let switched):
            file = FileDescriptor(adopting: switched.descriptor, path: path)
            sizeBytes = switched.sizeBytes
            sizeAfterCompaction = switched.sizeBytes
            durableRecords = switched.lastRecord
            onDurable()
            commit()
        case .failure:
            sizeAfterCompaction = sizeBytes / 2
            if let batch { write(batch) }
        }
    }
}
