/// A chain of filters that stands for its class: what a chunk has to know of the frames around it to render it right.
struct FilterSample: Sendable {
    let name: String
    let kind: Kind
    let chain: String?

    enum Kind: String, Sendable, CaseIterable {
        /// One picture in, one picture out.
        case stateless
        /// The same, and the time of the frame counts.
        case time
        /// A few frames before or after count as well.
        case window
        /// The number of the frame counts.
        case counter
        /// All frames before count, the farther the less: the farm may come close instead of being exact.
        case converging
        /// The whole stream counts.
        case whole
        /// Other frames come out than went in.
        case rate
    }

    private init(_ name: String, _ kind: Kind, _ chain: String?) {
        self.name = name
        self.kind = kind
        self.chain = chain
    }

    static let all = [
        FilterSample("none", .stateless, nil),
        FilterSample("flip", .stateless, "hflip"),
        FilterSample("blur", .stateless, "gblur=sigma=1.5,eq=contrast=1.1,unsharp"),
        FilterSample("scale", .stateless, "scale=96:-2"),
        FilterSample("fade", .time, "fade=t=in:st=0.2:d=2"),
        FilterSample("rotate", .time, "rotate=angle=t/3,hue=h=40*t"),
        FilterSample("slow", .time, "setpts=(PTS-STARTPTS)*1.5,fade=t=in:st=0.2:d=2"),
        FilterSample("yadif", .window, "yadif"),
        FilterSample("tmix", .window, "tmix=frames=5"),
        FilterSample("atadenoise", .window, "atadenoise"),
        FilterSample("windows", .window, "yadif,scale=128:-2,tmix=frames=3,hflip"),
        FilterSample("fade_frames", .counter, "fade=in:5:40"),
        FilterSample("count", .counter, "geq=lum='mod(lum(X,Y)+8*N,256)':cb='cb(X,Y)':cr='cr(X,Y)'"),
        FilterSample("fade_out", .counter, "fade=t=out:s=20:n=15:color=white"),
        FilterSample("hqdn3d", .converging, "hqdn3d"),
        FilterSample("lagfun", .converging, "lagfun=decay=0.9"),
        FilterSample("noise", .whole, "noise=alls=12:allf=t:all_seed=5"),
        FilterSample("reverse", .whole, "reverse"),
        FilterSample("mpdecimate", .whole, "mpdecimate"),
        FilterSample("fps_up", .rate, "fps=60"),
        FilterSample("fps_down", .rate, "fps=10"),
        FilterSample("fields", .rate, "yadif=mode=send_field"),
        FilterSample("step", .rate, "framestep=3"),
        FilterSample("speed", .rate, "setpts=0.5*PTS"),
        FilterSample("speed_grid", .rate, "setpts=PTS/2,fps=30"),
    ]

    /// One of each class, so that many seeds together try every chain with every kind.
    static func drawn(for kind: MediaKind, seed: Int) -> [FilterSample] {
        var numbers = CaseNumbers(seed: seed, name: kind.name)
        return Kind.allCases.map { wanted in numbers.pick(all.filter { $0.kind == wanted }) }
    }

    /// One of each class: what is run where time is short.
    static let quick = ["flip", "rotate", "windows", "count", "hqdn3d", "noise", "fps_up"]
}
