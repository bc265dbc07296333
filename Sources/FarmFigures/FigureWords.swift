import Invocation

/// Figures as sentences show them.
public enum FigureWords {
    /// `0.04 s`, `12.3 s`, `123 s`.
    public static func seconds(_ value: Double) -> String {
        decimal(value, digits: value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + " s"
    }

    /// `12 %`.
    public static func percent(_ share: Double) -> String { decimal(share * 100, digits: 0) + " %" }

    public static func decimal(_ value: Double, digits: Int) -> String { Words.decimal(value, digits: digits) }

    public static func count(_ number: Int, _ one: String) -> String { Words.count(number, one) }
}
