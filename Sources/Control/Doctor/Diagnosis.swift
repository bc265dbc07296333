import FarmModel
import Invocation
import MediaPlan

/// What the facts about a machine mean, and what to do about it. Looks at values only.
struct Diagnosis {
    let facts: MachineFacts

    var findings: [Finding] {
        [ffmpeg] + encoders + renderers + [cores, memory] + folders + [openFiles] + system + coordinator + workers
    }

    // MARK: ffmpeg

    private var ffmpeg: Finding {
        switch facts.ffmpeg {
        case .unusable(let summary, let cause, let hint):
            return Finding(
                level: .problem, topic: "ffmpeg", text: "\(summary): \(cause)",
                advice: [hint ?? "install it: sudo apt-get install ffmpeg"])
        case .usable(let path, let ffmpeg):
            if let problem = facts.ffprobeProblem {
                return Finding(
                    level: .problem, topic: "ffprobe", text: problem,
                    advice: ["install the package that brings it, or set FARM_FFPROBE to its path"])
            }
            return .ok("ffmpeg", "version \(ffmpeg.version) at \(path)")
        }
    }

    private var encoders: [Finding] {
        guard case .usable(_, let ffmpeg) = facts.ffmpeg else { return [] }
        let known = EncoderFacts.all.map(\.name)
        let present = known.filter(ffmpeg.has(encoder:))
        let missing = known.filter { !ffmpeg.has(encoder: $0) }
        guard present.contains("libx264") else {
            return [
                Finding(
                    level: .warning, topic: "encoders",
                    text: "this ffmpeg was built without libx264, which jobs use unless they name another",
                    advice: ["name one with --encoder: \(present.joined(separator: ", "))"])
            ]
        }
        let text = present.joined(separator: ", ")
        guard !missing.isEmpty else { return [.ok("encoders", text)] }
        return [Finding(level: .note, topic: "encoders", text: "\(text); not: \(missing.joined(separator: ", "))")]
    }

    /// Where there are none, nothing is missing.
    private var renderers: [Finding] {
        switch facts.renderers {
        case .present(let names):
            return names.isEmpty ? [] : [.ok("renderers", names.joined(separator: ", "))]
        case .unusable(let summary, let cause):
            return [
                Finding(
                    level: .problem, topic: "renderers", text: "\(summary): \(cause)",
                    advice: ["workers do not start with it: mend the file, or name another folder with --renderers"])
            ]
        }
    }

    // MARK: The machine

    private var cores: Finding {
        let count = Words.count(facts.usableCores, "core")
        guard facts.usableCores < facts.onlineCores else { return .ok("cores", count) }
        return Finding(
            level: .note, topic: "cores",
            text: "\(count) of \(facts.onlineCores): the rest is kept from this process by its affinity or its cgroup",
            advice: ["in a container: start it with more (docker run --cpus)"])
    }

    private var memory: Finding {
        let available = Words.bytes(facts.memoryAvailableBytes)
        let text = "\(available) of \(Words.bytes(facts.memoryTotalBytes)) available"
        let slots = Int(clamping: facts.memoryAvailableBytes / DoctorLimits.memoryPerSlotBytes)
        guard slots < facts.usableCores else { return .ok("memory", text) }
        return Finding(
            level: .warning, topic: "memory",
            text: "\(text): enough for \(Words.count(max(1, slots), "slot")), and there are \(facts.usableCores) cores",
            advice: [
                "workers offer fewer slots by themselves; close what else is running, or give the machine more memory"
            ])
    }

    private var openFiles: Finding {
        guard facts.openFiles < DoctorLimits.openFiles else {
            return .ok("open files", "up to \(facts.openFiles)")
        }
        return Finding(
            level: .warning, topic: "open files",
            text: "only \(facts.openFiles) at a time: a coordinator with many workers needs more",
            advice: ["raise the hard limit: LimitNOFILE= in the unit, or `nofile` in /etc/security/limits.conf"])
    }

