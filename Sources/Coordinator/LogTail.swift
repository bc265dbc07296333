import LinuxIO

/// The end of each log of a folder, and then what is added to it.
final class LogTail {
    private let folder: String
    private let chunk: Int?
    private var offsets: [String: Int64] = [:]
    /// Something was read the last time, wanted or not: there may be more.
    private(set) var hasMoved = false

    /// - Parameter chunk: only what is about this chunk.
    init(folder: String, chunk: Int?) {
        self.folder = folder
        self.chunk = chunk
    }

    /// What came since the last time, file by file.
    func newLines() -> [String] {
        let names: [String]
        do throws(SystemError) {
            names = try Files.list(folder).filter { $0.hasSuffix(".log") }
        } catch {
            return []
        }
        let share = CoordinatorLimits.logTailBytes(ofFiles: names.count)
        let before = offsets
        defer { hasMoved = offsets != before }
        return names.flatMap { newLines(in: $0, atMost: share) }
    }

    private func newLines(in name: String, atMost limit: Int) -> [String] {
        do throws(SystemError) {
            let file = try FileDescriptor.open("\(folder)/\(name)", flags: 0)
            let size = try file.facts().sizeBytes
            let isFirst = offsets[name] == nil
            var offset = offsets[name] ?? max(0, size - Int64(limit))
            // A file that has become shorter was rotated, and begins anew.
            if offset > size { offset = 0 }
            var bytes = [UInt8](repeating: 0, count: Int(min(size - offset, Int64(limit))))
            let count = try Self.read(file, into: &bytes, at: offset)
            guard let end = bytes[..<count].lastIndex(of: UInt8(ascii: "\n")) else {
                // A line that is longer than what is read at once is left out, or nothing would ever come after it.
                if count == limit { offsets[name] = offset + Int64(count) }
                return []
            }
            offsets[name] = offset + Int64(end) + 1
            var lines = bytes[..<end].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
            if isFirst, offset > 0, !lines.isEmpty { lines.removeFirst() }
            let label = String(name.dropLast(4))
            return lines.filter(isWanted).map { "\(label): \($0)" }
        } catch {
            return []
        }
    }

    private static func read(
        _ file: FileDescriptor, into bytes: inout [UInt8], at offset: Int64
    ) throws(SystemError) -> Int {
        var result: Result<Int, SystemError> = .success(0)
        bytes.withUnsafeMutableBytes { buffer in
            do throws(SystemError) {
                result = .success(try file.read(into: buffer, at: offset))
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }

    private func isWanted(_ line: String) -> Bool {
        guard let chunk else { return true }
        return line.contains(" chunk \(chunk) ")
    }
}
