import Glibc
import Worker

@main
struct RenderWorker {
    static func main() {
        exit(WorkerProgram.run(Array(CommandLine.arguments.dropFirst())))
    }
}
