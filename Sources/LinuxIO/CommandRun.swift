import CLinux
import Glibc

/// Runs a program and waits for it, keeping what it writes to its standard output.
///
/// Its process group is killed when the time is up or it writes more than `outputLimitBytes`.
/// Only a program that cannot be started is thrown; how it ended is in the result.
public func runCommand(
    _ request: SpawnRequest, timeoutMilliseconds: Int, outputLimitBytes: Int = 16 << 20,
    errorTailBytes: Int = 16 << 10
) throws(SystemError) -> CommandResult {
    var output: [UInt8] = []
    var run = try CommandRun(request, timeoutMilliseconds: timeoutMilliseconds, errorTailBytes: errorTailBytes)
    try run.supervise { bytes in
        guard output.count + bytes.count <= outputLimitBytes else { return .end(.outputLimit) }
        output.append(contentsOf: bytes)
        return .alive
    }
    return try run.result(standardOutput: output)
}

/// Runs a program and hands each line of its standard output, without the line feed, to
/// `onOutputLine` as it comes. A last line without a line feed counts as well. With `silenceMilliseconds` it is also
/// killed when no line for so long has been a sign of life. `onStart` gets the clock of the program.
public func runCommand(
    _ request: SpawnRequest, timeoutMilliseconds: Int, silenceMilliseconds: Int? = nil, lineLimitBytes: Int = 1 << 20,
    errorTailBytes: Int = 16 << 10, onStart: (ProcessorClock) -> Void = { _ in },
    onOutputLine: (UnsafeRawBufferPointer) -> LineVerdict
) throws(SystemError) -> CommandResult {
    var splitter = LineSplitter(limitBytes: lineLimitBytes)
    var run = try CommandRun(
        request, timeoutMilliseconds: timeoutMilliseconds, silenceMilliseconds: silenceMilliseconds,
        errorTailBytes: errorTailBytes)
    onStart(run.clock)
    try run.supervise { bytes in splitter.take(bytes, onOutputLine) }
    if run.endedBy == .itself, let end = splitter.takeLast(onOutputLine) { run.endedBy = end }
    return try run.result(standardOutput: [])
}

/// What some output of a program means for its supervisor.
private enum OutputVerdict {
    case alive
    case noSignOfLife
    case end(CommandEnd)
}

/// A child under a blocking supervisor.
private struct CommandRun {
    var endedBy = CommandEnd.itself
    private let child: SpawnedChild
    private let deadline: Deadline
    private let silenceMilliseconds: Int?
    /// When silence will have lasted too long.
    private var endOfSilence: Deadline?
    private let startedMilliseconds = FarmClock.monotonicMilliseconds()
    private let errorTailBytes: Int
    private var errorTail: [UInt8] = []
    private var ending: (status: ExitStatus, usage: ResourceUsage)?

    var clock: ProcessorClock { ProcessorClock(pid: child.pid) }

    init(
        _ request: SpawnRequest, timeoutMilliseconds: Int, silenceMilliseconds: Int? = nil, errorTailBytes: Int
    ) throws(SystemError) {
        deadline = Deadline(milliseconds: timeoutMilliseconds)
        self.silenceMilliseconds = silenceMilliseconds
        endOfSilence = silenceMilliseconds.map(Deadline.init(milliseconds:))
        self.errorTailBytes = errorTailBytes
        child = try SpawnedChild.start(request)
    }

