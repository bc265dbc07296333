import FarmModel
import Glibc
import LinuxIO
import Testing

@testable import Worker

@Suite("Decoded stills are kept for the next range of frames") struct StillStoreTests {
    private let folder: TestFolder
    private let store: StillStore

    init() throws {
        folder = try TestFolder()
        store = StillStore(folder: folder.path + "/stills", limitBytes: 100, minimumFreeBytes: 0)
    }

    private func still(_ name: String, modified: Int64 = 1) -> InputIdentity {
        InputIdentity(path: "/stills/\(name).jpg", sizeBytes: 9, modifiedNanoseconds: modified)
    }

    private func kept() throws -> [String] { try Files.list(store.folder) }

    @Test("what was kept comes back, for the same file and the same number of pixels only")
    func sameFile() {
        store.keep([1, 2, 3, 4], of: still("a"))
        #expect(store.pixels(of: still("a"), count: 4) == [1, 2, 3, 4])
        #expect(store.pixels(of: still("a"), count: 8) == nil)
        #expect(store.pixels(of: still("a"), count: 3) == nil)
        #expect(store.pixels(of: still("a", modified: 2), count: 4) == nil)
        #expect(store.pixels(of: still("b"), count: 4) == nil)
    }

    @Test("those that were not needed for longest make room, and what is too large is not kept at all")
    func room() throws {
        for name in ["a", "b", "c"] { store.keep(Array(repeating: 7, count: 30), of: still(name)) }
        // Not by the clock, which may count in larger steps than these.
        for (age, name) in ["b", "c", "a"].enumerated() {
            let time = timespec(tv_sec: 1_000 + age, tv_nsec: 0)
            #expect(utimensat(AT_FDCWD, store.path(of: still(name)), [time, time], 0) == 0)
        }
        store.keep(Array(repeating: 7, count: 30), of: still("d"))
        #expect(store.pixels(of: still("b"), count: 30) == nil)
        #expect(store.pixels(of: still("a"), count: 30) != nil && store.pixels(of: still("c"), count: 30) != nil)
        store.keep(Array(repeating: 7, count: 101), of: still("e"))
        #expect(store.pixels(of: still("e"), count: 101) == nil)
    }

    @Test("where there is no room, or no folder, nothing is kept and nothing goes wrong")
    func noRoom() throws {
        StillStore(folder: store.folder, limitBytes: 100, minimumFreeBytes: .max).keep([1], of: still("a"))
        #expect(try kept().isEmpty)
        let nowhere = StillStore(folder: "/proc/nowhere/stills")
        nowhere.keep([1], of: still("a"))
        #expect(nowhere.pixels(of: still("a"), count: 1) == nil)
    }
}
