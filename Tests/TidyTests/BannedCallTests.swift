import Testing

@Suite("Calls that the sources do without")
struct BannedCallTests {
    @Test("nothing is left for later", arguments: ["Sources", "Tests", "Scripts"])
    func nothingIsLeftForLater(folder: String) throws {
        // Put together here, so that this file does not find itself.
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
        for path in Repository.files(below: folder) {
            let pattern = #"(?<![\w.])("# + marks.joined(separator: "|") + #")(?![\w.])"#
            try expectNone(SwiftFile.occurrences(of: pattern, in: Repository.text(path), named: path))
        }
    }

    @Test(
        "no input can crash a program, and stdout is written in one place",
        arguments: [
            #"\bfatalError\("#, #"\btry!"#, #"(?<![\w.])(debugPrint|print|dump)\("#, #"\bas!"#,
        ])
    func noCrashesAndNoPrints(pattern: String) throws {
        for file in try Repository.swiftFiles("Sources") {
            try expectNone(file.occurrences(of: pattern))
        }
    }

    @Test(
        "pure targets know no clock and no chance but what is handed to them",
        arguments: PackageManifest.pureTargets.sorted())
    func pureTargetsKnowNoClock(target: String) throws {
        let names = [
            "Date", "clock_gettime", "gettimeofday", "ContinuousClock", "SuspendingClock", "UUID", "getenv",
            "SystemRandomNumberGenerator", "Hasher", "hashValue",
        ]
        // A generator that is handed over, with `using:`, makes these the same in each run.
        let calls = [#"\.random\((?![^()]*using:)"#, #"\.randomElement\(\)"#, #"\.shuffled?\(\)"#]
        for file in try Repository.swiftFiles("Sources/\(target)") {
            try expectNone(file.occurrences(of: #"\b("# + names.joined(separator: "|") + #")\b"#))
            for call in calls { try expectNone(file.occurrences(of: call)) }
        }
    }

    @Test("the core never walks through a dictionary or a set in their own order")
    func noUnorderedIteration() throws {
        let files = try Repository.swiftFiles("Sources/FarmCore")
        let names = try unorderedNames(in: files + Repository.swiftFiles("Sources/FarmModel"))
        guard !names.isEmpty else { return }
        let name = #"\b("# + names.sorted().joined(separator: "|") + #")"#
        // An answer that no order can change is welcome, and so is sorting.
        let harmless = #"(?!\s*\.(sorted|contains|allSatisfy|count|isEmpty|min|max|reduce)\b)"#
        for file in files {
            try expectNone(file.occurrences(of: #"\bin\s+(\w+\.)*"# + name + #"(\.(keys|values))?\s*(\{|where\b)"#))
            try expectNone(file.occurrences(of: name + #"\.(keys|values)\b"# + harmless))
            try expectNone(
                file.occurrences(
                    of: name + #"\.(map|compactMap|flatMap|forEach|first|randomElement)\b(?!\s*\{[^}]*\}\s*\.sorted)"#))
        }
    }

    /// Names declared with a dictionary's or a set's type, except those that some other place declares otherwise:
    /// a textual check cannot tell these apart.
    private func unorderedNames(in files: [SwiftFile]) throws -> Set<String> {
        var unordered: Set<String> = []
        var others: Set<String> = []
        for file in files {
            for groups in try file.code.matches(of: #"\b(?:var|let)\s+(\w+)\s*(?::\s*([^=\n{]+))?\s*(?:=\s*(.*))?$"#) {
                let type = groups[2].isEmpty ? groups[3] : groups[2]
                let isUnordered = try !type.matches(of: #"^(\[[^\]]*:|Set<|Dictionary<|Set\()"#).isEmpty
                if isUnordered { unordered.insert(groups[1]) } else { others.insert(groups[1]) }
            }
        }
        return unordered.subtracting(others)
    }
}
