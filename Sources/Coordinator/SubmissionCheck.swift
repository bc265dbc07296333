import ExternalRenderers
import FarmModel
import FarmWire
import LinuxIO
import MediaPlan

/// What can be said about a submission at once, before anything is scanned: paths that cannot work.
enum SubmissionCheck {
    static func complaint(about request: VideoRequest, activeOutputs: [String]) -> ClientError? {
        (request.hasInputFile ? complaint(aboutInput: request.input) : nil)
            ?? complaint(aboutRenderer: request)
            ?? request.output.flatMap { complaint(aboutOutput: $0, request, activeOutputs: activeOutputs) }
            ?? complaint(aboutSettings: request)
    }

    private static func complaint(aboutInput path: String) -> ClientError? {
        guard path.hasPrefix("/"), path.utf8.count <= FarmLimits.pathBytes else {
            return ClientError(
                .badRequest, summary: "the input path is unusable", cause: "it is not absolute, or too long")
        }
        let facts: FileFacts
        do {
            facts = try Files.facts(path)
        } catch {
            // What stands in for bytes that are no UTF-8.
            let isMisread = path.unicodeScalars.contains("\u{FFFD}")
            return unreadable(
                path, error.cause + (isMisread ? "; its name is not UTF-8" : ""),
                hint: isMisread
                    ? "rename it, or make a link to it with a name that is UTF-8"
                    : "check the path; it is looked up on the coordinator's machine")
        }
        guard facts.kind == .regular else {
            let what = facts.kind == .directory ? "it is a directory" : "it is not a regular file"
            return unreadable(path, what, hint: "give the path of a video file")
        }
        guard facts.sizeBytes > 0 else { return unreadable(path, "the file is empty", hint: nil) }
        do {
            _ = try FileDescriptor.open(path, flags: 0)
        } catch {
            return unreadable(path, error.cause, hint: "the coordinator's user must be able to read it")
        }
        return nil
    }

    private static func complaint(aboutRenderer request: VideoRequest) -> ClientError? {
        guard case .renderer(let renderer)? = request.drawing?.subject else { return nil }
        do throws(RequestRefusal) {
            try RendererCheck.check(renderer)
        } catch {
            return ClientError(.badRequest, summary: error.summary, cause: error.cause, hint: error.hint)
        }
        guard RendererDescription.isName(renderer.name) else {
            return ClientError(
                .badRequest, summary: "the renderer's name is not possible",
                cause: "a renderer is called by small letters, digits and dashes")
        }
        guard let assets = renderer.assets else { return nil }
        guard assets.hasPrefix("/"), assets.utf8.count <= FarmLimits.pathBytes, !assets.utf8.contains(0),
            (try? Files.facts(assets))?.kind == .directory
        else {
            return ClientError(
                .inputUnreadable, summary: "the folder \(assets) cannot be read", cause: "it is not a folder",
                hint: "check the path; it is looked up on the coordinator's machine")
        }
        return nil
    }

    private static func unreadable(_ path: String, _ cause: String, hint: String?) -> ClientError {
        ClientError(.inputUnreadable, summary: "the input \(path) cannot be read", cause: cause, hint: hint)
    }

    private static func complaint(
        aboutOutput path: String, _ request: VideoRequest, activeOutputs: [String]
    ) -> ClientError? {
        func unusable(_ cause: String, hint: String?) -> ClientError {
            ClientError(.outputUnusable, summary: "the output \(path) cannot be written", cause: cause, hint: hint)
        }
        guard path.hasPrefix("/"), path.utf8.count <= FarmLimits.pathBytes, let slash = path.lastIndex(of: "/") else {
            return unusable("its path is not absolute, or too long", hint: nil)
        }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        guard Files.exists(folder) else {
            return unusable("the folder \(folder) does not exist", hint: "make it: mkdir -p \(folder)")
        }
        guard Files.isWritableDirectory(folder) else {
            return unusable("the folder \(folder) is not writable", hint: "choose another folder with -o")
        }
        if activeOutputs.contains(path) {
            return unusable("another job is already making it", hint: "wait for it, or choose another name with -o")
        }
        do {
            guard let facts = try Files.factsIfPresent(path) else {
                // A link that leads nowhere is in the way of the finished video, too.
                guard try Files.factsIfPresent(path, followingLinks: false) != nil, !request.overwrite else {
                    return nil
                }
                return unusable("it is a link that leads nowhere", hint: "remove it, or allow it with --overwrite")
            }
            if facts.kind == .directory { return unusable("it is a directory", hint: "name a file in it") }
            if request.hasInputFile {
                let input = try Files.facts(request.input)
                if facts.inode == input.inode, facts.device == input.device {
                    return unusable("it is the input itself", hint: "choose another name with -o")
                }
            }
        } catch {
            return unusable(error.cause, hint: nil)
        }
        return request.overwrite
            ? nil : unusable("it exists", hint: "choose another name, or allow it with --overwrite")
    }

    private static func complaint(aboutSettings request: VideoRequest) -> ClientError? {
        func bad(_ cause: String) -> ClientError {
            ClientError(.badRequest, summary: "the submission is unusable", cause: cause)
        }
        if let filter = request.filter, filter.utf8.count > FarmLimits.filterBytes {
            return bad("the filter is longer than \(FarmLimits.filterBytes) bytes")
        }
        if let threads = request.threads, !(1...256).contains(threads) { return bad("threads must be within 1...256") }
        if !(0...100_000).contains(request.warmUpFrames) { return bad("warm-up must be within 0...100000 frames") }
        switch request.chunking {
        case .count(let count) where !(1...FarmLimits.chunksPerVideo).contains(count):
            return bad("a video can be cut into 1...\(FarmLimits.chunksPerVideo) chunks")
        case .duration(let milliseconds) where milliseconds < 1:
            return bad("a chunk cannot be shorter than a millisecond")
        default:
            return nil
        }
    }
}
