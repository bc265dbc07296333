import FarmModel
import Glibc
import LinuxIO
import MediaPlan
import Testing

@testable import MediaStages

@Suite("What travels with a renderer's scene")
struct SceneArchiveTests {
    private let clips: Clips

    init() throws {
        clips = try Clips()
        try Files.makeDirectories(clips.path("room/parts"))
        try write("room/a.pov", "scene")
        try write("room/parts/-b:%d.inc", "part")
        try write("secret", "not for everybody")
    }

    private func write(_ name: String, _ text: String) throws {
        try Files.writeAtomically(clips.path(name), Array(text.utf8), synced: false)
    }

    private func link(_ target: String, _ name: String) throws {
        try #require(symlink(target, clips.path(name)) == 0)
    }

    private func archive(
        input: String = "room/a.pov", assets: String? = nil, scene: String? = nil, run: String = "run",
        roots: [String] = []
    ) throws -> SceneArchive {
        let renderer = RendererRequest(
            name: "fake", size: PictureSize(width: 96, height: 54), frameRate: try #require(Rational(24, 1)),
            firstFrame: 1, lastFrame: 2, assets: assets.map(clips.path), sceneName: scene)
        let request = StageRequest(
            stage: .analyze, request: VideoRequest(input: clips.path(input)),
            run: RunIdentity(name: run, directory: clips.path(run), output: clips.path("o.mkv")), slots: 1,
            programs: MediaPrograms(), bounds: MediaBounds(roots: roots))
        return SceneArchive(request: request, renderer: renderer)
    }

    private func cause(_ archive: SceneArchive) -> String {
        do throws(MediaError) {
            _ = try archive.run()
            return "none"
        } catch {
            return error.failure.cause
        }
    }

    private func tar(_ arguments: String...) throws {
        var request = SpawnRequest(program: "tar", arguments: arguments)
        request.workingDirectory = clips.folder
        let result = try runCommand(request, timeoutMilliseconds: 10_000)
        try #require(result.isSuccess)
    }

    private func names(_ archive: String) throws -> [String] {
        let listing = SpawnRequest(program: "tar", arguments: ["--list", "--file", archive])
        let result = try runCommand(listing, timeoutMilliseconds: 10_000)
        return String(decoding: result.standardOutput, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test("the same files make the same archive, whenever they were written")
    func sameFilesSameArchive() throws {
        let first = try archive(assets: "room").run()
        try write("room/a.pov", "scene")
        let second = try archive(assets: "room", run: "again").run()
        #expect(first.plan == second.plan)
        #expect(first.plan.scene == "a.pov")
        #expect(try names(first.archive.path) == ["a.pov", "parts/-b:%d.inc"])
        try write("room/a.pov", "other")
        #expect(try archive(assets: "room").run().plan.archiveSHA256 != first.plan.archiveSHA256)
    }

    @Test("without a folder the scene travels alone")
    func alone() throws {
        let (found, plan) = try archive(input: "room/parts/-b:%d.inc").run()
        #expect(plan.scene == "-b:%d.inc")
        #expect(try names(found.path) == ["-b:%d.inc"])
    }

    @Test("links inside are followed, and what they lead to travels as a file")
    func linksInside() throws {
        try link("parts/-b:%d.inc", "room/link.inc")
        try link("parts", "room/more")
        let (found, _) = try archive(assets: "room").run()
        #expect(
            try names(found.path) == ["a.pov", "link.inc", "more/-b:%d.inc", "parts/-b:%d.inc"])
    }

    @Test("links out, circles, and what is no file are refused")
    func refused() throws {
        try link("../secret", "room/link.inc")
        #expect(cause(try archive(assets: "room")).contains("the link leads out of"))
        try Files.remove(clips.path("room/link.inc"))
        try link("..", "room/parts/up")
        #expect(cause(try archive(assets: "room")).contains("is a link to a folder that it is in"))
        try Files.remove(clips.path("room/parts/up"))
        try #require(mkfifo(clips.path("room/pipe"), 0o600) == 0)
        #expect(cause(try archive(assets: "room")).contains("is neither a file nor a folder"))
        try Files.remove(clips.path("room/pipe"))
        #expect(cause(try archive(input: "secret", assets: "room")).contains("is not below"))
        let roots = [try Files.realPath(clips.path("room/parts"))]
        #expect(cause(try archive(assets: "room", roots: roots)).contains("does not lie below a folder"))
    }

    @Test("an archive is unpacked where it can do no harm, and packed anew")
    func archives() throws {
        try tar("-cf", "room.tar", "room")
        let (found, plan) = try archive(input: "room.tar", scene: "room/a.pov").run()
        #expect(plan.scene == "room/a.pov")
        #expect(try names(found.path) == ["room/a.pov", "room/parts/-b:%d.inc"])
        #expect(cause(try archive(input: "room.tar", scene: "a.pov")).contains("there is no file `a.pov`"))
        try tar("-czf", "room.tar", "room")
        #expect(cause(try archive(input: "room.tar", scene: "room/a.pov")).contains("not a plain tar archive"))
        try tar("-Pcf", "room.tar", "--transform=s,room,../../out,", "room")
        #expect(cause(try archive(input: "room.tar", scene: "room/a.pov")) != "none")
        #expect(!Files.exists(clips.path("out")))
        try link("../../../secret", "room/link.inc")
        try tar("-cf", "room.tar", "room")
        #expect(cause(try archive(input: "room.tar", scene: "room/a.pov")) != "none")
    }
}
