import FarmModel
import FarmWire
import JSONText
import LinuxIO
import MediaPlan

/// What a stage child is told to do: one JSON document in a file.
public struct StageRequest: Equatable, Sendable {
    public var stage: Stage
    public var request: VideoRequest
    public var run: RunIdentity
    /// Present for merge and verify.
    public var plan: VideoPlan?
    /// The finished chunks in order; present for merge and verify.
    public var chunkFiles: [ChunkFile]
    /// Present for verify.
    public var merge: MergeReport?
    /// Slots of the whole farm.
    public var slots: Int
    public var programs: MediaPrograms
    /// What the ffmpeg of `programs` can do; nil when the stage has to ask.
    public var ffmpeg: FFmpegFacts?
    /// Where files may lie that the input names.
    public var bounds: MediaBounds

    public init(
        stage: Stage, request: VideoRequest, run: RunIdentity, plan: VideoPlan? = nil, chunkFiles: [ChunkFile] = [],
        merge: MergeReport? = nil, slots: Int, programs: MediaPrograms, ffmpeg: FFmpegFacts? = nil,
        bounds: MediaBounds = .anywhere
    ) {
        self.stage = stage
        self.request = request
        self.run = run
        self.plan = plan
        self.chunkFiles = chunkFiles
        self.merge = merge
        self.slots = slots
        self.programs = programs
        self.ffmpeg = ffmpeg
        self.bounds = bounds
    }
}

extension StageRequest {
    /// Where the output goes, if that holds what is asked for.
    func acceptedContainer(_ ffmpeg: FFmpegFacts) throws(MediaError) -> OutputContainer {
        do throws(RequestRefusal) {
            return try RequestCheck.container(for: request, output: run.output, ffmpeg: ffmpeg)
        } catch {
            throw MediaError(error)
        }
    }

    /// The run's folder for all that is drawn or rendered from. Whatever an earlier try has left behind goes.
    func makeSceneFolder() throws(MediaError) {
        let folder = RunLayout.sceneDirectory(of: run)
        do throws(SystemError) {
            try Files.removeTree(folder)
            try Files.makeDirectories(folder)
        } catch {
            throw MediaError("the run directory cannot be written to", error)
        }
    }
}

extension StageRequest: JSONConvertible {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("stage", stage)
            json.field("request", request)
            json.field("run", run)
            json.field("plan", optional: plan)
            json.field("chunk_files", array: chunkFiles)
            json.field("merge", optional: merge)
            json.field("slots", slots)
            json.field("ffmpeg_path", programs.ffmpeg)
            json.field("ffprobe_path", programs.ffprobe)
            json.field("ffmpeg", optional: ffmpeg)
            json.field("media_roots", array: bounds.roots)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var draft = Draft()
        try json.object { (key, json) throws(JSONError) in try draft.read(key, from: &json) }
        self.init(
            stage: try json.require(draft.stage, "stage"), request: try json.require(draft.request, "request"),
            run: try json.require(draft.run, "run"), plan: draft.plan, chunkFiles: draft.chunkFiles,
            merge: draft.merge, slots: try json.require(draft.slots, "slots"),
            programs: MediaPrograms(
                ffmpeg: try json.require(draft.ffmpegPath, "ffmpeg_path"),
                ffprobe: try json.require(draft.ffprobePath, "ffprobe_path")), ffmpeg: draft.ffmpeg,
            bounds: MediaBounds(roots: draft.mediaRoots))
    }

    private struct Draft {
        var stage: Stage?
        var request: VideoRequest?
        var run: RunIdentity?
        var plan: VideoPlan?
        var chunkFiles: [ChunkFile] = []
        var merge: MergeReport?
        var slots: Int?
        var ffmpegPath: String?
        var ffprobePath: String?
        var ffmpeg: FFmpegFacts?
        var mediaRoots: [String] = []

        mutating func read(_ key: JSONKey, from json: inout JSONReader) throws(JSONError) {
            switch key {
            case "stage": stage = try json.value(Stage.self)
            case "request": request = try json.value(VideoRequest.self)
            case "run": run = try json.value(RunIdentity.self)
            case "plan": plan = try json.value(VideoPlan.self)
            case "chunk_files": chunkFiles = try json.array(of: ChunkFile.self, limit: FarmLimits.chunksPerVideo)
            case "merge": merge = try json.value(MergeReport.self)
            case "slots": slots = try json.int()
            case "ffmpeg": ffmpeg = try json.value(FFmpegFacts.self)
            case "ffmpeg_path": ffmpegPath = try json.string(limit: FarmLimits.pathBytes)
            case "ffprobe_path": ffprobePath = try json.string(limit: FarmLimits.pathBytes)
            case "media_roots": mediaRoots = try json.array(of: String.self)
            default: throw json.unknownKey(key)
            }
        }
    }
}
