/// How something gets from its beginning to its end. All are polynomials, exact at both ends and never going back:
/// each machine computes them to the same bit.
public enum Easing: String, CaseIterable, Sendable {
    case linear
    case easeIn = "ease-in"
    case easeOut = "ease-out"
    case easeInOut = "ease-in-out"
    /// Slower still at both ends.
    case smooth

    /// `progress` from 0 to 1.
    public func value(at progress: Double) -> Double {
        let p = min(max(progress, 0), 1)
        switch self {
        case .linear: return p
        case .easeIn: return p * p
        case .easeOut: return p * (2 - p)
        case .easeInOut: return min(1, p * p * (3 - 2 * p))
        case .smooth: return min(1, p * p * p * (p * (p * 6 - 15) + 10))
        }
    }
}
