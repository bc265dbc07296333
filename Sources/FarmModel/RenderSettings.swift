/// What is done to the frames, the same for every chunk and for the serial run.
public struct RenderSettings: Equatable, Sendable {
    /// The whole chain: what the person asked for, and behind it size and frame rate.
    public var filter: String?
    public var encoding: EncoderSettings
    /// What the input says about its light, where the encoder has to be told to pass it on.
    public var highDynamicRange: HighDynamicRange?

    public init(filter: String?, encoding: EncoderSettings, highDynamicRange: HighDynamicRange? = nil) {
        self.filter = filter
        self.encoding = encoding
        self.highDynamicRange = highDynamicRange
    }
}

/// The static metadata of HDR10: what the screen could show that the video was made on, and how bright it gets.
public struct HighDynamicRange: Equatable, Sendable {
    public var mastering: MasteringDisplay?
    public var light: ContentLight?

    public init(mastering: MasteringDisplay?, light: ContentLight?) {
        self.mastering = mastering
        self.light = light
    }

    /// A chromaticity in units of 1/50,000, as SMPTE ST 2086 counts it.
    public struct Point: Equatable, Sendable {
        public var x: Int
        public var y: Int

        public init(x: Int, y: Int) {
            self.x = x
            self.y = y
        }
    }

    /// Luminances are in units of 1/10,000 candela a square metre.
    public struct MasteringDisplay: Equatable, Sendable {
        public var red: Point
        public var green: Point
        public var blue: Point
        public var white: Point
        public var leastLuminance: Int
        public var greatestLuminance: Int

        public init(
            red: Point, green: Point, blue: Point, white: Point, leastLuminance: Int, greatestLuminance: Int
        ) {
            self.red = red
            self.green = green
            self.blue = blue
            self.white = white
            self.leastLuminance = leastLuminance
            self.greatestLuminance = greatestLuminance
        }
    }

    /// The brightest pixel and the brightest average of a frame, in candela a square metre.
    public struct ContentLight: Equatable, Sendable {
        public var greatest: Int
        public var greatestAverage: Int

        public init(greatest: Int, greatestAverage: Int) {
            self.greatest = greatest
            self.greatestAverage = greatestAverage
        }
    }
}
