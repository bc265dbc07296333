/// What this build of the farm calls itself.
public enum FarmVersion {
    public static let current = "0.1.0"
}
