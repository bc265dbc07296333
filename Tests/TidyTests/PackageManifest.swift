/// The targets of Package.swift, in the order in which it lists them.
struct PackageManifest {
    struct Target {
        let kind: Kind
        let name: String
        let dependencies: [String]

        var folder: String { (kind == .test ? "Tests/" : "Sources/") + name }
    }

    enum Kind: String {
        case library = "target"
        case executable = "executableTarget"
        case test = "testTarget"
    }

    let targets: [Target]

    init() throws {
        let pattern =
            #"\.(target|executableTarget|testTarget)\(\s*name:\s*"([^"]+)"(?:,\s*dependencies:\s*\[([^\]]*)\])?"#
        targets = try Repository.text("Package.swift").matches(of: pattern).compactMap { groups in
            guard let kind = Kind(rawValue: groups[1]) else { return nil }
            return Target(
                kind: kind, name: groups[2], dependencies: try groups[3].matches(of: #""([^"]+)""#).map { $0[1] })
        }
    }

    subscript(name: String) -> Target? { targets.first { $0.name == name } }

    /// Values in, values out: these import nothing but each other.
    static let pureTargets: Set = [
        "JSONText", "Invocation", "ExternalRenderers", "FarmModel", "FarmCore", "FarmFeed", "FarmFigures", "FarmCharts",
        "FarmScreen",
        "FarmSimulator", "MediaPlan", "FarmWire", "CPixels", "SceneRenderer",
    ]
}
