import CLinux
import Glibc

/// A child that has begun to run its program: the common part of the supervised and the blocking way.
struct SpawnedChild {
    let pid: Int32
    /// Readable once the child has ended.
    let pidfd: FileDescriptor
    /// Reading ends, non-blocking; nil where the stream is not piped.
    let standardOutput: FileDescriptor?
    let standardError: FileDescriptor?

    /// A pipe holds no more than this unless somebody enlarged it: what is read at most
    /// once the child has ended, so that a grandchild that goes on writing delays nobody.
    static let drainLimitBytes = 1 << 20

    static func start(_ request: SpawnRequest) throws(SystemError) -> SpawnedChild {
        let input = try inputDescriptor(request.standardInput)
        let output = try OutputEnds(request.standardOutput, inherited: STDOUT_FILENO)
        let error = try OutputEnds(request.standardError, inherited: STDERR_FILENO)
        let program = try locate(request)

        let arguments = try CStringArray([request.program] + request.arguments)
        let environment = try CStringArray(environment(of: request))
        var child = clinux_child(pid: -1, pidfd: -1)
        var step = CLINUX_SPAWN_CLONE
        let failure = withOptionalCString(request.workingDirectory) { directory in
            program.withCString { path in
                var raw = clinux_spawn_request()
                raw.program = path
                raw.arguments = UnsafePointer(arguments.pointer)
                raw.environment = UnsafePointer(environment.pointer)
                raw.directory = directory
                raw.niceness = request.niceness
                raw.standard_descriptors = (input.number, output.childEnd.number, error.childEnd.number)
                return withExtendedLifetime((arguments, environment, input, output, error)) {
                    clinux_spawn(&raw, &child, &step)
                }
            }
        }
        guard failure == 0 else { throw spawnError(request, step, code: failure) }
        return SpawnedChild(
            pid: child.pid, pidfd: FileDescriptor(adopting: child.pidfd), standardOutput: output.readingEnd,
            standardError: error.readingEnd)
    }

    /// Collects the ended child; nil while it still runs. What is left of its process group is
    /// killed first, while the group's number cannot belong to anybody else.
    func reap() throws(SystemError) -> (ExitStatus, ResourceUsage)? {
        var info = siginfo_t()
        let flags = WEXITED | WNOHANG | WNOWAIT
        guard retryingInterrupts({ waitid(P_PID, id_t(pid), &info, flags) }) == 0 else {
            throw SystemError(operation: "wait for process", subject: String(pid))
        }
        guard info.si_signo == SIGCHLD else { return nil }
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        var usage = rusage()
        guard retryingInterrupts({ wait4(pid, &status, 0, &usage) }) == pid else {
            throw SystemError(operation: "wait for process", subject: String(pid))
        }
        return (ExitStatus(waitStatus: status), ResourceUsage(usage))
    }

    private static func locate(_ request: SpawnRequest) throws(SystemError) -> String {
        let hasSlash = request.program.utf8.contains(UInt8(ascii: "/"))
        guard let found = hasSlash ? request.program : findProgram(request.program) else {
            throw SystemError(
                operation: "run", subject: request.program, code: ENOENT, detail: "no such program in PATH")
        }
        // The child changes its directory before it looks for the program.
        return request.workingDirectory == nil ? found : try Files.absolutePath(found)
    }

    private static func inputDescriptor(_ input: ChildInput) throws(SystemError) -> FileDescriptor {
        switch input {
        case .null:
            return try FileDescriptor.open("/dev/null", flags: O_RDONLY)
        case .descriptor(let number):
            return try duplicate(number)
        case .bytes(let bytes):
            let pipe = try makePipe()
            try setNonBlocking(pipe.writing.number)
            try pipe.writing.writeAll(bytes)
            return pipe.reading
        }
    }

    private static func environment(of request: SpawnRequest) -> [String] {
        let additions = request.environmentAdditions
        var variables: [String] = []
        var next = request.inheritsEnvironment ? clinux_environment() : nil
        while let current = next, let variable = current.pointee {
            let text = String(cString: variable)
            let name = text.prefix { $0 != "=" }
            if additions[String(name)] == nil { variables.append(text) }
            next = current + 1
        }
        for (name, value) in additions.sorted(by: { $0.key < $1.key }) { variables.append("\(name)=\(value)") }
        return variables
    }

    private static func spawnError(_ request: SpawnRequest, _ step: clinux_spawn_step, code: Int32) -> SystemError {
        switch step {
        case CLINUX_SPAWN_DIRECTORY:
            SystemError(operation: "enter directory", subject: request.workingDirectory ?? "", code: code)
        case CLINUX_SPAWN_NICENESS:
            SystemError(operation: "set the niceness of", subject: request.program, code: code)
        case CLINUX_SPAWN_EXECUTE:
            SystemError(operation: "run", subject: request.program, code: code)
        default:
            SystemError(operation: "start a process for", subject: request.program, code: code)
        }
    }
}

/// The end of an output stream that the child gets, and ours if it is piped.
private struct OutputEnds {
    let childEnd: FileDescriptor
    let readingEnd: FileDescriptor?

    init(_ output: ChildOutput, inherited: Int32) throws(SystemError) {
        switch output {
        case .piped:
            let pipe = try makePipe()
            try setNonBlocking(pipe.reading.number)
            (childEnd, readingEnd) = (pipe.writing, pipe.reading)
        case .null:
            (childEnd, readingEnd) = (try FileDescriptor.open("/dev/null", flags: O_WRONLY), nil)
        case .inherited:
            (childEnd, readingEnd) = (try duplicate(inherited), nil)
        case .descriptor(let number):
            (childEnd, readingEnd) = (try duplicate(number), nil)
        }
    }
}

private func duplicate(_ descriptor: Int32) throws(SystemError) -> FileDescriptor {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw SystemError(operation: "duplicate descriptor", subject: String(descriptor)) }
    return FileDescriptor(adopting: copy)
}

/// A NULL-terminated array of C strings, as exec wants them.
private final class CStringArray {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) throws(SystemError) {
        if let bad = strings.first(where: { $0.utf8.contains(0) }) {
            throw SystemError(operation: "pass on", subject: bad, code: EINVAL, detail: "it contains a NUL")
        }
        count = strings.count
        pointer = .allocate(capacity: count + 1)
        for (index, text) in strings.enumerated() { pointer[index] = strdup(text) }
        pointer[count] = nil
    }

    deinit {
        for index in 0..<count { free(pointer[index]) }
        pointer.deallocate()
    }
}

private func withOptionalCString<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let text else { return body(nil) }
    return text.withCString { body($0) }
}
