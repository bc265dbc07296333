import Foundation
import TestPrograms

/// A renderer that makes test pictures, or goes wrong in the way that the first word of its scene names.
struct FakeRenderer {
    /// For `--renderers`.
    let folder: String
    let script: String

    init(in parent: String) throws {
        folder = parent + "/renderers"
        script = parent + "/fake-render"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try TestProgram.write(Self.text, to: script)
        try describe("fake", limit: 60)
        try describe("hasty", limit: 1)
    }

    private func describe(_ name: String, limit: Int) throws {
        let description: [String: Any] = [
            "name": name, "program": script, "frame_limit_seconds": limit, "frames": "{output}/f{frame}.png",
            "arguments": ["{input}", "{output}", "{frame}", "{width}x{height}"],
        ]
        try JSONSerialization.data(withJSONObject: description)
            .write(to: URL(fileURLWithPath: "\(folder)/\(name).json"))
    }

    /// Its processes that run right now.
    func processes() -> [pid_t] {
        let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        return pids.filter { pid in
            let words = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
            return words.range(of: Data(script.utf8)) != nil
        }
    }

    private static let text = """
        #!/bin/sh
        read -r mode rest < "$1"
        make() {
            ffmpeg -nostdin -v error -y -f lavfi -i "testsrc2=size=$1:rate=10,select=eq(n\\\\,$3)" -frames:v 1 "$2"
        }
        case $mode in
            gate) while [ -e "$rest" ]; do sleep 0.02; done ;;
            parts) cat "$(dirname "$1")/parts/$rest" || exit 9 ;;
            nothing) echo "all is well"; exit 0 ;;
            hang) while :; do sleep 0.05; done ;;
            small) make 32x32 "$2/f$3.png" "$3"; exit 0 ;;
            half)
                make "$4" "$2/whole.png" "$3"
                head -c 700 "$2/whole.png" > "$2/f$3.png"
                exit 0 ;;
            flood)
                count=0
                while [ $count -lt 5000 ]; do
                    echo "error: the colour plaid is not known to this renderer, nor is any other" >&2
                    count=$((count + 1))
                done
                exit 3 ;;
            environment) env > "$rest" ;;
        esac
        make "$4" "$2/f$3.png" "$3"
        """
}