    private var folders: [Finding] {
        facts.folders.flatMap { folder -> [Finding] in
            [room(in: folder)] + (isWindowsDrive(folder) ? [slow(folder)] : [])
        }
    }

    private func room(in folder: MachineFacts.Folder) -> Finding {
        let topic = folder.purpose
        guard let free = folder.freeBytes else {
            return Finding(
                level: .problem, topic: topic, text: "\(folder.path) cannot be used",
                advice: ["make the folder, or name another"])
        }
        let text = "\(Words.bytes(free)) free in \(folder.path)"
        guard free < DoctorLimits.roomyBytes else { return .ok(topic, text) }
        return Finding(
            level: free < DoctorLimits.leastFreeBytes ? .problem : .warning, topic: topic, text: text,
            advice: ["make room there; `renderctl clean` removes the folders of finished runs"])
    }

    private func isWindowsDrive(_ folder: MachineFacts.Folder) -> Bool {
        facts.system != .linux && ["9p", "v9fs", "drvfs", "virtiofs"].contains(folder.fileSystem)
    }

    private func slow(_ folder: MachineFacts.Folder) -> Finding {
        Finding(
            level: .warning, topic: folder.purpose,
            text: "\(folder.path) is a drive of Windows: WSL reads and writes it many times slower than its own disk",
            advice: ["copy inputs into the home folder of Linux first, and keep state and outputs there, too"])
    }

    // MARK: Windows

    private var system: [Finding] {
        switch facts.system {
        case .linux: return []
        case .wsl1:
            return [
                Finding(
                    level: .problem, topic: "WSL",
                    text: "this is WSL 1, which lacks what the programs need of a kernel",
                    advice: ["in PowerShell, with the name that `wsl --list` shows:", "wsl --set-version Debian 2"])
            ]
        case .wsl2(let network, let address):
            return [wsl2(network, address)]
        }
    }

    private func wsl2(_ network: MachineFacts.WSLNetwork, _ address: String?) -> Finding {
        let port = if case .answers(let farm) = facts.coordinator { farm.port } else { 7420 }
        switch network {
        case .nat:
            let here = address ?? "$(wsl hostname -I)"
            return Finding(
                level: .note, topic: "WSL",
                text: """
                    this is WSL 2 behind NAT: workers here reach other machines, but others do not reach a coordinator here
                    """,
                advice: [
                    "for a coordinator here, in PowerShell as administrator (again when the address of WSL has changed):",
                    "netsh interface portproxy add v4tov4 listenaddress=0.0.0.0 listenport=\(port) "
                        + "connectaddress=\(here) connectport=\(port)",
                    Self.firewallLine(port),
                    "or let WSL share the network of Windows: networkingMode=mirrored under [wsl2] in %UserProfile%\\.wslconfig",
                ])
        case .mirrored:
            return Finding(
                level: .note, topic: "WSL",
                text:
                    "this is WSL 2 with the network of Windows: others reach a coordinator here once the firewall lets them",
                advice: [
                    "for a coordinator here, in PowerShell as administrator:",
                    "New-NetFirewallHyperVRule -Name RenderFarm -DisplayName RenderFarm -Direction Inbound "
                        + "-VMCreatorId '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}' -Protocol TCP -LocalPorts \(port)",
                    Self.firewallLine(port),
                ])
        case .virtioproxy:
            return Finding(
                level: .note, topic: "WSL",
                text:
                    "this is WSL 2 with a proxied network: others reach a coordinator here once the firewall lets them",
                advice: ["for a coordinator here, in PowerShell as administrator:", Self.firewallLine(port)])
        case .none:
            return Finding(
                level: .problem, topic: "WSL", text: "this is WSL 2 without a network: no other machine can be reached",
                advice: ["set networkingMode=nat or mirrored under [wsl2] in %UserProfile%\\.wslconfig"])
        }
    }

    private static func firewallLine(_ port: Int) -> String {
        "netsh advfirewall firewall add rule name=\"RenderFarm \(port)\" dir=in action=allow protocol=TCP "
            + "localport=\(port)"
    }
}
