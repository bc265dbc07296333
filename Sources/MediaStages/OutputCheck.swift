import FarmModel
import Glibc
import LinuxIO
import MediaPlan

/// Whether the output can be written where it is wanted. A job that cannot end well does not begin.
struct OutputCheck {
    let request: StageRequest
    let input: InputIdentity

    /// Returns warnings.
    func run() throws(MediaError) -> [String] {
        let output = request.run.output
        let folder = try folderOfOutput(output)
        try refuseExisting(output)
        return try spaceWarnings(request.run.directory) + spaceWarnings(folder)
    }

    private func folderOfOutput(_ output: String) throws(MediaError) -> String {
        let folder = RunLayout.split(output).folder
        guard folder.utf8.first == UInt8(ascii: "/") else {
            throw MediaError("the output's path is not absolute", cause: "`\(output)` does not begin with a slash")
        }
        let facts = try looked(folder)
        guard let facts else {
            throw MediaError(
                "the output's folder does not exist", cause: "\(folder): no such file or directory",
                hint: "create it first: mkdir -p \(shellQuoted([folder]))")
        }
        guard facts.kind == .directory else {
            throw MediaError("the output's folder is not a folder", cause: folder)
        }
        guard Files.isWritableDirectory(folder) else {
            throw MediaError(
                "the output's folder cannot be written to", cause: "\(folder): permission denied or read-only")
        }
        return folder
    }

    private func refuseExisting(_ output: String) throws(MediaError) {
        guard let facts = try looked(output) else { return }
        guard facts.kind == .regular else {
            throw MediaError("the output cannot be written", cause: "\(output) exists and is not a file")
        }
        if request.request.hasInputFile, let inputFacts = try looked(input.path),
            (inputFacts.inode, inputFacts.device) == (facts.inode, facts.device)
        {
            throw MediaError("the output is the input", cause: "\(output) and \(input.path) are the same file")
        }
        guard request.request.overwrite else {
            throw MediaError(
                "the output exists already", cause: "\(output) would be replaced",
                hint: "choose another name, or allow it with --overwrite")
        }
    }

    private func spaceWarnings(_ directory: String) throws(MediaError) -> [String] {
        let free: Int64
        do throws(SystemError) {
            free = try Files.freeSpace(directory)
        } catch {
            throw MediaError("the free space cannot be found out", error)
        }
        guard free >= StageLimits.freeBytes else {
            throw MediaError(
                "the disk is full",
                cause: "\(directory) has \(free >> 20) MB left, and no job is begun below "
                    + "\(StageLimits.freeBytes >> 20) MB",
                hint: "make room, for instance with `renderctl clean`", mayRetry: true)
        }
        guard free < 2 * input.sizeBytes else { return [] }
        return ["\(directory) has only \(free >> 20) MB left; the input has \(input.sizeBytes >> 20) MB"]
    }

    private func looked(_ path: String) throws(MediaError) -> FileFacts? {
        do throws(SystemError) {
            return try Files.factsIfPresent(path)
        } catch {
            throw MediaError("\(path) cannot be looked at", cause: error.cause)
        }
    }
}
