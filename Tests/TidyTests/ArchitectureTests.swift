import Testing

@Suite("The architecture of Package.swift")
struct ArchitectureTests {
    private let package: PackageManifest

    init() throws { package = try PackageManifest() }

    @Test("the list of targets is understood, and each has its folder")
    func everyTargetHasItsFolder() {
        #expect(package.targets.count > 10)
        for target in package.targets {
            #expect(!Repository.files(below: target.folder).isEmpty, "\(target.folder) is empty")
        }
    }

    @Test("dependencies point down: each is listed above its user")
    func dependenciesPointDown() {
        var above: Set<String> = []
        for target in package.targets {
            for dependency in target.dependencies {
                #expect(above.contains(dependency), "\(target.name) depends on \(dependency), which is not above it")
            }
            above.insert(target.name)
        }
    }

    @Test("pure targets depend on pure targets, and the kernel's on nothing of the farm")
    func pureStaysPure() {
        for target in package.targets where PackageManifest.pureTargets.contains(target.name) {
            for dependency in target.dependencies {
                #expect(PackageManifest.pureTargets.contains(dependency), "\(target.name) depends on \(dependency)")
            }
        }
        #expect(package["CLinux"]?.dependencies == [])
        #expect(package["LinuxIO"]?.dependencies == ["CLinux"])
    }

    @Test("nothing is imported that Package.swift does not list, and nothing listed goes unused")
    func importsMatchThePackage() throws {
        for target in package.targets {
            let imported = try imports(of: target)
            let allowed = Set(target.dependencies).union(systemModules(for: target))
            for (module, places) in imported.sorted(by: { $0.key < $1.key }) where !allowed.contains(module) {
                Issue.record("\(target.name) may not import \(module): \(places[0])")
            }
            guard target.kind != .test else { continue }
            for dependency in target.dependencies where imported[dependency] == nil {
                Issue.record("\(target.name) lists \(dependency) and never imports it")
            }
        }
    }

    @Test("programs start with @main: the variables of a main.swift would be global")
    func noMainFiles() {
        #expect(Repository.files(below: "Sources") { $0.hasSuffix("/main.swift") } == [])
    }

    /// The modules of the system that a target may use.
    private func systemModules(for target: PackageManifest.Target) -> Set<String> {
        if target.kind == .test { return ["Testing", "Foundation", "Glibc", "Synchronization"] }
        return PackageManifest.pureTargets.contains(target.name) ? [] : ["Glibc", "Synchronization"]
    }

    /// The modules that a target's files import, each with the places.
    private func imports(of target: PackageManifest.Target) throws -> [String: [String]] {
        let pattern =
            #"^[ \t]*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"#
            + #"import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)"#
        var found: [String: [String]] = [:]
        for file in try Repository.swiftFiles(target.folder) {
            for groups in try file.code.matches(of: pattern) { found[groups[1], default: []].append(file.path) }
        }
        return found
    }
}
