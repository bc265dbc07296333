import Foundation

/// A file that tests start as a program. It is written by a process of its own: whatever this process holds open for
/// writing, a child that another test starts in the same moment holds as well, until it has become its own program,
/// and the kernel runs no file that is open for writing ("text file busy").
public enum TestProgram {
    public struct NotWritten: Error {
        public let path: String
    }

    public static func write(_ script: String, to path: String) throws {
        let source = Pipe()
        let install = Process()
        install.executableURL = URL(fileURLWithPath: "/usr/bin/install")
        install.arguments = ["-m", "755", "/dev/stdin", path]
        install.standardInput = source
        try install.run()
        try source.fileHandleForWriting.write(contentsOf: Data(script.utf8))
        try source.fileHandleForWriting.close()
        install.waitUntilExit()
        guard install.terminationStatus == 0 else { throw NotWritten(path: path) }
    }

    public static func copy(_ program: String, to path: String) throws {
        let install = try Process.run(
            URL(fileURLWithPath: "/usr/bin/install"), arguments: ["-m", "755", program, path])
        install.waitUntilExit()
        guard install.terminationStatus == 0 else { throw NotWritten(path: path) }
    }
}
