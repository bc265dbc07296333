import CLinux
import Glibc

/// A TCP connection on an event loop.
///
/// It lives until it is closed, whoever refers to it. Input lands in the loop's
/// shared buffer and only what is not consumed is kept; output is gathered and
/// written at the end of the turn: an idle connection holds no buffers.
public final class TCPConnection {
    private enum State {
        /// Bytes go both ways. → flushing, closed
        case open
        /// What was sent is still being written; input is thrown away. → lingering, closed
        case flushing
        /// All is written and our side is shut; the peer has yet to close its own. Closing
        /// sooner would reset the connection and could lose what it has not read. → closed
        case lingering
        /// The descriptor is gone.
        case closed
    }

    /// Gets the bytes that are there and returns how many it consumed; the rest is offered
    /// again together with what follows. If it replaces `onBytes`, the new one is offered the
    /// rest at once.
    public var onBytes: ((UnsafeRawBufferPointer) -> Int)? {
        didSet { handlerGeneration &+= 1 }
    }
    /// Called exactly once, at the end of the turn in which the connection ended.
    public var onClose: ((CloseReason) -> Void)?
    /// Called whenever all that was sent has been handed to the kernel: the moment for the
    /// next piece of a long answer.
    public var onDrained: (() -> Void)?
    public var limits: TCPLimits
    /// "127.0.0.1:51234".
    public let peerDescription: String
    /// "127.0.0.1": the same for every connection from there.
    public let peerHost: String
    public let isLoopbackPeer: Bool

    private let loop: EventLoop
    private let socket: FileDescriptor
    private var registration: EventLoop.Registration?
    private var interest: EventLoop.Interest = .readable
    private var state = State.open
    private var handlerGeneration: UInt32 = 0
    private var tail: [UInt8] = []
    private var outgoing: [UInt8] = []
    private var outgoingStart = 0
    private var outgoingFile: FilePart?
    private var isFlushScheduled = false
    private var isWaitingToWrite = false
    private var isFileQueued = false
    private var isReadingPaused = false
    private var hasPeerFinished = false
    private var reasonAfterFlush = CloseReason.closedLocally
    private var lingerTimer: LoopTimer?

    init(loop: EventLoop, socket: FileDescriptor, peer: SocketAddress, limits: TCPLimits) throws(SystemError) {
        self.loop = loop
        self.socket = socket
        self.limits = limits
        peerHost = peer.host
        peerDescription = endpointText(host: peerHost, port: peer.port)
        isLoopbackPeer = peer.isLoopback
        try prepareStream(socket.number)
        registration = try loop.watch(socket.number, for: .readable) { [self] in onReady($0) }
    }

    /// True while what is sent will be written.
    public var isOpen: Bool { state == .open }
    /// Bytes sent that the kernel has not taken yet; a part of a file is not counted.
    public var pendingOutputBytes: Int { outgoing.count - outgoingStart }
    public var hasPendingOutput: Bool { pendingOutputBytes > 0 || outgoingFile != nil }
    /// All bytes that the kernel has taken so far.
    public private(set) var sentBytes: Int64 = 0

    // MARK: Sending

    /// Lets the kernel hold less for this peer than it would, so that little is under way that it may not want.
    public func limitSendBuffer(toBytes count: Int) {
        // A kernel that refuses holds more, and all goes on.
        do throws(SystemError) { try setOption(socket.number, SOL_SOCKET, SO_SNDBUF, Int32(clamping: count)) } catch {
            return
        }
    }

    /// Queues bytes; they are written at the end of the turn. Ignored once the connection is closing.
    public func send(_ bytes: UnsafeRawBufferPointer) {
        guard state == .open, makeRoom(for: bytes.count) else { return }
        outgoing.append(contentsOf: bytes)
        scheduleFlush()
    }

    public func send(_ bytes: [UInt8]) {
        guard state == .open, makeRoom(for: bytes.count) else { return }
        outgoing.append(contentsOf: bytes)
        scheduleFlush()
    }

    public func send(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { send($0) }
    }

    /// Queues a part of a file behind what was sent; the kernel copies it, a piece at a time. Until `onDrained` nothing
    /// else may be sent. If the file turns out shorter, the connection is cut.
    public func send(_ part: FilePart) {
        guard state == .open, part.count > 0 else { return }
        outgoingFile = part
        scheduleFlush()
    }

