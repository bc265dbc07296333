import JSONText
import Testing

@testable import Invocation

@Suite struct SettingsTests {
    private let shape = CommandShape(
        name: "daemon", overview: "Serves.",
        options: [
            .value("listen", placeholder: "HOST:PORT", help: "Where."),
            .value("tries", placeholder: "N", help: "How often."),
            .value("root", placeholder: "DIR", help: "A folder.", isRepeated: true), .flag("quiet", help: "Say less."),
        ])

    private func settings(
        _ words: [String] = [], environment: [String: String] = [:], file: String? = nil
    ) throws -> Settings {
        let parsed = try shape.parse(words)
        let configuration = try file.map { try ConfigurationFile(name: "farm.json", bytes: Array($0.utf8)) }
        return Settings(options: parsed, environment: { environment[$0] }, file: configuration)
    }

    private func failure(_ body: () throws -> Void) -> UserError? {
        do {
            try body()
            return nil
        } catch {
            return error as? UserError
        }
    }

    @Test func flagBeatsEnvironmentBeatsFileBeatsDefault() throws {
        let file = #"{"tries": 4}"#
        var byFlag = try settings(["--tries", "2"], environment: ["TRIES": "3"], file: file)
        #expect(try byFlag.integer("tries", option: "tries", variable: "TRIES", in: 1...9, default: 5) == 2)
        var byVariable = try settings(environment: ["TRIES": "3"], file: file)
        #expect(try byVariable.integer("tries", option: "tries", variable: "TRIES", in: 1...9, default: 5) == 3)
        var byFile = try settings(environment: ["TRIES": ""], file: file)
        #expect(try byFile.integer("tries", option: "tries", variable: "TRIES", in: 1...9, default: 5) == 4)
        var byDefault = try settings()
        #expect(try byDefault.integer("tries", option: "tries", variable: "TRIES", in: 1...9, default: 5) == 5)
    }

    @Test func showsWhatIsInForceAsAConfigurationFile() throws {
        var some = try settings(["--quiet", "--root", "/a", "--root", "/b"], file: "{\n\"tries\": 4}")
        _ = try some.hostPort("listen", option: "listen")
        _ = try some.integer("tries", in: 1...9, default: 5)
        _ = try some.flag("quiet", option: "quiet")
        _ = try some.texts("roots", option: "root")
        _ = try some.optionalText("secret")
        try some.finish()
        let expected = """
            {
              "// listen": "from the default",
              "listen": "127.0.0.1:7420",
              "// tries": "from farm.json, line 2",
              "tries": 4,
              "// quiet": "from --quiet",
              "quiet": true,
              "// roots": "from --root",
              "roots": [
                "/a",
                "/b"
              ],
              "// secret": "from the default",
              "secret": null
            }

            """
        #expect(some.rendering == expected)
        var again = try settings(file: expected)
        #expect(try again.integer("tries", in: 1...9, default: 5) == 4)
        #expect(try again.texts("roots") == ["/a", "/b"])
    }

    @Test func namesTheUnknownKey() throws {
        var some = try settings(file: "{\n  \"// why\": 1,\n  \"trise\": 3\n}")
        _ = try some.integer("tries", in: 1...9, default: 5)
        let error = failure { try some.finish() }
        #expect(error?.summary == "farm.json cannot be used")
        #expect(error?.cause == "line 3, column 12: the key `trise` is not known")
        #expect(error?.hint == "did you mean `tries`? there are: tries")
        #expect(error?.exitCode == .configuration)
    }

    @Test(arguments: [
        (#"{"tries": "3"}"#, "line 1, column 11: tries: expected a whole number"),
        (#"{"tries": 2.5}"#, "line 1, column 11: tries: expected a whole number"),
        (#"{"tries": 10}"#, "line 1, column 11: tries: must be a number from 1 to 9"),
        ("{\"tries\": 3,\n \"tries\": 3}", "line 2, column 11: tries: the key `tries` appears twice"),
        (#"{"tries": 3"#, "line 1, column 12: the document ends too early"),
        (#"[]"#, "line 1, column 1: expected an object"),
    ])
    func explainsAWrongFile(text: String, cause: String) throws {
        let error = failure {
            var some = try settings(file: text)
            _ = try some.integer("tries", in: 1...9, default: 5)
        }
        #expect(error?.cause == cause)
        #expect(error?.exitCode == .configuration)
    }

    @Test func explainsAWrongVariable() throws {
        var some = try settings(environment: ["TRIES": "many"])
        let error = failure { _ = try some.integer("tries", variable: "TRIES", in: 1...9, default: 5) }
        #expect(error?.summary == "TRIES cannot be `many`")
        #expect(error?.exitCode == .configuration)
    }
}

@Suite struct ValueTests {
    private func failure<Value>(_ body: () throws -> Value) -> UserError? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? UserError
        }
    }

    @Test func readsHostsAndPorts() throws {
        #expect(try HostPort(parsing: "127.0.0.1:1", for: "x") == HostPort(host: "127.0.0.1", port: 1))
        #expect(try HostPort(parsing: "[::1]:7420", for: "x").description == "[::1]:7420")
        #expect(try HostPort(parsing: "[::1]", for: "x") == HostPort(host: "::1", port: 7420))
        #expect(try HostPort(parsing: "host", for: "x") == HostPort(host: "host", port: 7420))
        #expect(try HostPort(parsing: ":0", for: "x") == HostPort(host: "127.0.0.1", port: 0))
        for text in ["", "a:b", "a:", "::1", "a:70000", "[::1", "[::1]7", "a b:1", "http://a:1", "a:+5"] {
            #expect(failure { try HostPort(parsing: text, for: "--listen") }?.exitCode == .usage, "\(text)")
        }
        #expect(HostPort(host: "127.9.9.9", port: 1).isLoopback)
        #expect(!HostPort(host: "127.evil.com", port: 1).isLoopback)
        #expect(!HostPort(host: "0.0.0.0", port: 1).isLoopback)
    }

    @Test func readsQuantities() throws {
        #expect(try Quantity.seconds("2.5", inMilliseconds: 100...10_000, of: "x") == 2500)
        #expect(try Quantity.span("7d", of: "x") == 604_800_000)
        #expect(try Quantity.size("1280x720", in: 16...8192, of: "x") == (1280, 720))
        for text in ["1e3", "nan", "", ".", "0.01", "11", "-1", "0x5", "1.2.3"] {
            #expect(failure { try Quantity.seconds(text, inMilliseconds: 100...10_000, of: "x") } != nil, "\(text)")
        }
        for text in ["7", "d", "-1d", "7w", "", "99999999999999999999d"] {
            #expect(failure { try Quantity.span(text, of: "x") } != nil, "\(text)")
        }
        #expect(
            failure { try Quantity.integer("x", in: 0...51, of: "--crf") }?.text
                == "error: --crf cannot be `x`\ncause: it must be a whole number from 0 to 51\n")
    }

    @Test func writesErrorsForPeopleAndForPrograms() {
        let error = UserError("it broke", cause: "first\nsecond", hint: "mend it", exitCode: .unreachable)
        #expect(error.text == "error: it broke\ncause: first\n       second\nhint:  mend it\n")
        #expect(
            error.jsonText
                == #"{"error":{"summary":"it broke","cause":"first\nsecond","hint":"mend it","exit_status":69}}"#)
    }
}
