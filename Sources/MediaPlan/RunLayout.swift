import FarmModel

/// Where the files of a run are. Names only: nothing here looks at the disk.
public enum RunLayout {
    public static func chunkDirectory(of run: RunIdentity) -> String { "\(run.directory)/chunks" }
    public static func logDirectory(of run: RunIdentity) -> String { "\(run.directory)/logs" }
    /// What the frames of the run are drawn from.
    public static func sceneDirectory(of run: RunIdentity) -> String { "\(run.directory)/scene" }
    /// What travels to a worker that has a scene rendered by an external program.
    public static func archivePath(of run: RunIdentity) -> String { "\(sceneDirectory(of: run))/assets.tar" }
    public static func metaPath(of run: RunIdentity) -> String { "\(run.directory)/meta.json" }
    /// ffprobe's description of the input, kept from the analysis for the later stages.
    public static func probePath(of run: RunIdentity) -> String { "\(run.directory)/probe.json" }
    public static func manifestPath(of run: RunIdentity) -> String { "\(run.directory)/manifest.json" }
    public static func concatListPath(of run: RunIdentity) -> String { "\(run.directory)/concat_list.txt" }
    public static func reportPath(of run: RunIdentity) -> String { "\(run.directory)/report.json" }

    /// The pictures of all chunks in one folder, while they are encoded.
    public static func framesDirectory(of run: RunIdentity) -> String { "\(run.directory)/\(framesFolder)" }
    static let framesFolder = "frames"

    /// Chunks that count for nothing any more, until they have been removed.
    public static func discardedDirectory(of run: RunIdentity) -> String { "\(run.directory)/.discarded" }

    /// The name of a picture by the number of its frame, and the pattern of all of them for ffmpeg.
    public static func frameName(_ frame: Int, _ format: FrameFormat) -> String {
        "frame_\(padded(frame, digits: 8)).\(fileExtension(of: format))"
    }

    static func framePattern(in folder: String, _ format: FrameFormat) -> String {
        let literal = folder.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
        return "\(literal)/frame_%08d.\(fileExtension(of: format))"
    }

    private static func fileExtension(of format: FrameFormat) -> String {
        switch format {
        case .png: "png"
        case .jpeg: "jpg"
        }
    }

    /// Where the merge looks for a committed chunk.
    public static func chunkPath(of run: RunIdentity, chunk: Int, plan: VideoPlan) -> String {
        "\(chunkDirectory(of: run))/\(plan.chunkName(chunk))"
    }

    /// Where one attempt writes: a name that no other attempt has, hidden so that nobody takes it for a finished chunk.
    public static func attemptPath(of run: RunIdentity, chunk: Int, attempt: AttemptID, plan: VideoPlan) -> String {
        let ending = fileExtension(of: plan.chunkName(chunk))
        let name = ".chunk_\(padded(chunk, digits: 3)).attempt_\(attempt.number)"
        return "\(chunkDirectory(of: run))/\(name)" + (ending.isEmpty ? "" : ".\(ending)")
    }

    /// A file that is not whole yet, beside its place.
    public static func partialPath(of path: String) -> String { path + ".partial" }

    /// Holds what only the coordinator can have written: who reads it there, sees the run's folder.
    public static func markPath(of run: RunIdentity) -> String { markPath(inChunkDirectory: chunkDirectory(of: run)) }
    public static func markPath(inChunkDirectory directory: String) -> String { "\(directory)/.mark" }

    /// What one worker logs about a run.
    public static func logPath(of run: RunIdentity, worker name: String) -> String {
        "\(logDirectory(of: run))/\(logName(ofWorker: name))"
    }

    public static func logName(ofWorker name: String) -> String { "worker_\(fileNamePart(name)).log" }

    /// A name as a part of a file name: what could lead elsewhere becomes `_`.
    public static func fileNamePart(_ name: String) -> String {
        let allowed = name.unicodeScalars.map { scalar -> Character in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": Character(scalar)
            default: "_"
            }
        }
        let text = String(allowed)
        return text.hasPrefix(".") ? "_" + text : text
    }

    /// The merged video before it is published: beside the output, so that publishing is a rename.
    public static func temporaryOutput(of run: RunIdentity) -> String {
        let (folder, name) = split(run.output)
        // A file name has at most 255 bytes: what a long one loses here is only for people to read.
        return folder + ".\(prefix(of: name, bytes: 150)).\(prefix(of: run.name, bytes: 64)).partial"
    }

    /// Whether a path is such a name, whoever says so.
    public static func isTemporaryOutput(_ path: String) -> Bool {
        let name = split(path).name
        return name.hasPrefix(".") && name.hasSuffix(".partial")
    }

    /// The folder of a path with its final slash (empty for a bare name), and the name.
    public static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        let afterSlash = path.utf8.index(after: slash)
        return (String(path[..<afterSlash]), String(path[afterSlash...]))
    }

    /// What follows the last dot of a path's name, in lower case; empty without one.
    public static func fileExtension(of path: String) -> String {
        let name = split(path).name
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        return String(name[name.utf8.index(after: dot)...]).lowercased()
    }

    private static func prefix(of name: String, bytes: Int) -> String {
        var shortened = name
        while shortened.utf8.count > bytes { shortened.removeLast() }
        return shortened
    }

    private static func padded(_ number: Int, digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
