import CLinux

/// What is embedded in the programs as it is.
public enum EmbeddedPage {
    /// The dashboard, one file of HTML.
    public static var dashboard: [UInt8] {
        var length = 0
        guard let page = clinux_dashboard(&length) else { return [] }
        return Array(UnsafeBufferPointer(start: page, count: length))
    }
}
