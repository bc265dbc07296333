/// What its holder must know to take part in a farm. The secret of a farm opens everything; one for workers or for
/// clients is made from it, opens only that, and leads back to nothing.
public struct FarmSecret: Equatable, Sendable {
    /// 256 bits: nobody guesses them, however often they may try.
    public static let keyBytes = 32

    public let scope: Scope
    private let key: [UInt8]

    /// Whose secret it is.
    public enum Scope: String, Equatable, Sendable, CaseIterable {
        /// The coordinator's, and that of everybody who may do everything.
        case farm
        case workers
        case clients
    }

    public init(scope: Scope, key: [UInt8]) {
        self.scope = scope
        self.key = key
    }

    /// The secret for this scope alone; nil when this one does not open it.
    public func restricted(to scope: Scope, code: MessageCode) -> FarmSecret? {
        if scope == self.scope { return self }
        guard self.scope == .farm else { return nil }
        return FarmSecret(scope: scope, key: code(Array("renderfarm key for \(scope.rawValue)".utf8), key))
    }

    /// The key of one purpose of this scope: what is signed for one can never be taken for the other.
    public func key(for purpose: String, code: MessageCode) -> [UInt8] {
        code(Array("renderfarm purpose \(purpose)".utf8), key)
    }
}

extension FarmSecret.Scope {
    public init(_ role: PeerRole) {
        switch role {
        case .worker: self = .workers
        case .client: self = .clients
        }
    }
}

/// The secret as it stands in its file: a line of words that say what it is, then the key.
extension FarmSecret {
    /// A file of a secret has a comment and one line; more is another file.
    public static let textLimitBytes = 4_096
    private static let mark = "renderfarm-secret"

    public var text: String {
        """
        # \(scope.explanation)
        # Whoever can read this file can do so: copy it only over channels like scp, and keep its mode 0600.
        \(Self.mark) \(scope.rawValue) \(hexadecimal(key))

        """
    }

    /// Nil when the text is not that of a secret.
    public init?(text: [UInt8]) {
        guard text.count <= Self.textLimitBytes else { return nil }
        let lines = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline)
        let meaningful = lines.filter { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
        guard meaningful.count == 1 else { return nil }
        let words = meaningful[0].split(whereSeparator: \.isWhitespace)
        guard words.count == 3, words[0] == Self.mark, let scope = Scope(rawValue: String(words[1])),
            let key = bytes(fromHexadecimal: words[2]), key.count == Self.keyBytes
        else { return nil }
        self.init(scope: scope, key: key)
    }
}

extension FarmSecret.Scope {
    fileprivate var explanation: String {
        switch self {
        case .farm: "The secret of a render farm: for its coordinator, and for everything that talks to it."
        case .workers: "The secret of a render farm's workers: it lets them render, and nothing else."
        case .clients: "The secret of a render farm's clients: it lets them submit, look and steer, but not render."
        }
    }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

func bytes(fromHexadecimal text: some StringProtocol) -> [UInt8]? {
    let digits = text.utf8.map { digit -> UInt8? in
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
        guard let high = digits[index], let low = digits[index + 1] else { return nil }
        bytes.append(high << 4 | low)
    }
    return bytes
}
