import FarmModel
import Glibc
import LinuxIO
import MediaPlan

/// A render task that has been checked against this machine, and the command for it.
struct PreparedRender {
    let task: RenderTask
    let arguments: [String]
    let commandHash: String
    /// Where ffmpeg writes: beside the chunk's own place, which it takes only when it is whole and on disk; or in the
    /// worker's own folder, from where it is sent.
    let partialPath: String
    /// Where ffmpeg writes if the chunk goes no further than into memory, here and at the coordinator.
    let memory: MemoryFile?
    /// The folder of the chunks' run, where its logs are.
    let runDirectory: String

    /// `folder` is the attempt's own.
    init(_ task: RenderTask, ffmpeg: FFmpegFacts, files: AttemptFiles, folder: String) throws(AttemptTrouble) {
        self.task = task
        memory = try Self.memory(for: task)
        partialPath =
            memory?.path
            ?? (files.seesRun
                ? RunLayout.partialPath(of: task.outputPath)
                : "\(folder)/chunk.\(RunLayout.fileExtension(of: task.outputPath))")
        if case .pictures = task.intermediate, !files.seesRun {
            throw AttemptTrouble(
                .workerFault, "numbered frames belong into the run's folder, which this worker does not see")
        }
        runDirectory = try Self.checkOutput(task.outputPath, isSeen: files.seesRun)
        // What scenes are drawn from is looked at by those who draw.
        if task.drawing == nil || task.drawing?.renderer != nil, files.seesInput { try Self.checkInput(task.input) }
        if case .scene? = task.drawing?.subject, !files.seesRun {
            throw AttemptTrouble(
                .workerFault, "scenes are drawn from the run's folder, which this worker does not see: \(runDirectory)")
        }
        guard ffmpeg.encoders.contains(task.encoder) else {
            throw AttemptTrouble(
                .workerFault, "ffmpeg \(ffmpeg.version) of this worker has no encoder \(task.encoder)")
        }
        commandHash = SHA256.hexDigest(of: Array(RenderCommand.identity(of: task).utf8))
        guard commandHash == task.commandHash else {
            throw AttemptTrouble(
                .workerFault, "this worker would run another command than the coordinator: the versions differ")
        }
        arguments = RenderCommand.arguments(
            for: task, ffmpeg: ffmpeg, reading: files.seesInput ? .file : .relay, writingTo: partialPath,
            seamsIn: folder)
    }

    private static func memory(for task: RenderTask) throws(AttemptTrouble) -> MemoryFile? {
        guard case .rawFrames = task.intermediate else { return nil }
        do throws(SystemError) {
            return try MemoryFile(name: "frames")
        } catch {
            throw AttemptTrouble(.workerFault, error.description)
        }
    }

    /// Returns the run's folder: the one above the folder that the chunk goes to.
    private static func checkOutput(_ path: String, isSeen: Bool) throws(AttemptTrouble) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard path.hasPrefix("/"), parts.count >= 4, path.utf8.count <= FarmLimits.pathBytes,
            !parts.dropFirst().contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }), !path.utf8.contains(0)
        else {
            throw AttemptTrouble(.permanent, "the chunk's path is not a usable one: \(path)")
        }
        let directory = parts.dropLast().joined(separator: "/")
        guard isSeen else { return parts.dropLast(2).joined(separator: "/") }
        let facts: FileFacts
        do throws(SystemError) {
            facts = try Files.facts(directory)
        } catch {
            throw AttemptTrouble(error)
        }
        guard facts.kind == .directory else { throw AttemptTrouble(.workerFault, "\(directory) is not a folder") }
        return parts.dropLast(2).joined(separator: "/")
    }

    private static func checkInput(_ input: InputIdentity) throws(AttemptTrouble) {
        let facts: FileFacts
        do throws(SystemError) {
            facts = try Files.facts(input.path)
        } catch {
            // A file that is gone is gone for all; any other refusal may concern this worker alone.
            let isGone = error.code == ENOENT || error.code == ENOTDIR
            throw AttemptTrouble(isGone ? .permanent : .workerFault, "cannot read the input: \(error.description)")
        }
        guard facts.kind == .regular, facts.sizeBytes == input.sizeBytes,
            facts.modifiedNanoseconds == input.modifiedNanoseconds
        else {
            throw AttemptTrouble(.permanent, "the input changed since it was analysed: \(input.path)")
        }
    }
}
