import LinuxIO

/// Where the files are that come with the programs: beside the installed program, and in the checkout that it was built in.
enum InstalledFolders {
    /// The folders for one kind of files, as `presets`; the first one wins.
    static func all(of kind: String) -> [String] {
        var folders: [String] = []
        do throws(SystemError) {
            var folder = Files.parent(of: try executablePath())
            folders.append("\(Files.parent(of: folder))/share/renderfarm/\(kind)")
            while folder != "/" {
                folder = Files.parent(of: folder)
                folders.append("\(folder == "/" ? "" : folder)/Config/\(kind)")
            }
        } catch {
            // Without a path of its own (no /proc) nothing is beside it.
            folders = []
        }
        return folders
    }
}
