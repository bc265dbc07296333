import FarmModel

/// What `doctor` found out about this machine and its farm; nothing is judged yet.
struct MachineFacts: Equatable {
    var ffmpeg: FFmpegState
    var ffprobeProblem: String?
    /// Cores that this process may use, and those that the machine has.
    var usableCores: Int
    var onlineCores: Int
    var memoryTotalBytes: Int64
    var memoryAvailableBytes: Int64
    var openFiles: Int
    var folders: [Folder]
    var renderers: Renderers
    var system: System
    var coordinator: CoordinatorState

    enum FFmpegState: Equatable {
        case usable(path: String, FFmpegFacts)
        case unusable(summary: String, cause: String, hint: String?)
    }

    /// External renderers that a worker here would offer, or why it would not start.
    enum Renderers: Equatable {
        case present([String])
        case unusable(summary: String, cause: String)
    }

    /// A folder that matters, with the room on its disk.
    struct Folder: Equatable {
        var purpose: String
        var path: String
        var freeBytes: Int64?
        /// As in /proc/mounts; empty where that does not tell.
        var fileSystem: String
    }

    enum System: Equatable {
        case linux
        case wsl1
        case wsl2(network: WSLNetwork, address: String?)
    }

    /// As `wslinfo --networking-mode` says it.
    enum WSLNetwork: String {
        case nat
        case mirrored
        case virtioproxy
        case none
    }

    enum CoordinatorState: Equatable {
        /// `isRequested`: the person has named the address.
        case missing(address: String, cause: String, hint: String?, isRequested: Bool)
        case answers(CoordinatorFacts)
    }
}

/// What a coordinator that answers showed.
struct CoordinatorFacts: Equatable {
    var address: String
    var port: Int
    var isLoopback: Bool
    var version: String
    /// From a question to its answer, the best of several.
    var latencyMicroseconds: Int
    var bytesPerSecond: Int64
    /// How far its clock is ahead of this machine's.
    var clockAheadMilliseconds: Int
    var workers: [WorkerSummary]
}

extension MachineFacts.System {
    /// From the kernel's release, as in `5.15.167.4-microsoft-standard-WSL2` or `4.4.0-19041-Microsoft`.
    init(kernelRelease: String, networkingMode: String, address: String?) {
        let release = kernelRelease.lowercased()
        guard release.contains("microsoft") else {
            self = .linux
            return
        }
        // Version 1 translates system calls and calls itself 4.4 for ever; version 2 is a kernel of its own.
        guard release.contains("wsl2") || release.contains("microsoft-standard") else {
            self = .wsl1
            return
        }
        let word = networkingMode.lowercased().filter(\.isLetter)
        self = .wsl2(network: MachineFacts.WSLNetwork(rawValue: word) ?? .nat, address: address)
    }
}

/// The lines of /proc/mounts.
struct MountTable: Equatable {
    private var mounts: [(folder: String, fileSystem: String)] = []

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count >= 3 { mounts.append((String(words[1]), String(words[2]))) }
        }
    }

    static func == (left: MountTable, right: MountTable) -> Bool {
        left.mounts.elementsEqual(right.mounts) { $0 == $1 }
    }

    /// The file system that an absolute path lies on.
    func fileSystem(of path: String) -> String {
        let holding = mounts.filter { mount in
            mount.folder == "/" || path == mount.folder || path.hasPrefix(mount.folder + "/")
        }
        // Of two mounts on the same folder the later one covers the earlier.
        return holding.max { $0.folder.utf8.count < $1.folder.utf8.count }.map { longest in
            holding.last { $0.folder == longest.folder }?.fileSystem ?? ""
        } ?? ""
    }
}
