import FarmHTTP
import FarmModel
import FarmWire
import Glibc
import Invocation
import JSONText
import LinuxIO
import MediaPlan

/// Sends an input to the coordinator that only this machine has. What is there already is not sent again.
struct InputUpload {
    let path: String
    let files: FarmFiles
    let output: Output

    /// Altered on the way once may happen; more often is a broken network or a file that is being written.
    private static let corruptionLimit = 2

    /// The path of the input on the coordinator's machine.
    func perform() throws(UserError) -> String {
        let (size, sha256) = try look()
        // The end of a long name tells more than its beginning: what kind of file it is.
        let name = RunLayout.fileNamePart(String(RunLayout.split(path).name.suffix(150)))
        let target = "/media/uploads/\(sha256)?name=\(name)"
        var corruptions = 0
        var isFirst = true
        while true {
            guard let state = try state(at: target) else { continue }
            if state.isComplete {
                output.note(isFirst ? "the coordinator has \(path) already" : "sent")
                return state.path
            }
            if isFirst {
                let rest = size - state.receivedBytes
                output.note(
                    state.receivedBytes > 0
                        ? "going on to send \(path): \(Words.bytes(rest)) of \(Words.bytes(size)) are missing"
                        : "sending \(path), \(Words.bytes(size))")
                isFirst = false
            }
            guard let answer = try send(from: state.receivedBytes, size, sha256, to: target) else { continue }
            switch answer.head.status {
            case 200..<300, HTTPStatus.conflict.rawValue: continue
            case HTTPStatus.unprocessableContent.rawValue where corruptions < Self.corruptionLimit:
                corruptions += 1
                output.note("the file arrived altered; sending it again")
            default: throw files.refusal(answer, "the input \(path) cannot be sent")
            }
        }
    }

    private func look() throws(UserError) -> (size: Int64, sha256: String) {
        do throws(SystemError) {
            let facts = try Files.facts(path)
            guard facts.kind == .regular, facts.sizeBytes > 0 else {
                throw SystemError(
                    operation: "send", subject: path, code: EINVAL, detail: "it is no file, or an empty one")
            }
            return (facts.sizeBytes, try SHA256.hexDigest(ofFile: path))
        } catch {
            throw UserError("the input \(path) cannot be read", cause: error.cause)
        }
    }

    private func state(at target: String) throws(UserError) -> UploadState? {
        guard case .answer(let answer) = try files.ask(HTTPClient.Request(HTTPRequestHead("GET", target, headers: [:])))
        else { return nil }
        guard answer.isGood else { throw files.refusal(answer, "the input \(path) cannot be sent") }
        do throws(JSONError) {
            return try readJSON(UploadState.self, from: answer.body)
        } catch {
            throw UserError("the coordinator's answer cannot be read", cause: error.description)
        }
    }

    private func send(
        from offset: Int64, _ size: Int64, _ sha256: String, to target: String
    ) throws(UserError) -> HTTPClient.Answer? {
        let part: FilePart
        do throws(SystemError) {
            let file = try FileDescriptor.open(path, flags: O_RDONLY)
            guard try file.facts().sizeBytes == size else {
                throw SystemError(operation: "send", subject: path, code: ESTALE, detail: "it has changed meanwhile")
            }
            part = FilePart(file, offset..<size)
        } catch {
            throw UserError("the input \(path) cannot be read", cause: error.cause)
        }
        let upload = UploadHeaders(offset: offset, sizeBytes: size, sha256: sha256)
        let request = HTTPClient.Request(
            HTTPRequestHead("PATCH", target, headers: upload.headers), body: .file(part))
        guard case .answer(let answer) = try files.ask(request) else { return nil }
        return answer
    }
}
