/// Makes a picture half as wide and half as high.
enum Halving {
    /// Averages either the light that the channels stand for, or their values.
    static func halved(_ planes: Planes, inLight: Bool) -> Planes {
        Planes(
            channels: planes.channels.map(inLight ? light : plain), alpha: planes.alpha.map(plain),
            scaleX: planes.width > 1 ? planes.scaleX / 2 : planes.scaleX,
            scaleY: planes.height > 1 ? planes.scaleY / 2 : planes.scaleY)
    }

    private static func plain(_ plane: Plane) -> Plane {
        halved(plane) { a, b, c, d in UInt8(truncatingIfNeeded: (Int(a) + Int(b) + Int(c) + Int(d) + 2) >> 2) }
    }

    private static func light(_ plane: Plane) -> Plane {
        LinearLight.light.withUnsafeBufferPointer { lights in
            LinearLight.value.withUnsafeBufferPointer { values in
                halved(plane) { a, b, c, d in
                    let sum = Int(lights[Int(a)]) + Int(lights[Int(b)]) + Int(lights[Int(c)]) + Int(lights[Int(d)])
                    return values[(sum + 2) >> 2]
                }
            }
        }
    }

    @inline(__always)
    private static func halved(_ plane: Plane, _ average: (UInt8, UInt8, UInt8, UInt8) -> UInt8) -> Plane {
        let (width, height) = (max(1, plane.width / 2), max(1, plane.height / 2))
        // What is only one pixel wide or high is its own neighbour.
        let right = plane.width > 1 ? 1 : 0
        let below = plane.height > 1 ? plane.width : 0
        return Plane(width: width, height: height) { target in
            for y in 0..<height {
                let from = plane.row(plane.height > 1 ? y * 2 : 0)
                let to = target + y * width
                for x in 0..<width {
                    let pixel = from + (right == 1 ? x * 2 : 0)
                    to[x] = average(pixel[0], pixel[right], pixel[below], pixel[right + below])
                }
            }
        }
    }
}
