import Testing

@testable import Invocation

@Suite struct HelpTextTests {
    @Test func showsACommand() {
        #expect(
            sampleProgram.helpText(command: "plant") == """
                OVERVIEW: Plants one thing. Then waits.

                USAGE: farmer plant SEED [PLACE] [-o FILE] [--depth N] [--tag TAG]… [-w]
                       [--row N | --bed N]

                ARGUMENTS:
                  SEED                      What is planted.
                  PLACE                     Where.

                OPTIONS:
                  -o, --output FILE         Where the harvest goes.
                  --depth N                 How deep.
                  --tag TAG                 A mark.
                  -w, --wait                Wait for it.
                  --row N                   A row.
                  --bed N                   A bed.
                  -s, --server HOST         Who is asked.
                  --json                    JSON.
                  -h, --help                Show this text.

                """)
    }

    @Test func showsAProgram() {
        #expect(
            sampleProgram.helpText() == """
                OVERVIEW: Grows things.

                USAGE: farmer [OPTIONS] COMMAND …

                OPTIONS:
                  -s, --server HOST         Who is asked.
                  --json                    JSON.
                  -h, --help                Show this text.

                SUBCOMMANDS:
                  plant                     Plants one thing.
                  rank                      Ranks.

                  See `farmer help COMMAND` for one of them.

                """)
    }

    @Test func wrapsLongLinesUnderTheirBeginning() {
        #expect(
            wrapped("one two three four", firstPrefix: "a: ", prefix: "   ", width: 12)
                == "a: one two\n   three\n   four\n")
        #expect(wrapped("unbreakable", firstPrefix: "", prefix: "", width: 4) == "unbreakable\n")
    }
}
