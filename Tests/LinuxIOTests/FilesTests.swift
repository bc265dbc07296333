import Glibc
import Testing

@testable import LinuxIO

@Suite struct FilesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func text(_ path: String) throws -> String {
        String(decoding: try Files.read(path, limitBytes: 1 << 20), as: UTF8.self)
    }

    private func write(_ text: String, _ path: String) throws {
        try Files.writeAtomically(path, Array(text.utf8), synced: false)
    }

    @Test(arguments: [true, false]) func anAtomicWriteReplacesAndLeavesNothingElse(synced: Bool) throws {
        let path = folder.file("a")
        try Files.writeAtomically(path, Array("one".utf8), synced: synced)
        try Files.writeAtomically(path, Array("two".utf8), synced: synced, mode: 0o600)
        #expect(try text(path) == "two")
        #expect(try Files.list(folder.path) == ["a"])
        #expect(try Files.facts(path).mode == 0o600)
    }

    @Test func aFailedAtomicWriteLeavesTheOldFile() throws {
        let path = folder.file("directory")
        try Files.makeDirectories(path + "/full")
        let error = systemError { () throws(SystemError) in try Files.writeAtomically(path, [1], synced: false) }
        #expect(error?.code == EISDIR)
        #expect(try Files.list(folder.path) == ["directory"])
        let missing = systemError { () throws(SystemError) in
            try Files.writeAtomically(folder.file("no/such"), [1], synced: false)
        }
        #expect(missing?.code == ENOENT)
    }

    @Test func readersNeverSeeHalfAFile() throws {
        let path = folder.file("switching")
        let (small, large) = ([UInt8](repeating: 1, count: 10), [UInt8](repeating: 2, count: 300_000))
        try Files.writeAtomically(path, small, synced: false)
        let writer = try BackgroundThread(name: "writer")
        let done = Flag()
        writer.enqueue {
            for round in 0..<200 {
                let failure = systemError { () throws(SystemError) in
                    try Files.writeAtomically(path, round.isMultiple(of: 2) ? large : small, synced: false)
                }
                if let failure { Issue.record("\(failure)") }
            }
            done.raise()
        }
        while !done.isRaised {
            let bytes = try Files.read(path, limitBytes: 1 << 20)
            #expect(bytes == small || bytes == large)
        }
        writer.finish()
    }

    @Test func readingIsBounded() throws {
        let path = folder.file("big")
        try Files.writeAtomically(path, [UInt8](repeating: 9, count: 10_000), synced: false)
        #expect(try Files.read(path, limitBytes: 10_000).count == 10_000)
        let error = systemError { () throws(SystemError) in _ = try Files.read(path, limitBytes: 9999) }
        #expect(error?.code == EFBIG)
        #expect(error?.cause == "longer than 9999 bytes")
        #expect(try Files.read("/proc/self/status", limitBytes: 1 << 20).count > 100)
        try Files.writeAtomically(folder.file("empty"), [], synced: false)
        #expect(try Files.read(folder.file("empty"), limitBytes: 0).isEmpty)
    }

    @Test func renamesReplaceOrRefuse() throws {
        let (a, b) = (folder.file("a"), folder.file("b"))
        try write("a", a)
        try write("b", b)
        let error = systemError { () throws(SystemError) in try Files.renameNoReplace(a, to: b) }
        #expect(error?.code == EEXIST)
        #expect(try text(b) == "b")
        try Files.rename(a, to: b)
        #expect(try text(b) == "a")
        try Files.renameNoReplace(b, to: a)
        #expect(try Files.list(folder.path) == ["a"])
    }

    @Test func copiesAreCompleteAndNeverOverwrite() throws {
        let (a, b) = (folder.file("a"), folder.file("b"))
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 >> 3) }
        try Files.writeAtomically(a, bytes, synced: false)
        try Files.copy(a, to: b)
        #expect(try Files.read(b, limitBytes: 1 << 30) == bytes)
        let error = systemError { () throws(SystemError) in try Files.copy(a, to: b) }
        #expect(error?.code == EEXIST)
        // From another kind of file system.
        try Files.copy("/proc/version", to: folder.file("version"))
        #expect(try text(folder.file("version")).hasPrefix("Linux"))
    }

    @Test func aTreeIsRemovedWithoutFollowingLinks() throws {
        let (tree, outside) = (folder.file("tree"), folder.file("outside"))
        try Files.makeDirectories(tree + "/x/y/z")
        try Files.makeDirectories(outside)
        try write("keep", outside + "/keep")
        try write("gone", tree + "/x/y/file")
        #expect(symlink(outside, tree + "/x/link") == 0)
        #expect(symlink("/nowhere", tree + "/dangling") == 0)
        try Files.removeTree(tree)
        #expect(try Files.list(folder.path) == ["outside"])
        #expect(try text(outside + "/keep") == "keep")

        #expect(symlink(outside, folder.file("link")) == 0)
        try Files.removeTree(folder.file("link"))
        try Files.removeTree(folder.file("was never there"))
        #expect(try Files.list(outside) == ["keep"])
    }

    @Test func directoriesAreMadeOnceAndListedInOrder() throws {
        try Files.makeDirectories(folder.file("a/b/c"))
        try Files.makeDirectories(folder.file("a/b/c"))
        try Files.makeDirectories(folder.file("a/b/c/"))
        for name in ["z", "B", "a1", "é"] { try write("", folder.file("a/" + name)) }
        #expect(try Files.list(folder.file("a")) == ["B", "a1", "b", "z", "é"])
        let error = systemError { () throws(SystemError) in try Files.makeDirectories(folder.file("a/z/below")) }
        #expect(error?.code == ENOTDIR)
        let onFile = systemError { () throws(SystemError) in try Files.makeDirectories(folder.file("a/z")) }
        #expect(onFile?.code == ENOTDIR)
    }

    @Test func factsTellKindSizeAndTime() throws {
        let path = folder.file("a")
        try write("12345", path)
        #expect(symlink(path, folder.file("link")) == 0)
        let facts = try Files.facts(path)
        #expect(facts.kind == .regular && facts.sizeBytes == 5)
        #expect(abs(facts.modifiedMilliseconds - FarmClock.wallMilliseconds()) < 60_000)
        #expect(try Files.facts(folder.file("link")) == facts)
        #expect(try Files.factsIfPresent(folder.file("link"), followingLinks: false)?.kind == .symbolicLink)
        #expect(try Files.factsIfPresent(folder.file("none")) == nil)
        #expect(try Files.facts(folder.path).kind == .directory)
        #expect(Files.exists(path) && !Files.exists(folder.file("none")))
        #expect(Files.isWritableDirectory(folder.path) && !Files.isWritableDirectory(path))
        #expect(try Files.freeSpace(folder.path) > 0)
    }

    @Test func pathsAreFolded() throws {
        #expect(try Files.absolutePath("/a/./b//../c/") == "/a/c")
        #expect(try Files.absolutePath("/../..") == "/")
        #expect(try Files.absolutePath("x") == currentDirectory() + "/x")
        #expect(Files.parent(of: "/a/b") == "/a")
        #expect(Files.parent(of: "/a/b/") == "/a")
        #expect(Files.parent(of: "/a") == "/")
        #expect(Files.parent(of: "/") == "/")
        #expect(Files.parent(of: "a") == ".")
        #expect(Files.parent(of: "a//b") == "a")
        #expect(try Files.realPath("/proc/self/exe") == executablePath())
    }

    @Test func theLockHasOneHolder() throws {
        let path = folder.file("lock")
        let first = try LockFile(path)
        #expect(LockFile.holder(path) == getpid())
        let error = systemError { () throws(SystemError) in _ = try LockFile(path) }
        #expect(error?.code == EWOULDBLOCK)
        #expect(error?.cause == "held by process \(getpid())")
        first.release()
        _ = try LockFile(path)
    }

    @Test func theKernelReleasesTheLockOfAKilledProcess() throws {
        let path = folder.file("lock")
        try write("", path)
        let loop = try EventLoop()
        var (isHeld, isOver) = (false, false)
        let request = SpawnRequest(
            program: "flock", arguments: [path, "sh", "-c", "echo held; exec sleep 1000"])
        let child = try ChildProcess.spawn(loop: loop, request) { _, _ in
            isHeld = true
        } onExit: { _, _ in
            isOver = true
        }
        try loop.runUntil { isHeld }
        let error = systemError { () throws(SystemError) in _ = try LockFile(path) }
        #expect(error?.cause == "held by another process")
        child.signalGroup(SIGKILL)
        try loop.runUntil { isOver }
        // The shell inherited the lock and dies a moment after its parent.
        #expect(waitUntil { systemError { () throws(SystemError) in _ = try LockFile(path) } == nil })
    }

    @Test func aMappedFileShowsItsBytes() throws {
        let path = folder.file("mapped")
        try write("some bytes", path)
        let mapped = try MappedFile(path)
        #expect(String(decoding: mapped.bytes, as: UTF8.self) == "some bytes")
        try write("", folder.file("empty"))
        #expect(try MappedFile(folder.file("empty")).bytes.isEmpty)
    }

    @Test func descriptorsReadAndWriteAtOffsets() throws {
        let file = try FileDescriptor.open(folder.file("f"), flags: O_RDWR | O_CREAT)
        try file.writeAll(Array("hello world".utf8))
        try Array("WORLD".utf8).withUnsafeBytes { try file.writeAll($0, at: 6) }
        try file.truncate(to: 10)
        try file.synchronize()
        try file.synchronizeData()
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
        #expect(String(decoding: bytes[..<count], as: UTF8.self) == "hello WORL")
        #expect(try file.facts().sizeBytes == 10)
        file.close()
        file.close()
        #expect(systemError { () throws(SystemError) in try file.synchronize() }?.code == EBADF)
    }
}
