import FarmModel
import FarmWire
import JSONText
import MediaPlan

/// What is fed with bytes by `Scripts/fuzz`, and by the replay of what that has found: everything that reads what
/// somebody else has written. A target may refuse its bytes, and must not do anything else that is bad: crash, read where
/// nothing is, run for ever, or take something for valid that it writes differently than it has read it.
enum FuzzTarget: String, CaseIterable {
    case lines
    case http
    case probe
    case progress
    case journal
    case filter
    case handshake

    func run(_ bytes: UnsafeRawBufferPointer) {
        switch self {
        case .lines: Self.lines(bytes)
        case .http: Self.http(bytes)
        case .probe: Self.probe(bytes)
        case .progress: Self.progress(bytes)
        case .journal: Self.journal(bytes)
        case .filter: Self.filter(bytes)
        case .handshake: Self.handshake(bytes)
        }
    }

    // MARK: The wire

    private static func lines(_ bytes: UnsafeRawBufferPointer) {
        var framer = LineFramer(limitBytes: 4_096)
        var consumed = 0
        // The bytes arrive in two pieces, cut where the first of them says.
        let cut = min(bytes.count, Int(bytes.first ?? 0))
        for end in [cut, bytes.count] {
            let arrived = UnsafeRawBufferPointer(rebasing: bytes[..<end])
            while let line = try? framer.nextLine(in: arrived, consumed: &consumed) { message(line) }
        }
        message(bytes)
        if let value = try? readJSON(JSONValue.self, from: bytes) {
            let text = value.jsonBytes
            let again = text.withUnsafeBytes { try? readJSON(JSONValue.self, from: $0) }
            check(again?.jsonBytes == text, "a JSON value is written as something else")
        }
    }

    private static func message(_ line: UnsafeRawBufferPointer) {
        _ = try? PeerRole(firstLine: line)
        same(try? WorkerMessage(line: line))
        same(try? ClientRequest(line: line))
        same(try? CoordinatorMessage(line: line))
        same(try? ClientReply(line: line))
    }

    /// What was read is written so that it is read as the same.
    private static func same<Message: WireMessage>(_ message: Message?) {
        guard let message else { return }
        let line = message.line.dropLast()
        let again = Array(line).withUnsafeBytes { try? Message(line: $0) }
        // Fractions that are no numbers are equal to nothing.
        check(again?.line.dropLast() == line, "a message is written as something else")
    }

    private static func http(_ bytes: UnsafeRawBufferPointer) {
        guard let (head, length) = try? HTTPRequestHead.parse(bytes) else {
            _ = try? HTTPResponseHead.parse(bytes)
            return
        }
        check(length <= bytes.count, "a head is longer than what came")
        _ = HTTPPath.parts(of: head.path)
        for name in ["token", "a"] { _ = HTTPPath.value(of: name, in: head.query) }
        _ = try? head.headers.contentLength()
        let answer = HTTPFileAnswer(head, size: 1_000, tag: "\"a\"", contentType: "video/mp4")
        check((0...1_000).contains(answer.range.lowerBound), "a range begins outside of the file")
        check(answer.range.upperBound <= 1_000, "a range leads out of the file")
        let secret = FarmSecret(scope: .farm, key: [UInt8](repeating: 1, count: FarmSecret.keyBytes))
        let access = HTTPAccess(hostNames: ["oak"], secret: secret, code: mixed)
        check(access.refusal(of: head, for: .clients, atSeconds: 1) != nil, "somebody got in")
        _ = HTTPAccess(hostNames: ["oak"], secret: nil, code: mixed).refusal(of: head, for: .clients, atSeconds: 1)
    }

