/// A moment in milliseconds since 1970. The pure parts never ask for it: it is handed to them.
public struct Timestamp: Hashable, Comparable, Sendable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    public func adding(milliseconds added: Int) -> Timestamp {
        Timestamp(milliseconds: milliseconds + Int64(added))
    }

    /// Milliseconds from `earlier` until this moment; negative when this moment comes first.
    public func milliseconds(since earlier: Timestamp) -> Int {
        Int(milliseconds - earlier.milliseconds)
    }
}

/// A fraction of integers, as ffmpeg writes time bases, frame rates and aspect ratios.
public struct Rational: Hashable, Sendable {
    public let numerator: Int64
    public let denominator: Int64

    /// Nil unless the denominator is positive and both parts are small enough that a product of two cannot overflow.
    public init?(_ numerator: Int64, _ denominator: Int64) {
        guard denominator > 0, denominator <= Int64(Int32.max), numerator.magnitude <= UInt64(Int32.max) else {
            return nil
        }
        self.numerator = numerator
        self.denominator = denominator
    }

    public var asDouble: Double { Double(numerator) / Double(denominator) }
}
