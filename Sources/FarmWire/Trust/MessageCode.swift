/// HMAC-SHA-256 of a message under a key. Pure code is handed the function: computing it is the business of `LinuxIO`.
public typealias MessageCode = @Sendable (_ message: [UInt8], _ key: [UInt8]) -> [UInt8]

/// Whether both are the same, in a time that tells nothing of where they differ. Lengths are no secret.
public func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
}
