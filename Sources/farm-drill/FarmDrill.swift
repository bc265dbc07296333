import Drill
import Glibc

@main
struct FarmDrill {
    static func main() {
        exit(DrillProgram.run(Array(CommandLine.arguments.dropFirst())))
    }
}
