import Testing

@testable import Invocation

let sampleProgram = CommandShape(
    name: "farmer", overview: "Grows things.",
    options: [.value("server", short: "s", placeholder: "HOST", help: "Who is asked."), .flag("json", help: "JSON.")],
    commands: [
        CommandShape(
            name: "plant", overview: "Plants one thing. Then waits.",
            arguments: [
                ArgumentShape("SEED", help: "What is planted."),
                ArgumentShape("PLACE", help: "Where.", isOptional: true),
            ],
            options: [
                .value("output", short: "o", placeholder: "FILE", help: "Where the harvest goes."),
                .value("depth", placeholder: "N", help: "How deep."),
                .value("tag", placeholder: "TAG", help: "A mark.", isRepeated: true),
                .flag("wait", short: "w", help: "Wait for it."),
                .flag("inner", help: "Not for people.", isHidden: true),
                .value("row", placeholder: "N", help: "A row."),
                .value("bed", placeholder: "N", help: "A bed."),
            ],
            exclusive: [["row", "bed"]]),
        CommandShape(
            name: "rank", overview: "Ranks.",
            arguments: [ArgumentShape("ID", help: "Which."), ArgumentShape("N", help: "The rank.")]),
    ])

@Suite struct CommandParsingTests {
    private func failure(_ words: String...) -> UserError? {
        do throws(UserError) {
            _ = try sampleProgram.parse(words)
            return nil
        } catch {
            return error
        }
    }

    @Test func readsEveryFormOfAnOption() throws {
        let parsed = try sampleProgram.parse(
            ["-s", "a", "plant", "--output=x=y", "beet", "--depth", "3", "--tag", "1", "--tag=2", "-w", "there"])
        #expect(parsed.commandName == "plant")
        #expect(parsed.title == "farmer plant")
        #expect(parsed.text("server") == "a")
        #expect(parsed.text("output") == "x=y")
        #expect(try parsed.integer("depth", in: 1...5) == 3)
        #expect(parsed.texts("tag") == ["1", "2"])
        #expect(parsed.has("wait"))
        #expect(!parsed.has("json"))
        #expect(parsed.argument("SEED") == "beet")
        #expect(parsed.optionalArgument("PLACE") == "there")
    }

    @Test func takesAttachedValuesOfShortOptions() throws {
        #expect(try sampleProgram.parse(["plant", "-oout", "x"]).text("output") == "out")
        #expect(try sampleProgram.parse(["plant", "-o=out", "x"]).text("output") == "out")
        #expect(try sampleProgram.parse(["plant", "-o", "-", "x"]).text("output") == "-")
    }

    @Test func acceptsProgramOptionsBehindTheCommand() throws {
        let parsed = try sampleProgram.parse(["plant", "x", "--json", "-s", "b"])
        #expect(parsed.has("json"))
        #expect(parsed.text("server") == "b")
    }

    @Test func takesNegativeNumbersAndWhatFollowsTwoDashesAsArguments() throws {
        #expect(try sampleProgram.parse(["rank", "1", "-5"]).integerArgument("N", in: -10...10) == -5)
        #expect(try sampleProgram.parse(["plant", "--", "--depth"]).argument("SEED") == "--depth")
        #expect(try sampleProgram.parse(["plant", "x", "--depth", "-5"]).text("depth") == "-5")
    }

    @Test func asksForHelpWithoutCheckingTheRest() throws {
        #expect(try sampleProgram.parse(["plant", "--help"]).wantsHelp)
        #expect(try sampleProgram.parse(["-h"]).wantsHelp)
    }

    @Test func explainsUnknownOptions() {
        let error = failure("plant", "x", "--outptu", "y")
        #expect(error?.summary == "unknown option --outptu")
        #expect(error?.cause == "`farmer plant` has no option of that name")
        #expect(
            error?.hint
                == "did you mean --output? there are: --output, --depth, --tag, --wait, --row, --bed, --server, --json, --help"
        )
        #expect(error?.exitCode == .usage)
        #expect(failure("--depth", "3", "plant", "x")?.cause == "it is an option of `plant`, not of `farmer`")
        #expect(failure("plant", "x", "-z")?.summary == "unknown option -z")
        #expect(failure("plant", "x", "-wz")?.summary == "unknown option -wz")
    }

    @Test func explainsUnknownCommands() {
        #expect(failure("plnat", "x")?.hint == "did you mean `farmer plant`? there are: plant, rank")
        #expect(failure("zzz")?.hint == "there are: plant, rank")
    }

    @Test func explainsMissingAndSuperfluousValues() {
        #expect(failure("plant", "x", "--output")?.cause == "nothing follows it")
        #expect(failure("plant", "x", "--output", "--wait")?.cause == "`--wait` is an option")
        #expect(failure("plant", "x", "--wait=yes")?.summary == "--wait takes no value")
        #expect(failure("plant", "x", "--depth", "1", "--depth", "2")?.summary == "--depth was given twice")
        #expect(failure("plant")?.summary == "SEED is missing")
        #expect(failure("plant")?.cause == "`farmer plant` needs it: what is planted")
        #expect(failure("plant", "x", "y", "z")?.cause == "`farmer plant` takes only SEED [PLACE]")
        #expect(failure("plant", "x", "--row", "1", "--bed", "2")?.summary == "--row and --bed exclude each other")
    }

    @Test func suggestsOnlyWhatIsNear() {
        #expect(suggestion(for: "sumbit", among: ["submit", "show"]) == "submit")
        #expect(suggestion(for: "priority ", among: ["priority"]) == "priority")
        #expect(suggestion(for: "xyz", among: ["submit", "show"]) == nil)
        #expect(suggestion(for: "", among: ["submit"]) == nil)
        #expect(suggestion(for: "work", among: ["workers", "show"]) == "workers")
        #expect(editDistance(Array("ab".utf8), Array("ba".utf8)) == 1)
        #expect(editDistance(Array("kitten".utf8), Array("sitting".utf8)) == 3)
    }
}
