import Glibc
import Testing

@testable import LinuxIO

@Suite struct CommandTests {
    private func shell(_ script: String) -> SpawnRequest {
        SpawnRequest(program: "sh", arguments: ["-c", script])
    }

    @Test func whatGetsNowhereIsEnded() throws {
        let result = try runCommand(
            shell("echo alive; while :; do echo idle; sleep 0.05; done"), timeoutMilliseconds: patienceMilliseconds,
            silenceMilliseconds: 300
        ) { $0.elementsEqual("alive".utf8) ? .goOn : .wait }
        #expect(result.endedBy == .silence)
    }

    @Test func outputErrorsAndUsageAreCollected() throws {
        let result = try runCommand(
            shell("echo out; echo err >&2; exit 4"), timeoutMilliseconds: patienceMilliseconds)
        #expect(result.standardOutput == Array("out\n".utf8))
        #expect(result.standardErrorTail == Array("err\n".utf8))
        #expect(result.status == .exited(4))
        #expect(result.endedBy == .itself)
        #expect(!result.isSuccess)
        #expect(result.usage.maximumResidentBytes > 0)
    }

    @Test func onlyTheTailOfTheErrorsIsKept() throws {
        let result = try runCommand(
            shell("seq 1 200000 >&2"), timeoutMilliseconds: patienceMilliseconds, errorTailBytes: 14)
        #expect(String(decoding: result.standardErrorTail, as: UTF8.self) == "199999\n200000\n")
    }

    @Test func theTimeOutKillsTheGroup() throws {
        let result = try runCommand(
            shell("sleep 1000 & echo $!; sleep 1000"), timeoutMilliseconds: 300)
        #expect(result.endedBy == .timeOut)
        #expect(result.status == .signalled(SIGKILL))
        #expect(result.wallMilliseconds >= 300)
        let grandchild = try #require(Int32(String(decoding: result.standardOutput.dropLast(), as: UTF8.self)))
        #expect(waitUntil { !isAlive(grandchild) })
    }

    @Test func tooMuchOutputKillsIt() throws {
        let result = try runCommand(
            SpawnRequest(program: "yes"), timeoutMilliseconds: patienceMilliseconds, outputLimitBytes: 100_000)
        #expect(result.endedBy == .outputLimit)
        #expect(result.standardOutput.count <= 100_000)
    }

    @Test func linesComeOneByOne() throws {
        var (count, sum) = (0, 0)
        let result = try runCommand(
            SpawnRequest(program: "seq", arguments: ["1", "300000"]), timeoutMilliseconds: patienceMilliseconds
        ) { line in
            count += 1
            sum += line.reduce(0) { $0 * 10 + Int($1) - 48 }
            return .goOn
        }
        #expect(result.isSuccess)
        #expect(count == 300_000)
        #expect(sum == 300_000 * 300_001 / 2)
        #expect(result.standardOutput.isEmpty)
    }

    @Test func emptyAndUnfinishedLinesCount() throws {
        var lines: [String] = []
        let result = try runCommand(
            shell("printf 'a\\n\\nb'; sleep 0.01; printf 'c\\nlast'"), timeoutMilliseconds: patienceMilliseconds
        ) { line in
            lines.append(String(decoding: line, as: UTF8.self))
            return .goOn
        }
        #expect(result.isSuccess)
        #expect(lines == ["a", "", "bc", "last"])
    }

    @Test func theLineHandlerCanStopIt() throws {
        var lines = 0
        let result = try runCommand(SpawnRequest(program: "yes"), timeoutMilliseconds: patienceMilliseconds) { _ in
            lines += 1
            return lines == 1000 ? .stop : .goOn
        }
        #expect(result.endedBy == .caller)
        #expect(lines == 1000)
    }

    @Test func aLineBeyondTheLimitKillsIt() throws {
        let result = try runCommand(
            shell("head -c 100000 /dev/zero; sleep 1000"), timeoutMilliseconds: patienceMilliseconds,
            lineLimitBytes: 5000
        ) { _ in .goOn }
        #expect(result.endedBy == .outputLimit)
    }

    @Test func aGrandchildWithThePipeDoesNotHoldIt() throws {
        let result = try runCommand(shell("sleep 1000 & echo done"), timeoutMilliseconds: patienceMilliseconds)
        #expect(result.isSuccess)
        #expect(result.standardOutput == Array("done\n".utf8))
    }

    @Test func closedPipesDoNotEndItEarlyNorSpin() throws {
        let result = try runCommand(
            shell("exec >&- 2>&-; sleep 0.2; exit 7"), timeoutMilliseconds: patienceMilliseconds)
        #expect(result.status == .exited(7))
        #expect(result.wallMilliseconds >= 200)
    }

    @Test func aProgramThatIsNotThereIsThrown() {
        let error = systemError { () throws(SystemError) in
            _ = try runCommand(SpawnRequest(program: "no-such-program-here"), timeoutMilliseconds: 1000)
        }
        #expect(error?.code == ENOENT)
    }

    @Test func programsAreFoundInThePath() throws {
        let found = try #require(findProgram("sh"))
        #expect(found.hasPrefix("/") && found.hasSuffix("/sh"))
        #expect(findProgram("no-such-program-here") == nil)
        #expect(findProgram("/") == nil)
        #expect(findProgram("") == nil)
        #expect(findProgram("/bin/sh") == "/bin/sh")
    }
}
