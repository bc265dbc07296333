import FarmModel
import FarmWire
import Glibc
import LinuxIO
import Testing

@testable import Coordinator

@Suite("What jobs may read and write")
struct FenceTests {
    private let folder: TemporaryFolder
    private let fence: SubmissionFence
    private let root: String

    init() throws {
        folder = try TemporaryFolder()
        root = folder.path + "/media"
        for name in ["media", "media/deep", "outputs", "outside", "media-not"] {
            try Files.makeDirectories("\(folder.path)/\(name)")
        }
        for name in ["media/in.mp4", "media/deep/in.mp4", "outputs/old.mp4", "outside/secret.mp4", "media-not/in.mp4"] {
            _ = try folder.file(name, "x")
        }
        symlink("../outside", root + "/away")
        symlink("../outside/secret.mp4", root + "/link.mp4")
        symlink("../outside/new.mp4", root + "/dangling.mp4")
        symlink("deep/in.mp4", root + "/inner.mp4")
        fence = SubmissionFence(
            mediaRoots: [try Files.realPath(root)], outputsDirectory: folder.path + "/outputs", allowsFileFilters: false
        )
    }

    private func admitted(input: String, output: String? = nil) throws -> VideoRequest {
        try fence.admitted(VideoRequest(input: input, output: output))
    }

    @Test("what lies inside is admitted, with its links resolved")
    func inside() throws {
        let real = try Files.realPath(root)
        #expect(try admitted(input: root + "/in.mp4").input == real + "/in.mp4")
        #expect(try admitted(input: root + "/deep/../inner.mp4").input == real + "/deep/in.mp4")
        #expect(try admitted(input: folder.path + "/outputs/old.mp4").input.hasSuffix("/outputs/old.mp4"))
        let request = try admitted(input: root + "/in.mp4", output: root + "/deep/./new.mp4")
        #expect(request.output == real + "/deep/new.mp4")
        // What is missing is told by the check that follows, as anywhere.
        #expect(try admitted(input: root + "/missing.mp4").input == real + "/missing.mp4")
    }

    @Test(
        "nothing leads outside",
        arguments: [
            "/outside/secret.mp4", "/media/../outside/secret.mp4", "/media/link.mp4", "/media/away/secret.mp4",
            "/media/deep/../../outside/secret.mp4", "/media-not/in.mp4", "/media", "/outside/missing.mp4",
            "/media/away/missing.mp4", "/media/dangling.mp4", "/media/..", "/nowhere/in.mp4",
        ])
    func outside(path: String) {
        #expect(throws: ClientError.self) { try admitted(input: folder.path + path) }
        #expect(throws: ClientError.self) { try admitted(input: root + "/in.mp4", output: folder.path + path) }
    }

    @Test(
        "odd paths are refused",
        arguments: ["", "in.mp4", "../in.mp4", "/", "//", "/etc/passwd", "/proc/self/root/etc/passwd"])
    func oddPaths(path: String) {
        #expect(throws: ClientError.self) { try admitted(input: path) }
    }

    @Test("what is outside is refused in the same words, whether it is there or not")
    func nothingIsTold() {
        func cause(_ path: String) -> String? {
            do {
                _ = try admitted(input: folder.path + path)
                return nil
            } catch {
                return (error as? ClientError)?.cause
            }
        }
        #expect(cause("/outside/secret.mp4") != nil)
        #expect(cause("/outside/secret.mp4") == cause("/outside/missing.mp4"))
    }

    @Test("a filter that touches files is refused with its place, unless files are allowed")
    func fileFilters() throws {
        var request = VideoRequest(input: root + "/in.mp4")
        request.filter = "hflip,subtitles=/etc/passwd"
        do throws(ClientError) {
            _ = try fence.admitted(request)
            Issue.record("it was admitted")
        } catch {
            #expect(error.code == .notAllowed)
            #expect(error.cause.hasSuffix("hflip,subtitles=/etc/passwd\n      ^"), "\(error.cause)")
        }
        var open = fence
        open.allowsFileFilters = true
        #expect(try open.admitted(request).filter == request.filter)
        open.mediaRoots = []
        request.input = "/anywhere/else.mp4"
        #expect(try open.admitted(request) == request)
    }

    @Test("beyond loopback, and with media roots, the filters are fenced in without a word")
    func defaults() throws {
        func settings(_ words: [String]) throws -> CoordinatorSettings {
            try CoordinatorSettings.resolve(CoordinatorSettings.shape.parse(words)) { _ in nil }
        }
        #expect(try settings([]).fence.allowsFileFilters)
        #expect(try !settings(["--listen", "0.0.0.0:7420"]).fence.allowsFileFilters)
        #expect(try !settings(["--media-root", root]).fence.allowsFileFilters)
        #expect(try settings(["--media-root", root]).fence.mediaRoots == [try Files.realPath(root)])
        let allowing = try folder.file("allow.json", #"{"allow_file_filters": true}"#)
        #expect(try settings(["--listen", "0.0.0.0:7420", "--config", allowing]).fence.allowsFileFilters)
        #expect(throws: (any Error).self) { try settings(["--media-root", folder.path + "/missing"]) }
    }
}
