import Invocation
import LinuxIO

extension FarmChoice {
    /// Seeks, and waits for the answers: for programs that have nothing else to do meanwhile.
    public static func search(port: UInt16, hasSecret: Bool) throws(SystemError) -> FarmChoice {
        let loop = try EventLoop()
        var result: Result<[FoundFarm], SystemError>?
        let seeker = FarmSeeker(loop: loop, port: port) {
            result = $0
            loop.stop()
        }
        seeker.start()
        if result == nil { try loop.run() }
        return FarmChoice(among: try result?.get() ?? [], hasSecret: hasSecret)
    }
}
