import LinuxIO

/// The limits of finding each other, with the reason for each number.
public enum DiscoveryLimits {
    /// Where seekers ask, and coordinators that want to be found listen (UDP): the number of the coordinator's own port.
    public static let standardPort: UInt16 = 7420
    /// A local network answers within milliseconds, and a wireless one that sleeps within some hundred; a person waits.
    public static let seekMilliseconds = 900
    /// More farms on one network than anybody could tell apart.
    static let foundFarms = 16
    /// Hundreds of workers may start together; a flood gets no more than this.
    static let answersPerSecond = 200

    /// Nobody can answer a question that they have not heard.
    static func newNonce() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
