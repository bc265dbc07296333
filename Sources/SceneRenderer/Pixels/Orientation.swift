/// How a picture has to be turned to stand upright, as cameras note it (the orientation of EXIF, from 1 to 8).
public enum Orientation: Int, CaseIterable, Sendable {
    case upright = 1
    case mirrored, upsideDown, upsideDownMirrored, leftMirrored, left, rightMirrored, right

    var swapsSides: Bool { rawValue >= 5 }

    /// A plane of a picture, turned.
    func turned(_ plane: Plane) -> Plane {
        let (width, height) = swapsSides ? (plane.height, plane.width) : (plane.width, plane.height)
        return Plane(width: width, height: height) { target in
            for y in 0..<height {
                for x in 0..<width { target[y * width + x] = plane.bytes[origin(x, y, plane.width, plane.height)] }
            }
        }
    }

    /// The number of the stored pixel that is shown at a place.
    private func origin(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> Int {
        switch self {
        case .upright: y * width + x
        case .mirrored: y * width + (width - 1 - x)
        case .upsideDown: (height - 1 - y) * width + (width - 1 - x)
        case .upsideDownMirrored: (height - 1 - y) * width + x
        case .leftMirrored: x * width + y
        case .left: (height - 1 - x) * width + y
        case .rightMirrored: (height - 1 - x) * width + (width - 1 - y)
        case .right: x * width + (width - 1 - y)
        }
    }
}

extension Planes {
    func turned(_ orientation: Orientation) -> Planes {
        Planes(channels: channels.map(orientation.turned), alpha: alpha.map(orientation.turned))
    }
}

extension Orientation {
    /// From the beginning of a JPEG file; upright where it says nothing that can be understood.
    public init(jpeg bytes: [UInt8]) {
        self = Self.tag(in: bytes).flatMap(Orientation.init(rawValue:)) ?? .upright
    }

    private static func tag(in bytes: [UInt8]) -> Int? {
        guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
        var position = 2
        // Segments follow each other, each with its length; pictures begin behind the last.
        while position + 4 <= bytes.count, bytes[position] == 0xFF, bytes[position + 1] != 0xDA {
            let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
            guard length >= 2 else { return nil }
            let end = min(bytes.count, position + 2 + length)
            if bytes[position + 1] == 0xE1, let found = exif(bytes[(position + 4)..<max(position + 4, end)]) {
                return found
            }
            position += 2 + length
        }
        return nil
    }

    private static func exif(_ segment: ArraySlice<UInt8>) -> Int? {
        guard segment.starts(with: Array("Exif\0\0".utf8)) else { return nil }
        let tiff = Array(segment.dropFirst(6))
        let isLittle = tiff.starts(with: Array("II".utf8))
        guard isLittle || tiff.starts(with: Array("MM".utf8)) else { return nil }
        func number(_ offset: Int, _ count: Int) -> Int? {
            guard offset >= 0, offset + count <= tiff.count else { return nil }
            let digits = tiff[offset..<offset + count]
            return (isLittle ? Array(digits.reversed()) : Array(digits)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
        for entry in 0..<entries {
            let place = directory + 2 + entry * 12
            guard let tag = number(place, 2) else { return nil }
            if tag == 0x0112 { return number(place + 8, 2) }
        }
        return nil
    }
}
