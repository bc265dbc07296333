import Glibc

/// The signals by which a person, a terminal or a system asks a program to stop.
enum Interruption {
    /// A hang-up counts unless whoever started this program, as `nohup` does, has told it to ignore that.
    static var signals: [Int32] {
        isIgnored(SIGHUP) ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        // Handlers are C functions, which Swift cannot compare.
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
