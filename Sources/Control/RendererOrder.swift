import FarmModel
import Invocation
import LinuxIO
import MediaPlan
import MediaStages

/// What `renderctl render --renderer NAME` asks for.
enum RendererOrder {
    static let shapes: [OptionShape] = [
        .value(
            "renderer", placeholder: "NAME",
            help: """
                SCENE is for this external renderer, as workers offer it (see docs/renderers.md): frames of --size \
                (default: 1280x720), --fps of them a second (default: 24).
                """),
        .value("frames", placeholder: "A-B", help: "The renderer's frames to render, as in 1-48."),
        .value("assets", placeholder: "DIR", help: "A folder that holds SCENE, and travels with it to the workers."),
        .value("scene", placeholder: "NAME", help: "Where the scene is inside, when SCENE is a .tar archive."),
    ]

    /// Nil where no external renderer is asked for.
    static func request(_ parsed: ParsedCommand, _ video: VideoRequest) throws(UserError) -> RendererRequest? {
        guard let name = parsed.text("renderer") else {
            for option in ["frames", "assets", "scene"] where parsed.has(option) {
                throw wrong("--\(option) needs --renderer", "it is about a scene of an external renderer")
            }
            return nil
        }
        guard !parsed.has("seconds") else {
            throw wrong("--seconds does not go with --renderer", "--frames and --fps say how long the video is")
        }
        guard let range = parsed.text("frames") else {
            throw wrong(
                "--frames is missing", "a renderer has to be told which frames to render", "as in --frames 1-48")
        }
        let (first, last) = try frames(range)
        guard let usual = Rational(24, 1) else { throw wrong("--fps is not possible", "it is no rate") }
        var request = RendererRequest(
            name: name, size: video.size ?? PictureSize(width: 1280, height: 720),
            frameRate: video.frameRate ?? usual, firstFrame: first, lastFrame: last, sceneName: parsed.text("scene"))
        if let assets = parsed.text("assets") { request.assets = try absolute(assets, for: "--assets") }
        try checkArchive(video.input, request)
        do throws(RequestRefusal) {
            try RendererCheck.check(request)
        } catch {
            throw UserError(error.summary, cause: error.cause, hint: error.hint, exitCode: .usage)
        }
        return request
    }

    private static func frames(_ text: String) throws(UserError) -> (Int, Int) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        if ends.count == 1, let only = ends[0], only >= 0 { return (only, only) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else {
            throw wrong(
                "--frames `\(text)` is no range", "the first and the last frame are needed", "as in --frames 1-48")
        }
        return (first, last)
    }

    private static func checkArchive(_ input: String, _ request: RendererRequest) throws(UserError) {
        let isArchive = RunLayout.fileExtension(of: input) == "tar"
        if isArchive, request.sceneName == nil {
            throw wrong(
                "--scene is missing", "\(input) is an archive, and may hold many scenes", "as in --scene room.pov")
        }
        if !isArchive, request.sceneName != nil {
            throw wrong("--scene does not go with \(input)", "it names a scene inside a .tar archive")
        }
    }

    private static func wrong(_ summary: String, _ cause: String, _ hint: String? = nil) -> UserError {
        UserError(summary, cause: cause, hint: hint, exitCode: .usage)
    }

    // MARK: Who offers it

    /// A name that nobody knows is a mistake; one that is only not offered yet is worth waiting for.
    static func check(_ name: String, _ call: ControlCall) throws(UserError) {
        guard case .workers(let workers) = try call.ask(.workers) else { throw call.wrongAnswer }
        let offered = Set(workers.flatMap(\.renderers)).sorted()
        guard !offered.contains(name), !workers.isEmpty else { return }
        let known = offered.isEmpty ? "none" : offered.joined(separator: ", ")
        guard !described().contains(name) else {
            call.output.note("no worker offers \(name) yet (offered are: \(known)): the job waits for one that does")
            return
        }
        let near = suggestion(for: name, among: offered).map { "did you mean `\($0)`?" }
        throw UserError(
            "no worker offers the renderer `\(name)`", cause: "the workers offer \(known)",
            hint: near ?? "docs/renderers.md says how a worker gets one", exitCode: .usage)
    }

    /// Those that come with the programs, whether they are installed here or not.
    private static func described() -> [String] {
        guard let installed = try? InstalledRenderers() else { return [] }
        return installed.present.map(\.description.name) + installed.missing.map(\.name)
    }
}
