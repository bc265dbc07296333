/// The arguments as one line that a shell reads back as the same arguments. For logs only: nothing is ever run through
/// a shell.
public func shellQuoted(_ arguments: [String]) -> String {
    arguments.map(shellQuoted).joined(separator: " ")
}

private func shellQuoted(_ argument: String) -> String {
    let isPlain =
        !argument.isEmpty
        && argument.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"),
                UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "+"), UInt8(ascii: "@"), UInt8(ascii: "%"):
                true
            default: false
            }
        }
    if isPlain { return argument }
    var quoted = "'"
    for character in argument.unicodeScalars {
        if character == "'" {
            quoted += "'\\''"
        } else {
            quoted.unicodeScalars.append(character)
        }
    }
    return quoted + "'"
}