    private func makeRoom(for count: Int) -> Bool {
        if pendingOutputBytes + count > limits.outgoingLimitBytes, !isWaitingToWrite {
            // What this turn has gathered was not offered to the kernel yet.
            flush()
        }
        guard state == .open else { return false }
        guard pendingOutputBytes + count <= limits.outgoingLimitBytes else {
            finish(.outputTooSlow)
            return false
        }
        if outgoingStart > outgoing.count / 2 {
            outgoing.removeFirst(outgoingStart)
            outgoingStart = 0
        }
        return true
    }

    private func scheduleFlush() {
        guard !isFlushScheduled, !isWaitingToWrite else { return }
        isFlushScheduled = true
        loop.atEndOfTurn { [self] in
            isFlushScheduled = false
            flush()
        }
    }

    private func flush() {
        guard state == .open || state == .flushing else { return }
        while outgoingStart < outgoing.count {
            let written = outgoing.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[outgoingStart...])
                // What comes before a file travels with its first bytes.
                let flags = outgoingFile == nil ? sendFlags : sendFlags | Int32(MSG_MORE)
                return retryingInterrupts { Glibc.send(socket.number, rest.baseAddress, rest.count, flags) }
            }
            guard written >= 0 else {
                if errno == EAGAIN { return setWaitingToWrite(true) }
                return onWriteFailed(SystemError(operation: "send to", subject: peerDescription))
            }
            outgoingStart += written
            sentBytes += Int64(written)
        }
        outgoing = []
        outgoingStart = 0
        setWaitingToWrite(false)
        if outgoingFile == nil { onAllWritten() } else { queueFilePiece() }
    }

    private func onAllWritten() {
        if state == .flushing { startLingering() } else { onDrained?() }
    }

    /// Files wait until everybody's messages are on their way, however fast their readers are.
    private func queueFilePiece() {
        guard !isFileQueued else { return }
        isFileQueued = true
        loop.inBulk { [self] in
            isFileQueued = false
            return writeFilePiece()
        }
    }

    /// Returns how many bytes the kernel has taken.
    private func writeFilePiece() -> Int {
        guard state == .open || state == .flushing, let part = outgoingFile else { return 0 }
        let sent = part.sendPiece(to: socket.number, atMost: limits.filePieceBytes)
        guard sent >= 0 else {
            if errno == EAGAIN {
                setWaitingToWrite(true)
            } else {
                onWriteFailed(SystemError(operation: "send to", subject: peerDescription))
            }
            return 0
        }
        guard sent > 0 else {
            // Shorter than it was: the peer learns of it by the missing end.
            finish(.failed(SystemError(operation: "send", subject: part.file.path, code: EIO)))
            return 0
        }
        sentBytes += Int64(sent)
        outgoingFile = part.dropping(Int64(sent))
        if outgoingFile == nil { onAllWritten() } else { queueFilePiece() }
        return sent
    }

    private func dropOutput() {
        outgoing = []
        outgoingStart = 0
        outgoingFile = nil
    }

    private func onWriteFailed(_ error: SystemError) {
        dropOutput()
        setWaitingToWrite(false)
        // The peer is gone, but its last words may wait to be read; reading them ends
        // with the same error or the end of the stream.
        if state != .open || isReadingPaused { finish(.failed(error)) }
    }

    private func setWaitingToWrite(_ waiting: Bool) {
        isWaitingToWrite = waiting
        updateInterest()
    }

    // MARK: Receiving

    /// Leaves further input with the kernel, which slows the peer down.
    public func pauseReading() {
        isReadingPaused = true
        updateInterest()
    }

    public func resumeReading() {
        guard isReadingPaused else { return }
        isReadingPaused = false
        updateInterest()
        guard !tail.isEmpty || hasPeerFinished else { return }
        loop.atEndOfTurn { [self] in
            offerTail()
            if hasPeerFinished { endWithPeer() }
        }
    }

    private func offerTail() {
        guard state == .open, !isReadingPaused, !tail.isEmpty else { return }
        receive(UnsafeRawBufferPointer(start: nil, count: 0))
    }

    private func onReady(_ readiness: EventLoop.Readiness) {
        if readiness.contains(.writable) { flush() }
        guard state != .closed, !readiness.isDisjoint(with: [.readable, .hangUp, .failed]) else { return }
        if interest.contains(.readable) {
            readOnce()
        } else if !readiness.isDisjoint(with: [.hangUp, .failed]) {
            // These are reported whether asked for or not; waiting on would spin.
            let code = takePendingError(socket.number)
            let error = SystemError(operation: "receive from", subject: peerDescription, code: code)
            finish(code == 0 ? .peerClosed : .failed(error))
        }
    }

    private func readOnce() {
        let buffer = loop.sharedReadBuffer
        let count = retryingInterrupts { recv(socket.number, buffer.baseAddress, buffer.count, 0) }
        if count > 0 {
            if state == .open { receive(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
        } else if count == 0 {
            onPeerFinished()
        } else if errno != EAGAIN {
            finish(.failed(SystemError(operation: "receive from", subject: peerDescription)))
        }
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) {
        if tail.isEmpty {
            let consumed = offer(bytes)
            if consumed < bytes.count { tail = Array(bytes[consumed...]) }
        } else {
            var whole = tail
            tail = []
            whole.append(contentsOf: bytes)
            let consumed = whole.withUnsafeBytes { offer($0) }
            if consumed < whole.count { tail = Array(whole[consumed...]) }
        }
        if state != .open {
            tail = []
        } else if !isReadingPaused, tail.count >= limits.inputLimitBytes {
            finish(.inputTooLong)
        }
    }

    private func offer(_ bytes: UnsafeRawBufferPointer) -> Int {
        var consumed = 0
        while consumed < bytes.count, state == .open, let handler = onBytes {
            let generation = handlerGeneration
            let rest = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
            consumed += min(max(0, handler(rest)), rest.count)
            if generation == handlerGeneration || isReadingPaused { break }
        }
        return consumed
    }

    private func onPeerFinished() {
        hasPeerFinished = true
        updateInterest()
        guard state == .open else {
            // What is still to be written may yet be read at the other end.
            if state == .lingering || !hasPendingOutput { finish(.peerClosed) }
            return
        }
        // What came before the end counts in full, also where the receiver had asked for a pause meanwhile.
        offerTail()
        endWithPeer()
    }

    /// The peer sends no more: closes once all it sent has been taken and all that was answered is written.
    private func endWithPeer() {
        guard state == .open, !isReadingPaused else { return }
        guard hasPendingOutput else { return finish(.peerClosed) }
        // Someone who sends a question and shuts its side still gets the answer.
        reasonAfterFlush = .peerClosed
        startFlushing()
    }

    // MARK: Ending

    /// Closes now; what was sent in this turn is lost.
    public func close() {
        finish(.closedLocally)
    }

    /// Closes when all that was sent is written and the peer has closed, or when that takes too long.
    public func closeAfterFlush() {
        guard state == .open else { return }
        startFlushing()
        if !hasPendingOutput { startLingering() }
    }

    private func startFlushing() {
        state = .flushing
        tail = []
        isReadingPaused = false
        updateInterest()
        lingerTimer?.cancel()
        lingerTimer = loop.after(milliseconds: limits.lingerMilliseconds) { [self] in finish(reasonAfterFlush) }
    }

    private func startLingering() {
        guard !hasPeerFinished, shutdown(socket.number, Int32(SHUT_WR)) == 0 else { return finish(reasonAfterFlush) }
        state = .lingering
    }

    private func finish(_ reason: CloseReason) {
        guard state != .closed else { return }
        let told = state == .open ? reason : reasonAfterFlush
        state = .closed
        if let registration { loop.unwatch(registration) }
        registration = nil
        socket.close()
        lingerTimer?.cancel()
        lingerTimer = nil
        dropOutput()
        loop.atEndOfTurn { [self] in
            let handler = onClose
            // Handlers usually hold their connection; letting go of them breaks the circle.
            (onBytes, onClose, onDrained) = (nil, nil, nil)
            handler?(told)
        }
    }

    private func updateInterest() {
        guard let registration else { return }
        var wanted: EventLoop.Interest = []
        if !isReadingPaused, !hasPeerFinished { wanted.insert(.readable) }
        if isWaitingToWrite { wanted.insert(.writable) }
        guard wanted != interest else { return }
        interest = wanted
        loop.modify(registration, to: wanted)
    }
}

private let sendFlags = Int32(MSG_NOSIGNAL)
