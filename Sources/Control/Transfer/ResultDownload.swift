import FarmHTTP
import FarmModel
import FarmWire
import Glibc
import Invocation
import LinuxIO
import MediaPlan

/// Brings a finished video from the coordinator. It gets its name when it is whole and its hash is right; until then what has
/// come waits beside it under a hidden name, for the same command to go on.
struct ResultDownload {
    let job: JobID
    let path: String
    let overwrite: Bool
    let files: FarmFiles
    let output: Output

    struct Result: Equatable {
        let sizeBytes: Int64
        let sha256: String
    }

    /// Before anything else is done for it.
    static func checkPlace(_ path: String, overwrite: Bool) throws(UserError) {
        guard Files.isWritableDirectory(Files.parent(of: path)) else {
            throw UserError("the video cannot be brought to \(path)", cause: "its folder cannot be written to")
        }
        guard overwrite || !Files.exists(path) else {
            throw UserError(
                "the video cannot be brought to \(path)", cause: "it exists",
                hint: "choose another name with -o, or allow it with --overwrite")
        }
    }

    func perform() throws(UserError) -> Result {
        try Self.checkPlace(path, overwrite: overwrite)
        let wanted = try describe()
        let partialPath = "\(RunLayout.split(path).folder).job-\(job.number)-\(wanted.sha256.prefix(16)).partial"
        let file = try onDisk { () throws(SystemError) in
            let file = try FileDescriptor.open(partialPath, flags: O_RDWR | O_CREAT)
            guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
                throw SystemError(operation: "write", subject: partialPath, detail: "another command is at it")
            }
            return file
        }
        try fetch(wanted, into: file)
        try onDisk { () throws(SystemError) in
            try file.synchronize()
            guard try SHA256.hexDigest(ofFile: partialPath) == wanted.sha256 else {
                try Files.remove(partialPath)
                throw SystemError(
                    operation: "fetch", subject: path, code: EILSEQ, detail: "it arrived altered, and was thrown away")
            }
            if overwrite {
                try Files.rename(partialPath, to: path)
            } else {
                try Files.renameNoReplace(partialPath, to: path)
            }
            try Files.syncDirectory(Files.parent(of: path))
        }
        return wanted
    }

    private func describe() throws(UserError) -> Result {
        while true {
            guard case .answer(let answer) = try files.ask(HTTPClient.Request(head("HEAD"))) else { continue }
            guard answer.isGood, let digest = answer.head.headers["output-sha256"], UploadHeaders.isDigest(digest),
                let size = answer.head.contentLength
            else { throw try refusal() }
            return Result(sizeBytes: size, sha256: digest)
        }
    }

    /// The reason is in a body, and an answer to HEAD has none.
    private func refusal() throws(UserError) -> UserError {
        while true {
            if case .answer(let answer) = try files.ask(HTTPClient.Request(head("GET", from: 0, to: 1))) {
                return files.refusal(answer, "the video of job \(job.number) cannot be fetched")
            }
        }
    }

    private func fetch(_ wanted: Result, into file: FileDescriptor) throws(UserError) {
        var position = min(try onDisk { () throws(SystemError) in try file.facts().sizeBytes }, wanted.sizeBytes)
        let missing = wanted.sizeBytes - position
        output.note(
            position > 0
                ? "going on to fetch: \(Words.bytes(missing)) of \(Words.bytes(wanted.sizeBytes)) are missing"
                : "fetching \(Words.bytes(wanted.sizeBytes))")
        while position < wanted.sizeBytes {
            var trouble: SystemError?
            var request = HTTPClient.Request(head("GET", from: position, to: wanted.sizeBytes))
            request.onPiece = { piece in
                guard trouble == nil else { return }
                trouble = catching { () throws(SystemError) in try file.writeAll(piece, at: position) }
                position += Int64(piece.count)
            }
            let outcome = try files.ask(request)
            if let trouble {
                throw UserError("the video cannot be brought to \(path)", cause: trouble.cause)
            }
            if case .answer(let answer) = outcome, !answer.isGood {
                throw files.refusal(answer, "the video of job \(job.number) cannot be fetched")
            }
        }
    }

    private func head(_ method: String, from start: Int64? = nil, to end: Int64 = 0) -> HTTPRequestHead {
        var headers: HTTPHeaders = [:]
        if let start { headers.add("Range", "bytes=\(start)-\(end - 1)") }
        return HTTPRequestHead(method, "/api/v1/jobs/\(job.number)/output", headers: headers)
    }

    private func onDisk<Value>(_ body: () throws(SystemError) -> Value) throws(UserError) -> Value {
        do throws(SystemError) {
            return try body()
        } catch {
            throw UserError("the video cannot be brought to \(path)", cause: error.cause)
        }
    }
}
