import FarmCore
import FarmHTTP
import FarmModel
import FarmWire
import LinuxIO
import TestPrograms
import Testing

@testable import Coordinator

/// Frames that come in over real connections, and an encoder that writes down what it is given.
@Suite("The pipe desk")
struct PipeDeskTests {
    @Test(
        "frames that arrive in any order reach the encoder in theirs, and none is lost that came before it was started")
    func order() throws {
        let studio = try Studio()
        for chunk in [2, 0, 1] { #expect(try studio.send(chunk) == 204) }
        #expect(studio.desk.usedBytes == 3 * Studio.chunkBytes)
        for chunk in [2, 1, 0] { studio.adopt(chunk) }
        try studio.run { studio.events.count == 3 }
        studio.desk.finish(studio.job)
        try studio.run { studio.events.count == 4 }
        #expect(studio.events.prefix(3) == [1, 2, 3].map { .framesTaken(studio.pipe, chunks: $0) }[...])
        guard case .stageFinished(studio.job.id, .merge, .merged(let report))? = studio.events.last else {
            Issue.record("\(studio.events)")
            return
        }
        let written = try Files.read(report.temporaryPath, limitBytes: 4 * Studio.chunkBytes)
        #expect(written == (0..<3).flatMap(Studio.content))
        #expect(studio.desk.usedBytes == 0)
        studio.desk.closeAll()
        #expect(Files.exists(report.temporaryPath), "the next coordinator may have to verify it")
        studio.desk.close(studio.job.id)
    }

    @Test("an encoder that is not done leaves nothing, and a chunk without frames breaks the pipe")
    func broken() throws {
        let studio = try Studio()
        #expect(try studio.send(0) == 204)
        studio.adopt(0)
        try studio.run { !studio.events.isEmpty }
        // What is small enough waits in the kernel until the encoder has started.
        try studio.run { Files.exists(studio.output) }
        studio.adopt(1)
        try studio.run { studio.events.count == 2 }
        let failure = StageFailure(summary: "the encoder cannot go on", cause: "the frames of chunk 1 never came")
        #expect(studio.events.last == .pipeFailed(studio.pipe, failure))
        #expect(!Files.exists(studio.output) && studio.desk.usedBytes == 0)
    }
}

/// A desk behind a server, and a job of three chunks whose frames somebody sends.
private final class Studio {
    static let chunkBytes = 200_000
    let desk: PipeDesk
    let job: Job
    private(set) var events: [Event] = []
    private let folder: TemporaryFolder
    private let loop: EventLoop
    private let client: HTTPClient
    private var listener: TCPListener?

    init() throws {
        folder = try TemporaryFolder()
        loop = try EventLoop()
        try TestProgram.write(
            "#!/bin/sh\nfor last; do :; done\nexec cat > \"${last#file:}\"\n", to: folder.path + "/encoder")
        job = Self.job(in: folder.path)
        try Files.writeAtomically(
            folder.path + "/probe.json", Array(#"{"streams":[],"format":{}}"#.utf8), synced: false)
        desk = try PipeDesk(
            loop: loop, program: folder.path + "/encoder",
            ffmpeg: FFmpegFacts(version: "7", hasFpsMode: true, encoders: []))
        let server = HTTPServer(loop: loop, limits: HTTPLimits())
        let listener = try TCPListener(loop: loop, host: "127.0.0.1", port: 0) { server.adopt($0) }
        self.listener = listener
        client = HTTPClient(loop: loop, host: "127.0.0.1", port: listener.port)
        desk.onEvent = { [unowned self] in events.append($0) }
        for chunk in 0..<3 {
            let attempt = Self.attempt(chunk)
            server.addUpload("PATCH", "/frames/\(chunk)", for: .anybody) { [desk] exchange throws(HTTPProblem) in
                try desk.sink(
                    for: attempt, sizeBytes: Self.chunkBytes, try UploadHeaders(exchange.request.head), exchange
                ) { true }
            }
        }
    }

    var pipe: PipeID { PipeID(job: job.id, restarts: 0) }
    var output: String { folder.path + "/.out.mkv.run_1.partial" }

    static func content(_ chunk: Int) -> [UInt8] {
        (0..<chunkBytes).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ chunk) }
    }

    func send(_ chunk: Int) throws -> Int {
        let content = Self.content(chunk)
        let upload = UploadHeaders(
            offset: 0, sizeBytes: Int64(content.count), sha256: SHA256.hexDigest(of: content))
        var answer: Result<HTTPClient.Answer, HTTPClient.Failure>?
        let head = HTTPRequestHead("PATCH", "/frames/\(chunk)", headers: upload.headers)
        client.send(HTTPClient.Request(head, body: .bytes(content))) { answer = $0 }
        try run { answer != nil }
        return try #require(answer).get().head.status
    }

    func adopt(_ chunk: Int) {
        desk.adopt(ChunkID(job: job.id, index: chunk), of: job, from: Self.attempt(chunk).id)
    }

    func run(until condition: () -> Bool) throws {
        // Files appear without a word to the loop.
        let beat = loop.every(milliseconds: 10) {}
        defer { beat.cancel() }
        #expect(try loop.run(until: condition, deadlineMilliseconds: 20_000), "waited in vain")
    }

    private static func attempt(_ chunk: Int) -> Attempt {
        Attempt(
            id: AttemptID(chunk + 1), chunk: ChunkID(job: JobID(1), index: chunk), worker: WorkerID(0),
            workerProcessID: 1, isBackup: false, startedAt: Timestamp(milliseconds: 0))
    }

    private static func job(in folder: String) -> Job {
        let run = RunIdentity(name: "run_1", directory: folder, output: folder + "/out.mkv")
        var job = Job(
            id: JobID(1), request: JobRequest(work: .video(VideoRequest(input: "/scene.json"))), run: run,
            phase: .rendering, submittedAt: Timestamp(milliseconds: 0))
        let chunks = (0..<3).map { index in
            ChunkPlan(
                firstFrame: index, frameCount: 1, startPts: Int64(index), endPts: nil, lastPts: Int64(index), starts: []
            )
        }
        let second = Rational(1, 1)!
        job.plan = .video(
            VideoPlan(
                input: InputIdentity(path: "/scene.json", sizeBytes: 1, modifiedNanoseconds: 1),
                drawing: DrawingPlan(
                    subject: .scene(preparedPath: "/prepared.json", sha256: ""), method: .pipe,
                    size: PictureSize(width: 500, height: 100), frameRate: second, frameCount: 3, pixelFormat: "rgb0",
                    intermediate: .rawFrames(bytesEach: chunkBytes, window: 3)),
                timeBase: second, timestampOffset: 0, frameCount: 3, firstPts: 0,
                settings: RenderSettings(filter: nil, encoding: EncoderSettings(encoder: "ffv1")), chunkFormat: "mov",
                chunkExtension: "mov", threads: 1, chunks: chunks, keepsFrameCount: true, warnings: [], reasons: []))
        job.chunks = (0..<3).map { index in
            var chunk = ChunkState()
            chunk.status = .done
            chunk.winner = ChunkWinner(
                attempt: attempt(index).id, worker: WorkerID(0), workerProcessID: 1,
                startedAt: Timestamp(milliseconds: 0),
                runtimeMilliseconds: 1)
            return chunk
        }
        return job
    }
}
