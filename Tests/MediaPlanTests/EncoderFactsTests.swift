import FarmModel
import Testing

@testable import MediaPlan

@Suite struct EncoderFactsTests {
    private func objection(
        _ encoder: String, crf: Int? = nil, qp: Int? = nil, bits: Int? = nil, tune: String? = nil,
        options: [EncoderOption] = []
    ) -> String? {
        EncoderFacts.named(encoder)?.objection(
            to: RenderSettings(
                filter: nil,
                encoding: EncoderSettings(
                    encoder: encoder, crf: crf, qp: qp, bitsPerSecond: bits, tune: tune, encoderOptions: options)))
    }

    private func words(_ settings: RenderSettings, threads: Int = 1) -> String {
        EncoderFacts.named(settings.encoding.encoder)?.arguments(for: settings, threads: threads).joined(separator: " ")
            ?? ""
    }

    @Test func oneWayOfControllingTheRate() {
        #expect(objection("libx264", crf: 20) == nil)
        #expect(objection("libx264", crf: 20, bits: 1_000_000)?.contains("only one of") == true)
        #expect(objection("libx264", qp: 52) == "libx264 takes a quantizer from 0 to 51, not 52")
        #expect(objection("libvpx-vp9", qp: 20) == "libvpx-vp9 has no quantizer to choose; its quality is set by --crf")
        #expect(objection("ffv1", bits: 1_000_000) == "ffv1 has no bit rate to choose")
        #expect(objection("libx264", bits: 10)?.contains("from 1k to 2000M") == true)
    }

    @Test func optionsAreThoseOfTheTable() {
        func objection(_ key: String, _ value: String, _ encoder: String = "libx264") -> String? {
            self.objection(encoder, options: [EncoderOption(key, value)])
        }
        #expect(objection("bframes", "2") == nil)
        #expect(objection("psy-rd", "1.0,0.15") == nil)
        #expect(objection("level", "4.1") == nil)
        #expect(objection("bframes", "17") == "`bframes` has to be a whole number from 0 to 16, not `17`")
        #expect(objection("psy-rd", "1:stats=/x")?.contains("has to be 2 numbers") == true)
        #expect(objection("me", "hex:threads=4")?.contains("has to be one of") == true)
        #expect(objection("aq-strength", "1:2") != nil)
        #expect(objection("aq-strength", "nan") != nil)
        #expect(objection("threads", "4")?.contains("see --threads") == true)
        #expect(objection("stats", "/tmp/x")?.contains("two passes") == true)
        #expect(objection("crf", "4")?.contains("there is --crf for it") == true)
        #expect(objection("nonsense", "4")?.contains("these are: keyint, g, ") == true)
        #expect(objection("bframes", "2", "ffv1")?.contains("not a setting of ffv1") == true)
        #expect(
            self.objection("libx264", options: [EncoderOption("ref", "2"), EncoderOption("ref", "3")])
                == "`ref` is set twice")
    }

    @Test func tunings() {
        #expect(objection("libx264", tune: "film") == nil)
        #expect(objection("libx264", tune: "vq")?.contains("it has film, ") == true)
        #expect(objection("libsvtav1", tune: "vq") == nil)
        #expect(objection("ffv1", tune: "film") == "ffv1 cannot be tuned")
    }

    @Test func warnsOfRateControlInChunks() {
        func warnings(_ encoder: String, crf: Int? = nil, bits: Int? = nil) -> [String] {
            let settings = RenderSettings(
                filter: nil, encoding: EncoderSettings(encoder: encoder, crf: crf, bitsPerSecond: bits))
            return EncoderFacts.named(encoder)?.warnings(about: settings) ?? []
        }
        #expect(warnings("libx264").isEmpty)
        #expect(warnings("libx264", bits: 1_000_000).count == 1)
        #expect(warnings("mpeg4").count == 1)
        #expect(warnings("mpeg4", crf: 3).isEmpty)
        #expect(warnings("ffv1").isEmpty)
    }

    @Test func writesWhatEachLibraryReads() {
        let light = HighDynamicRange(
            mastering: HighDynamicRange.MasteringDisplay(
                red: .init(x: 34_000, y: 16_000), green: .init(x: 13_250, y: 34_500), blue: .init(x: 7_500, y: 3_000),
                white: .init(x: 15_635, y: 16_450), leastLuminance: 50, greatestLuminance: 10_000_000),
            light: HighDynamicRange.ContentLight(greatest: 1000, greatestAverage: 400))
        func settings(_ encoder: String, tune: String?, _ options: [EncoderOption]) -> RenderSettings {
            RenderSettings(
                filter: nil, encoding: EncoderSettings(encoder: encoder, crf: 20, tune: tune, encoderOptions: options),
                highDynamicRange: encoder == "libx264" ? nil : light)
        }
        #expect(
            words(settings("libx264", tune: "film", [EncoderOption("g", "50"), EncoderOption("profile", "high")]))
                == "-c:v libx264 -crf 20 -tune film -profile:v high -x264-params keyint=50 -threads:v 1")
        #expect(
            words(settings("libx265", tune: nil, [EncoderOption("bframes", "2")])) == """
                -c:v libx265 -crf 20 -x265-params log-level=error:pools=none:bframes=2:\
                master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50):\
                max-cll=1000,400 -threads:v 1
                """)
        #expect(
            words(settings("libsvtav1", tune: "psnr", [EncoderOption("film-grain", "8")])) == """
                -c:v libsvtav1 -crf 20 -svtav1-params lp=1:film-grain=8:tune=1:\
                mastering-display=G(0.26500,0.69000)B(0.15000,0.06000)R(0.68000,0.32000)WP(0.31270,0.32900)\
                L(1000.00000,0.00500):content-light=1000,400 -threads:v 1
                """)
    }
}
