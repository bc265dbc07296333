import FarmModel
import JSONText

/// A line of the journal: the CRC32C of the JSON as eight hexadecimal digits, a space, the record as JSON, a newline.
public enum JournalLine {
    /// CRC32C (Castagnoli) of the bytes. Handed in, because the fast way to compute it is not pure.
    public typealias Checksum = (UnsafeRawBufferPointer) -> UInt32

    /// Eight digits and a space.
    private static let prefixBytes = 9

    /// Appends the line with its newline to what `json` holds already.
    public static func append(_ record: Record, to json: inout JSONWriter, checksum: Checksum) {
        let start = json.bytes.count
        json.bytes.append(contentsOf: repeatElement(0x20, count: prefixBytes))
        record.write(to: &json)
        let sum = json.bytes.withUnsafeBytes { bytes in
            checksum(UnsafeRawBufferPointer(rebasing: bytes[(start + prefixBytes)...]))
        }
        for digit in 0..<8 {
            let value = UInt8(truncatingIfNeeded: sum >> UInt32(28 - 4 * digit)) & 0xF
            json.bytes[start + digit] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
        }
        json.endLine()
    }

    /// Reads a line without its newline.
    public static func read(
        _ line: UnsafeRawBufferPointer, checksum: Checksum
    ) throws(JournalLineError) -> Record {
        guard line.count <= WireLimits.journalLineBytes else {
            throw .tooLong(limit: WireLimits.journalLineBytes)
        }
        guard line.count > prefixBytes, line[prefixBytes - 1] == 0x20, let written = hexadecimal(line) else {
            throw .notFramed
        }
        let json = UnsafeRawBufferPointer(rebasing: line[prefixBytes...])
        let computed = checksum(json)
        guard written == computed else { throw .checksumMismatch(written: written, computed: computed) }
        do throws(JSONError) {
            return try readJSON(Record.self, from: json, limits: .journal)
        } catch {
            throw .malformed(error)
        }
    }

    /// The first eight bytes as lower-case hexadecimal digits.
    private static func hexadecimal(_ line: UnsafeRawBufferPointer) -> UInt32? {
        var value: UInt32 = 0
        for index in 0..<8 {
            switch line[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(line[index] - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                value = value << 4 | UInt32(line[index] - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }
}

/// What is wrong with a line of the journal.
public enum JournalLineError: Error, Equatable, Sendable {
    /// The line does not begin with a checksum and a space.
    case notFramed
    case checksumMismatch(written: UInt32, computed: UInt32)
    case tooLong(limit: Int)
    /// The line is what was written, but it is no record that this version knows.
    case malformed(JSONError)
}

extension JournalLineError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notFramed:
            "the line does not begin with a checksum of eight hexadecimal digits and a space"
        case .checksumMismatch(let written, let computed):
            "the checksum of the line is \(String(written, radix: 16)), its content gives \(String(computed, radix: 16))"
        case .tooLong(let limit):
            "the line is longer than \(limit) bytes"
        case .malformed(let error):
            "the line is intact but no record: \(error)"
        }
    }
}
