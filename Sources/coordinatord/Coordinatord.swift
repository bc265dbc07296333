import Coordinator
import Glibc

@main
struct Coordinatord {
    static func main() {
        exit(CoordinatorProgram.run(Array(CommandLine.arguments.dropFirst())))
    }
}
