import Glibc

/// libFuzzer calls this with each input that it makes up. `FUZZ_TARGET` names what is fed.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzEntry.target?.run(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

enum FuzzEntry {
    static let target = getenv("FUZZ_TARGET").flatMap { FuzzTarget(rawValue: String(cString: $0)) }
}
