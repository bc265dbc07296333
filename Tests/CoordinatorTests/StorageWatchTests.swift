import LinuxIO
import Testing

@testable import Coordinator

@Suite("Watching the free space")
struct StorageWatchTests {
    @Test("enough room is no problem, too little is, with the place and the numbers")
    func room() throws {
        let folder = try TemporaryFolder()
        let ample = StorageWatch(paths: [folder.path], minimumFreeBytes: 0)
        ample.check()
        #expect(ample.problem == nil)
        let greedy = StorageWatch(paths: [folder.path], minimumFreeBytes: 1 << 50)
        greedy.check()
        let problem = try #require(greedy.problem)
        #expect(problem.hasPrefix("only ") && problem.contains("MiB are free at \(folder.path), 1073741824 MiB"))
    }

    @Test("a folder that is gone is a problem, until it is there again")
    func missing() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/outputs"
        let watch = StorageWatch(paths: [folder.path, path], minimumFreeBytes: 0)
        watch.check()
        #expect(watch.problem?.contains("no such file or directory") == true)
        try Files.makeDirectories(path)
        watch.check()
        #expect(watch.problem == nil)
    }

    @Test("a disk that has become full must have room to spare before it counts as writable again")
    func hysteresis() throws {
        let folder = try TemporaryFolder()
        let missing = folder.path + "/later"
        let free = try Files.freeSpace(folder.path)
        // Nine tenths of what is free: enough at first, but not with a quarter on top.
        let watch = StorageWatch(paths: [folder.path, missing], minimumFreeBytes: free / 10 * 9)
        watch.check()
        #expect(watch.problem != nil)
        try Files.makeDirectories(missing)
        watch.check()
        #expect(watch.problem?.hasPrefix("only ") == true)
        let fresh = StorageWatch(paths: [folder.path, missing], minimumFreeBytes: free / 10 * 9)
        fresh.check()
        #expect(fresh.problem == nil)
    }
}
