import FarmModel

/// Where ffmpeg gets the input of an attempt from. It is no part of what the command is: the frames are the same.
public enum InputSource: Equatable, Sendable {
    /// The file itself.
    case file
    /// The worker's relay, which ffmpeg takes for its proxy: its address comes by the environment.
    case relay

    func arguments(for input: InputIdentity) -> [String] {
        switch self {
        case .file: return InputFormats.reading(input)
        case .relay:
            // Some demuxers are told by the name's end.
            let fileExtension = RunLayout.fileExtension(of: input.path)
            let isPlain = fileExtension.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) }
            let name = isPlain && !fileExtension.isEmpty ? "input.\(fileExtension)" : "input"
            return InputFormats.guards(input.path, format: input.format, protocols: "http,tcp,httpproxy")
                + ["-i", "http://coordinator/\(name)"]
        }
    }
}
