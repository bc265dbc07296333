import FarmModel
import FarmWire
import Glibc
import Invocation
import LinuxIO
import MediaStages

/// Finds out about this machine and its farm; judges nothing.
struct FactFinder {
    let call: ControlCall
    /// Files and folders that the person has asked about.
    let paths: [String]

    func facts() throws(UserError) -> MachineFacts {
        let memory = MachineProbe.memory()
        let limit = raiseOpenFileLimit()
        return MachineFacts(
            ffmpeg: ffmpeg, ffprobeProblem: ffprobeProblem, usableCores: MachineProbe.usableCores(),
            onlineCores: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), memoryTotalBytes: memory.totalBytes,
            memoryAvailableBytes: memory.availableBytes, openFiles: limit, folders: try folders(),
            renderers: renderers, system: system,
            coordinator: try coordinator())
    }

    // MARK: ffmpeg

    private var programs: MediaPrograms {
        MediaPrograms(
            ffmpeg: environmentValue("FARM_FFMPEG") ?? "ffmpeg", ffprobe: environmentValue("FARM_FFPROBE") ?? "ffprobe")
    }

    private var ffmpeg: MachineFacts.FFmpegState {
        guard let path = findProgram(programs.ffmpeg) else {
            return .unusable(summary: "\(programs.ffmpeg) was not found", cause: "it is not in PATH", hint: nil)
        }
        do {
            return .usable(path: path, try detectFFmpegBuilds(programs))
        } catch {
            return .unusable(summary: error.failure.summary, cause: error.failure.cause, hint: error.failure.hint)
        }
    }

    private var ffprobeProblem: String? {
        findProgram(programs.ffprobe) == nil ? "\(programs.ffprobe) was not found" : nil
    }

    private var renderers: MachineFacts.Renderers {
        do throws(UserError) {
            return .present(try InstalledRenderers().present.map(\.description.name))
        } catch {
            return .unusable(summary: error.summary, cause: error.cause)
        }
    }

    // MARK: The machine

    private var system: MachineFacts.System {
        let release = MachineProbe.kernelRelease()
        guard MachineProbe.isWSL() else { return .linux }
        let address = NetworkInterface.all().first { !$0.isLoopback && $0.isRunning }?.address
        return MachineFacts.System(kernelRelease: release, networkingMode: networkingMode, address: address)
    }

    private var networkingMode: String {
        do throws(SystemError) {
            let request = SpawnRequest(program: "wslinfo", arguments: ["--networking-mode"])
            let result = try runCommand(request, timeoutMilliseconds: DoctorLimits.questionMilliseconds)
            return result.isSuccess ? String(decoding: result.standardOutput, as: UTF8.self) : ""
        } catch {
            // Older versions of WSL have no such program, and only NAT.
            return ""
        }
    }

    private func folders() throws(UserError) -> [MachineFacts.Folder] {
        let mounts = MountTable(mountsText)
        let temporary = environmentValue("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var folders = [try folder("scratch", temporary, mounts)]
        for (purpose, variable, fallback) in [("state", "FARM_STATE", "state"), ("outputs", "FARM_OUTPUTS", "outputs")]
        {
            let path = environmentValue(variable).flatMap { $0.isEmpty ? nil : $0 } ?? fallback
            // Where no farm was ever started, there is nothing to look at.
            if Files.exists(path) { folders.append(try folder(purpose, path, mounts)) }
        }
        if paths.isEmpty { folders.append(try folder("this folder", ".", mounts)) }
        for path in paths { folders.append(try folder("input", path, mounts)) }
        return folders
    }

    private func folder(
        _ purpose: String, _ path: String, _ mounts: MountTable
    ) throws(UserError) -> MachineFacts.Folder {
        let full = try absolute(path, for: purpose)
        do throws(SystemError) {
            let real = try Files.realPath(full)
            return MachineFacts.Folder(
                purpose: purpose, path: full, freeBytes: try Files.freeSpace(real),
                fileSystem: mounts.fileSystem(of: real))
        } catch {
            return MachineFacts.Folder(purpose: purpose, path: full, freeBytes: nil, fileSystem: "")
        }
    }

    private var mountsText: String {
        do throws(SystemError) {
            return String(decoding: try Files.read("/proc/self/mounts", limitBytes: 4 << 20), as: UTF8.self)
        } catch {
            return ""
        }
    }
}
