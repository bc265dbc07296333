import ExternalRenderers
import Invocation
import LinuxIO

/// The renderers that are described on this machine, and which of them it has.
public struct InstalledRenderers: Sendable {
    public struct Renderer: Equatable, Sendable {
        public let description: RendererDescription
        /// Where the program is.
        public let programPath: String
    }

    /// Sorted by name.
    public let present: [Renderer]
    /// Described, but their programs are not there.
    public let missing: [RendererDescription]

    /// Reads the descriptions of a folder; without one, those that come with the programs. The current folder has no say:
    /// what a worker runs must not depend on where it was started.
    public init(folder: String? = nil) throws(UserError) {
        var described: [RendererDescription] = []
        for place in folder.map({ [$0] }) ?? InstalledFolders.all(of: "renderers") {
            guard folder != nil || Files.exists(place) else { continue }
            for renderer in try Self.descriptions(in: place)
            where !described.contains(where: { $0.name == renderer.name }) {
                described.append(renderer)
            }
        }
        described.sort { $0.name < $1.name }
        present = described.compactMap { description in
            findProgram(description.program).map { Renderer(description: description, programPath: $0) }
        }
        let found = present
        missing = described.filter { description in !found.contains { $0.description == description } }
    }

    public func named(_ name: String) -> Renderer? { present.first { $0.description.name == name } }

    private static func descriptions(in folder: String) throws(UserError) -> [RendererDescription] {
        let names: [String]
        do throws(SystemError) {
            names = try Files.list(folder).filter { $0.hasSuffix(".json") }
        } catch {
            throw UserError(
                "the renderers' descriptions cannot be read", cause: error.description,
                hint: "--renderers takes a folder of JSON files", exitCode: .configuration)
        }
        var found: [RendererDescription] = []
        for name in names {
            let path = "\(folder)/\(name)"
            let renderer = try RendererDescription(try ConfigurationFile(name: path, bytes: try bytes(path)))
            guard !found.contains(where: { $0.name == renderer.name }) else {
                throw UserError(
                    "\(path) cannot be used", cause: "another file of \(folder) describes `\(renderer.name)` already",
                    exitCode: .configuration)
            }
            found.append(renderer)
        }
        return found
    }

    private static func bytes(_ path: String) throws(UserError) -> [UInt8] {
        do throws(SystemError) {
            return try Files.read(path, limitBytes: RendererLimits.fileBytes)
        } catch {
            throw UserError("\(path) cannot be read", cause: error.cause, exitCode: .configuration)
        }
    }
}
