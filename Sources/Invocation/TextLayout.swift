/// Fills lines with the words of a text; every line ends with a line break. A word that is too long stays whole.
public func wrapped(_ text: String, firstPrefix: String, prefix: String, width: Int) -> String {
    wrapped(text.split(separator: " ").map(String.init), firstPrefix: firstPrefix, prefix: prefix, width: width)
}

/// The same for words that may hold spaces and are not to be broken.
public func wrapped(_ words: [String], firstPrefix: String, prefix: String, width: Int) -> String {
    var result = ""
    var line = firstPrefix
    var isEmpty = true
    for word in words {
        if !isEmpty, line.count + 1 + word.count > width {
            result += line + "\n"
            line = prefix
            isEmpty = true
        }
        line += isEmpty ? word : " " + word
        isEmpty = false
    }
    return result + line + "\n"
}

/// The text with spaces behind it, `width` characters long unless it is longer already.
public func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}
