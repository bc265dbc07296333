import FarmModel
import FarmWire
import LinuxIO
import MediaPlan
import MediaStages

/// What jobs may read and write, where the farm is not only its user's own.
public struct SubmissionFence: Sendable {
    /// Real paths. Inputs lie below one of these, and outputs below one of these or the farm's own; no limit when empty.
    public var mediaRoots: [String]
    /// The farm's own folder, in which uploads and earlier results are.
    public var outputsDirectory: String
    /// Filters may read and write files and open connections, and filters of which nothing is known may be used.
    public var allowsFileFilters: Bool

    /// The request with paths that no link leads elsewhere any more, or why it is not accepted.
    func admitted(_ request: VideoRequest) throws(ClientError) -> VideoRequest {
        if !allowsFileFilters, let filter = request.filter, let objection = FilterFence.objection(to: filter) {
            throw ClientError(
                .notAllowed, summary: "the filter is not allowed on this farm", cause: objection.explained(in: filter),
                hint: "`allow_file_filters` in the coordinator's configuration allows it")
        }
        guard !mediaRoots.isEmpty else { return request }
        var admitted = request
        admitted.input = try place(request.input, "input", .inputUnreadable)
        if case .renderer(var renderer)? = request.drawing?.subject, let assets = renderer.assets {
            renderer.assets = try place(assets, "folder", .inputUnreadable)
            admitted.drawing?.subject = .renderer(renderer)
        }
        if let output = request.output { admitted.output = try place(output, "output", .outputUnusable) }
        return admitted
    }

    /// Where `path` really leads, if that is inside. Whether there is anything outside is not told.
    private func place(_ path: String, _ what: String, _ code: ClientError.Code) throws(ClientError) -> String {
        guard let real = Self.resolved(path), isInside(real) else {
            throw ClientError(
                code, summary: "the \(what) \(path) is out of bounds",
                cause: "it does not lie below a folder that this farm's jobs may use",
                hint: "these are: \(mediaRoots.joined(separator: ", "))")
        }
        return real
    }

    private func isInside(_ path: String) -> Bool {
        bounds.contains(real: path)
    }

    /// For the files that a job's input names.
    var bounds: MediaBounds {
        guard !mediaRoots.isEmpty else { return .anywhere }
        return MediaBounds(roots: mediaRoots + (Self.resolved(outputsDirectory).map { [$0] } ?? []))
    }

    /// Without links and dots. What does not exist yet is looked for in its folder, which has to.
    private static func resolved(_ path: String) -> String? {
        guard path.hasPrefix("/"), path.utf8.count <= FarmLimits.pathBytes, !path.utf8.contains(0) else { return nil }
        if let real = try? Files.realPath(path) { return real }
        // A link that leads nowhere yet would lead somewhere once something is written to it.
        let dangling = try? Files.factsIfPresent(path, followingLinks: false)
        let (folder, name) = RunLayout.split(path)
        guard dangling == nil, !name.isEmpty, name != ".", name != "..", let real = try? Files.realPath(folder) else {
            return nil
        }
        return real == "/" ? "/" + name : "\(real)/\(name)"
    }
}
