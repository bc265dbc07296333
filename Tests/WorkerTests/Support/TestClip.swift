import FarmModel
import LinuxIO
import MediaPlan
import Testing

/// A generated clip, and tasks to render it.
struct TestClip {
    static let frames = 60
    static let ticksPerFrame: Int64 = 512

    let path: String
    private let folder: TestFolder

    /// Makes two seconds of 320×180 at 30 frames a second, and the folder for its chunks.
    init(in folder: TestFolder) throws {
        self.folder = folder
        path = folder.path + "/clip.mp4"
        try Files.makeDirectories(folder.path + "/run/chunks")
        let made = try runCommand(
            SpawnRequest(
                program: "ffmpeg",
                arguments: [
                    "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=30:duration=2",
                    "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-video_track_timescale",
                    "15360", path,
                ]), timeoutMilliseconds: 60_000)
        try #require(made.status.isSuccess, "\(String(decoding: made.standardErrorTail, as: UTF8.self))")
    }

    func outputPath(attempt: Int) -> String {
        "\(folder.path)/run/chunks/.chunk_000.attempt_\(attempt).nut"
    }

    /// The whole clip as one chunk; `claiming` says how many frames the plan believes it to have.
    func task(attempt: Int, filter: String? = nil, claiming frameCount: Int = TestClip.frames) throws -> RenderTask {
        let facts = try Files.facts(path)
        var task = RenderTask(
            input: InputIdentity(
                path: path, sizeBytes: facts.sizeBytes, modifiedNanoseconds: facts.modifiedNanoseconds),
            timeBase: try #require(Rational(1, 15_360)), timestampOffset: 0,
            settings: RenderSettings(
                filter: filter, encoding: EncoderSettings(encoder: "libx264", crf: 23, encoderPreset: "ultrafast")),
            chunkFormat: "nut", threads: 1,
            chunk: ChunkPlan(
                firstFrame: 0, frameCount: frameCount, startPts: 0, endPts: nil,
                lastPts: Int64(Self.frames - 1) * Self.ticksPerFrame, expectedFrames: frameCount,
                starts: [ChunkStart(seekPts: nil, warmUpFrame: 0, warmUpPts: 0)]),
            outputPath: outputPath(attempt: attempt), commandHash: "")
        task.commandHash = SHA256.hexDigest(of: Array(RenderCommand.identity(of: task).utf8))
        return task
    }

    func assignment(
        attempt: Int, filter: String? = nil, claiming frameCount: Int = TestClip.frames
    ) throws -> Assignment {
        Assignment(
            attempt: AttemptID(attempt), chunk: ChunkID(job: JobID(1), index: 0),
            task: .render(try task(attempt: attempt, filter: filter, claiming: frameCount)))
    }

    /// Takes minutes for this clip.
    static let slowFilter = "scale=1920:1080,nlmeans=r=31"
}
