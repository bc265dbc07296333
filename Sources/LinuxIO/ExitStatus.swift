import CLinux
import Glibc

/// How a process ended.
public enum ExitStatus: Equatable, Sendable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)

    /// From the status that `wait4` fills in.
    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7f
        self = signal == 0 ? .exited((waitStatus >> 8) & 0xff) : .signalled(signal)
    }

    public var isSuccess: Bool { self == .exited(0) }

    public var description: String {
        switch self {
        case .exited(let code):
            return "exit status \(code)"
        case .signalled(let number):
            guard let name = clinux_signal_name(number) else { return "killed by signal \(number)" }
            return "killed by signal \(number) (SIG\(String(cString: name)))"
        }
    }
}

/// What a process and the children it waited for used up.
public struct ResourceUsage: Equatable, Sendable {
    public let userMilliseconds: Int64
    public let systemMilliseconds: Int64
    public let maximumResidentBytes: Int64

    public init(userMilliseconds: Int64, systemMilliseconds: Int64, maximumResidentBytes: Int64) {
        self.userMilliseconds = userMilliseconds
        self.systemMilliseconds = systemMilliseconds
        self.maximumResidentBytes = maximumResidentBytes
    }

    public var processorMilliseconds: Int64 { userMilliseconds + systemMilliseconds }

    init(_ raw: rusage) {
        self.init(
            userMilliseconds: Self.milliseconds(raw.ru_utime), systemMilliseconds: Self.milliseconds(raw.ru_stime),
            maximumResidentBytes: Int64(raw.ru_maxrss) * 1024)
    }

    private static func milliseconds(_ time: timeval) -> Int64 {
        Int64(time.tv_sec) * 1000 + Int64(time.tv_usec) / 1000
    }
}
