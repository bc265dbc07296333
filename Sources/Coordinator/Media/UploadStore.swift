import FarmHTTP
import FarmWire
import Glibc
import LinuxIO

/// Takes in files piece by piece, and gives them their names when they are whole. Neither disk nor hash holds up the loop.
final class UploadStore {
    /// What of an upload is here.
    struct Progress: Equatable {
        let bytes: Int64
        let isComplete: Bool
    }

    private let writing: BackgroundJobs
    private let sealing: BackgroundJobs
    private let minimumFreeBytes: Int64
    private var open: [String: UploadSink] = [:]

    init(loop: EventLoop, minimumFreeBytes: Int64) throws(SystemError) {
        writing = try BackgroundJobs(loop: loop, name: "upload-writes")
        sealing = try BackgroundJobs(loop: loop, name: "upload-seals")
        self.minimumFreeBytes = minimumFreeBytes
    }

    func progress(partialPath: String, path: String) throws(HTTPProblem) -> Progress {
        do throws(SystemError) {
            if let facts = try Files.factsIfPresent(path) { return Progress(bytes: facts.sizeBytes, isComplete: true) }
            return Progress(bytes: try Files.factsIfPresent(partialPath)?.sizeBytes ?? 0, isComplete: false)
        } catch {
            throw HTTPProblem(.internalError, "the upload cannot be looked at", cause: error.description)
        }
    }

    /// Takes the next bytes of an upload, which must begin where the last ones ended.
    func sink(for place: UploadPlace, at offset: Int64, _ exchange: HTTPExchange) throws(HTTPProblem)
        -> any HTTPBodySink
    {
        // One that broke unnoticed is as good as gone: the sender would not come again otherwise.
        open.removeValue(forKey: place.partialPath)?.giveWay()
        let progress = try progress(partialPath: place.partialPath, path: place.path)
        guard !progress.isComplete, progress.bytes == offset else {
            throw HTTPProblem(
                .conflict, "the upload goes on elsewhere", cause: "\(progress.bytes) bytes are here, and not \(offset)",
                headers: progress.headers)
        }
        let sink = UploadSink(place, try openPartial(place, at: offset), offset: offset, exchange, store: self)
        open[place.partialPath] = sink
        return sink
    }

    private func openPartial(_ place: UploadPlace, at offset: Int64) throws(HTTPProblem) -> FileDescriptor {
        let free: Int64
        let file: FileDescriptor
        do throws(SystemError) {
            free = try Files.freeSpace(Files.parent(of: place.path))
            file = try FileDescriptor.open(place.partialPath, flags: O_WRONLY | O_CREAT)
        } catch {
            throw HTTPProblem(writing: error)
        }
        guard free - (place.sizeBytes - offset) > minimumFreeBytes else {
            throw HTTPProblem(
                .insufficientStorage, "there is no room for the upload",
                cause: "\(free) bytes are free where it goes", hint: "make room on that disk, and try again")
        }
        return file
    }

    /// What is still to come of the uploads that are open.
    func expectedBytes(below folder: String, besides path: String) -> Int64 {
        open.values.reduce(0) { sum, sink in
            let counts = sink.place.partialPath.hasPrefix(folder + "/") && sink.place.partialPath != path
            return counts ? sum + sink.missingBytes : sum
        }
    }

    /// Nothing is being written, checked or removed.
    var isIdle: Bool { writing.isIdle && sealing.isIdle }

    func isReceiving(below folder: String) -> Bool { open.keys.contains { $0.hasPrefix(folder + "/") } }

    /// A large file takes a while to go.
    func remove(_ folder: String) {
        sealing.run {
            catching { () throws(SystemError) in try Files.removeTree(folder) }
        } completion: { (_: SystemError?) in
            // What is left is tried again at the next sweep.
        }
    }

    func forget(_ sink: UploadSink) {
        if open[sink.place.partialPath] === sink { open[sink.place.partialPath] = nil }
    }

    func write(
        _ bytes: [UInt8], to file: FileDescriptor, at offset: Int64, completion: @escaping (SystemError?) -> Void
    ) {
        let number = file.number
        writing.run {
            do throws(SystemError) {
                try writeAll(bytes, to: number, at: offset)
                return nil
            } catch {
                return error
            }
        } completion: { (error: SystemError?) in
            // The descriptor stays open for as long as the job needs it.
            withExtendedLifetime(file) { completion(error) }
        }
    }

    /// Checks what has come in, and gives it its name.
    func seal(_ place: UploadPlace, completion: @escaping (HTTPProblem?) -> Void) {
        sealing.run({ Self.sealNow(place) }, completion: completion)
    }

    private static func sealNow(_ place: UploadPlace) -> HTTPProblem? {
        do throws(SystemError) {
            try Files.sync(place.partialPath)
            guard try Files.facts(place.partialPath).sizeBytes == place.sizeBytes,
                try SHA256.hexDigest(ofFile: place.partialPath) == place.sha256
            else {
                try Files.remove(place.partialPath)
                return HTTPProblem(
                    .unprocessableContent, "the upload is not what it should be",
                    cause: "its SHA-256 is another than the one that was named",
                    hint: "send it again from the beginning")
            }
            try Files.renameNoReplace(place.partialPath, to: place.path)
            try Files.syncDirectory(Files.parent(of: place.path))
            return nil
        } catch {
            return HTTPProblem(writing: error)
        }
    }
}

extension UploadStore.Progress {
    /// For an answer about it.
    var headers: HTTPHeaders {
        ["Upload-Offset": "\(bytes)", "Upload-Complete": isComplete ? "?1" : "?0", "Cache-Control": "no-store"]
    }
}

extension HTTPProblem {
    init(writing error: SystemError) {
        self.init(
            error.meansFullDisk ? .insufficientStorage : .internalError, "the upload cannot be written",
            cause: error.description)
    }
}
