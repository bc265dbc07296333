import Invocation
import Testing

@Suite struct ManualPageTests {
    private let shape = CommandShape(
        name: "tool", overview: "Does things. Well.",
        options: [.value("way", short: "w", placeholder: "N", help: "Which way: a-b or \\d."), .version],
        commands: [
            CommandShape(
                name: "go", overview: "Goes.",
                arguments: [ArgumentShape("PLACE", help: ".hidden places", isOptional: true)],
                options: [.flag("fast", help: "Fast."), .flag("inner", help: "Not told.", isHidden: true)])
        ], notes: ["EXIT STATUS: 0 ok", "'quoted'"])

    @Test func saysWhatTheHelpSays() {
        let expected = """
            .TH "TOOL" "1" "" "RenderFarm 1.2" "RenderFarm"
            .SH NAME
            tool \\- does things
            .SH SYNOPSIS
            \\fBtool\\fR [OPTIONS] COMMAND ...
            .SH DESCRIPTION
            Does things. Well.
            .SH OPTIONS
            .TP
            \\fB\\-w, \\-\\-way N\\fR
            Which way: a\\-b or \\ed.
            .TP
            \\fB\\-\\-version\\fR
            Show the version.
            .TP
            \\fB\\-h, \\-\\-help\\fR
            Show this text.
            .SH COMMANDS
            .SS "go [PLACE]"
            Goes.
            .TP
            PLACE
            \\&.hidden places
            .TP
            \\fB\\-\\-fast\\fR
            Fast.
            .SH NOTES
            .nf
            EXIT STATUS: 0 ok
            \\&'quoted'
            .fi
            .SH "SEE ALSO"
            \\fBcoordinatord\\fR(1), \\fBrender\\-worker\\fR(1), \\fBrenderctl\\fR(1)

            """
        #expect(ManualPage(shape, version: "1.2").text == expected)
    }
}