    /// Runs the child to its end, or kills it.
    mutating func supervise(_ onOutput: (UnsafeRawBufferPointer) -> OutputVerdict) throws(SystemError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 64)
        defer { buffer.deallocate() }
        while ending == nil {
            try waitForSomething()
            if deadline.hasPassed { stop(because: .timeOut) }
            readOutput(into: buffer, onOutput)
            readErrors(into: buffer)
            // Looked at behind the output, which may have come while this process itself was held up.
            if endOfSilence?.hasPassed == true { stop(because: .silence) }
            ending = try child.reap()
        }
        // What it wrote before it ended may still be in the pipes.
        var drained = 0
        while drained < SpawnedChild.drainLimitBytes {
            let count = readOutput(into: buffer, onOutput) + readErrors(into: buffer)
            if count == 0 { break }
            drained += count
        }
    }

    func result(standardOutput: [UInt8]) throws(SystemError) -> CommandResult {
        guard let ending else { throw SystemError(operation: "wait for process", subject: String(child.pid)) }
        return CommandResult(
            status: ending.status, endedBy: endedBy, standardOutput: standardOutput,
            standardErrorTail: errorTail.suffix(errorTailBytes), usage: ending.usage,
            wallMilliseconds: FarmClock.monotonicMilliseconds() - startedMilliseconds)
    }

    private func waitForSomething() throws(SystemError) {
        // A negative descriptor, as of a closed pipe, is skipped by the kernel.
        var requests = [child.pidfd, child.standardOutput, child.standardError].map { descriptor in
            pollfd(fd: descriptor?.number ?? -1, events: Int16(POLLIN), revents: 0)
        }
        // Once killed, its end is all that is waited for.
        let remaining = min(deadline.remainingMilliseconds, endOfSilence?.remainingMilliseconds ?? .max)
        let patience = endedBy == .itself ? remaining : -1
        guard poll(&requests, nfds_t(requests.count), patience) >= 0 || errno == EINTR else {
            throw SystemError(operation: "wait for process", subject: String(child.pid))
        }
    }

    private mutating func stop(because reason: CommandEnd) {
        guard ending == nil, endedBy == .itself else { return }
        endedBy = reason
        kill(-child.pid, SIGKILL)
    }

    @discardableResult
    private mutating func readOutput(
        into buffer: UnsafeMutableRawBufferPointer, _ onOutput: (UnsafeRawBufferPointer) -> OutputVerdict
    ) -> Int {
        let bytes = Self.readOnce(child.standardOutput, buffer)
        // After the reason to stop, nothing more is handed on.
        guard bytes.count > 0, endedBy == .itself else { return bytes.count }
        switch onOutput(bytes) {
        case .alive: endOfSilence = silenceMilliseconds.map(Deadline.init(milliseconds:))
        case .noSignOfLife: break
        case .end(let reason): if ending == nil { stop(because: reason) } else { endedBy = reason }
        }
        return bytes.count
    }

    @discardableResult
    private mutating func readErrors(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let bytes = Self.readOnce(child.standardError, buffer)
        errorTail.append(contentsOf: bytes)
        // Trimmed now and then, not at every read.
        if errorTail.count > 4 * errorTailBytes + (64 << 10) { errorTail.removeFirst(errorTail.count - errorTailBytes) }
        return bytes.count
    }

    /// What is there, or nothing; a pipe that has come to its end is closed.
    private static func readOnce(
        _ pipe: FileDescriptor?, _ buffer: UnsafeMutableRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        guard let pipe, pipe.number >= 0 else { return nothing }
        let count = retryingInterrupts { read(pipe.number, buffer.baseAddress, buffer.count) }
        if count > 0 { return UnsafeRawBufferPointer(rebasing: buffer[..<count]) }
        if count == 0 || errno != EAGAIN { pipe.close() }
        return nothing
    }
}

/// Cuts a stream of bytes into lines.
private struct LineSplitter {
    let limitBytes: Int
    private var unfinished: [UInt8] = []

    init(limitBytes: Int) { self.limitBytes = limitBytes }

    mutating func take(
        _ bytes: UnsafeRawBufferPointer, _ onLine: (UnsafeRawBufferPointer) -> LineVerdict
    ) -> OutputVerdict {
        var rest = bytes
        var verdict = OutputVerdict.noSignOfLife
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let piece = UnsafeRawBufferPointer(rebasing: rest[..<end])
            guard unfinished.count + piece.count <= limitBytes else { return .end(.outputLimit) }
            switch deliver(piece, onLine) {
            case .goOn: verdict = .alive
            case .wait: break
            case .stop: return .end(.caller)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
        }
        guard unfinished.count + rest.count <= limitBytes else { return .end(.outputLimit) }
        unfinished.append(contentsOf: rest)
        return verdict
    }

    mutating func takeLast(_ onLine: (UnsafeRawBufferPointer) -> LineVerdict) -> CommandEnd? {
        guard !unfinished.isEmpty else { return nil }
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        return deliver(nothing, onLine) == .stop ? .caller : nil
    }

    private mutating func deliver(
        _ piece: UnsafeRawBufferPointer, _ onLine: (UnsafeRawBufferPointer) -> LineVerdict
    ) -> LineVerdict {
        guard !unfinished.isEmpty else { return onLine(piece) }
        unfinished.append(contentsOf: piece)
        defer { unfinished = [] }
        return unfinished.withUnsafeBytes(onLine)
    }
}
