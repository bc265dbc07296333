import Invocation
import LinuxIO

/// Makes the media that a run needs.
struct MediaMaker {
    let programs: ExternalPrograms
    let folder: String

    func path(of kind: MediaKind) -> String { folder + "/" + kind.name }

    /// False when this ffmpeg lacks an encoder that the kind needs.
    func make(_ kind: MediaKind) throws(UserError) -> Bool {
        guard kind.encoders.allSatisfy(programs.encoders.contains) else { return false }
        for step in kind.steps {
            do throws(SystemError) {
                try carryOut(step, kind)
            } catch {
                throw UserError("\(kind.name) cannot be made", cause: error.description)
            }
        }
        return true
    }

    private func carryOut(_ step: MediaKind.Step, _ kind: MediaKind) throws(SystemError) {
        switch step {
        case .ffmpeg(let arguments):
            // A name that begins with a dash or holds a colon or a percent sign is still a name.
            _ = try run(arguments.dropLast() + ["file:" + (arguments.last ?? "")], kind)
        case .piped(let arguments, let name):
            try write(try run(arguments + ["pipe:1"], kind).standardOutput, name)
        case .join(let names, let name):
            var whole: [UInt8] = []
            for name in names { whole += try read(name) }
            try write(whole, name)
        case .shorten(let source, let permille, let name):
            let whole = try read(source)
            try write(Array(whole.prefix(whole.count * permille / 1_000)), name)
        case .damage(let source, let places, let count, let name):
            var bytes = try read(source)
            for place in places {
                let start = bytes.count * place / 1_000
                for index in start..<min(start + count, bytes.count) { bytes[index] = UInt8(ascii: "X") }
            }
            try write(bytes, name)
        case .patch(let source, let mark, let replacement, let name):
            var bytes = try read(source)
            guard let start = bytes.firstRange(of: mark)?.upperBound, start + replacement.count <= bytes.count else {
                throw SystemError(operation: "find the place to patch in", subject: source, code: 0, detail: "no mark")
            }
            bytes.replaceSubrange(start..<(start + replacement.count), with: replacement)
            try write(bytes, name)
        case .write(let bytes, let name): try write(bytes, name)
        }
    }

    private func run(_ arguments: [String], _ kind: MediaKind) throws(SystemError) -> CommandResult {
        let always = ["-nostdin", "-v", "error", "-y", "-filter_threads", "1"]
        var request = SpawnRequest(program: programs.ffmpeg, arguments: always + arguments)
        request.workingDirectory = folder
        let result = try runCommand(request, timeoutMilliseconds: ExactnessLimits.makingMilliseconds)
        guard result.isSuccess else {
            let words = String(decoding: result.standardErrorTail, as: UTF8.self)
            throw SystemError(operation: "make", subject: kind.name, code: 0, detail: words)
        }
        return result
    }

    private func read(_ name: String) throws(SystemError) -> [UInt8] {
        try Files.read(folder + "/" + name, limitBytes: ExactnessLimits.mediaBytes)
    }

    private func write(_ bytes: [UInt8], _ name: String) throws(SystemError) {
        try Files.writeAtomically(folder + "/" + name, bytes, synced: false)
    }
}