    private static func handshake(_ bytes: UnsafeRawBufferPointer) {
        let secret = FarmSecret(scope: .farm, key: [UInt8](repeating: 1, count: FarmSecret.keyBytes))
        let nonce = [UInt8](repeating: 2, count: Handshake.nonceBytes)
        var coordinator = CoordinatorHandshake(secret: secret, nonce: nonce, code: mixed)
        let peer = PeerHandshake(as: .worker, secret: secret, nonce: nonce, code: mixed)
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let line = UnsafeRawBufferPointer(rebasing: line)
            same(try? HandshakeMessage(line: line))
            if case .trust? = try? coordinator.read(line) { check(false, "somebody was trusted") }
            _ = try? peer?.answer(to: line)
        }
        let text = Array(bytes)
        if let read = FarmSecret(text: text) {
            check(FarmSecret(text: Array(read.text.utf8)) == read, "a secret is written as something else")
        }
        let token = String(decoding: bytes, as: UTF8.self)
        check(!AccessToken.isValid(token, atSeconds: 1, secret: secret, code: mixed), "a token was made up")
    }

    /// Stands in for HMAC-SHA-256, which is not pure: what matters here is only that nobody guesses it.
    private static let mixed: MessageCode = { message, key in
        var state: UInt64 = 0xcbf2_9ce4_8422_2325
        return (0..<UInt8(Handshake.nonceBytes)).map { index in
            for byte in key + [index] + message { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
            return UInt8(truncatingIfNeeded: state >> 32)
        }
    }

    // MARK: What ffmpeg says

    private static func probe(_ bytes: UnsafeRawBufferPointer) {
        _ = ProbeReport(output: Array(bytes))
        _ = ChunkFingerprint.fingerprint(fromOutput: Array(bytes))
        var chunk = ChunkScan()
        chunk.read(bytes)
        _ = chunk.fingerprint()
        var survey = Survey()
        var sizes = SizeScan()
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            survey.read(line: UnsafeRawBufferPointer(rebasing: line))
            sizes.read(line: UnsafeRawBufferPointer(rebasing: line))
        }
        _ = survey.finish(words: String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init))
    }

    private static func progress(_ bytes: UnsafeRawBufferPointer) {
        var whole = ProgressParser()
        whole.read(bytes)
        var inPieces = ProgressParser()
        for byte in bytes { withUnsafeBytes(of: byte) { _ = inPieces.read($0) } }
        check(whole.last == inPieces.last, "progress depends on how it arrives")
        var frames = DecodeScan()
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            frames.read(line: UnsafeRawBufferPointer(rebasing: line))
        }
        _ = frames.finish()
        _ = ErrorTail(of: Array(bytes)).lines
    }

    // MARK: The journal

    private static func journal(_ bytes: UnsafeRawBufferPointer) {
        _ = try? JournalLine.read(bytes) { _ in 0 }
        guard bytes.count > 9 else { return }
        // The checksum of anything is right here, so that what is behind it is read.
        let line = Array("00000000 ".utf8) + bytes
        guard let record = line.withUnsafeBytes({ bytes in try? JournalLine.read(bytes) { _ in 0 } }) else { return }
        var json = JSONWriter()
        JournalLine.append(record, to: &json) { _ in 0 }
        let again = json.bytes.dropLast().withUnsafeBytes { bytes in try? JournalLine.read(bytes) { _ in 0 } }
        guard let again else { return check(false, "a record is written so that it cannot be read") }
        var copy = JSONWriter()
        JournalLine.append(again, to: &copy) { _ in 0 }
        check(copy.bytes == json.bytes, "a record is written as something else")
    }

    // MARK: Filters

    private static func filter(_ bytes: UnsafeRawBufferPointer) {
        let description = String(decoding: bytes, as: UTF8.self)
        let check = FilterCheck(description)
        if case .invalid(let mistake) = check.verdict {
            Self.check((0...description.utf8.count).contains(mistake.offset), "a mistake lies outside of the text")
            _ = mistake.explained(in: description)
        }
        if let objection = FilterFence.objection(to: description) {
            Self.check((0...description.utf8.count).contains(objection.offset), "an objection lies outside of the text")
            _ = objection.explained(in: description)
        } else if case .chunkable = check.verdict {
            Self.check(check.filesOrSockets.isEmpty, "a file was overlooked")
        }
        _ = InputFormats.refused(in: description)
    }

    private static func check(_ holds: Bool, _ what: String) {
        precondition(holds, what)
    }
}
