import Control
import Glibc

@main
struct Main {
    static func main() {
        exit(Renderctl.run(Array(CommandLine.arguments.dropFirst())))
    }
}
