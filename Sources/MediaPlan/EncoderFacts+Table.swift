extension EncoderFacts {
    public static let all: [EncoderFacts] =
        x264("libx264") + x264("libx264rgb") + [x265] + av1 + vpx + mpeg + [ffv1] + prores

    private static let x264Presets = [
        "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo",
    ]

    private static func x264(_ name: String) -> [EncoderFacts] {
        [
            EncoderFacts(name, "h264", .nut, .rateFactor(0...51), .names(x264Presets)).with {
                $0.library = "libx264"
                $0.quantizers = 0...51
                $0.tunes = .names(
                    ["film", "animation", "grain", "stillimage", "psnr", "ssim", "fastdecode", "zerolatency"],
                    option: "-tune")
                $0.options = EncoderOptionFacts.x264
            }
        ]
    }

    private static let x265 = EncoderFacts("libx265", "hevc", .mp4, .rateFactor(0...51), .names(x264Presets)).with {
        $0.library = "libx265"
        $0.quantizers = 0...51
        $0.writesLight = true
        $0.tunes = .names(["psnr", "ssim", "grain", "zerolatency", "fastdecode", "animation"], option: "-tune")
        $0.options = EncoderOptionFacts.x265
    }

    private static let av1 = [
        EncoderFacts("libsvtav1", "av1", .nut, .rateFactor(0...63), .numbers(0...13, option: "-preset")).with {
            $0.library = "libSvtAv1Enc"
            $0.quantizers = 0...63
            $0.writesLight = true
            $0.tunes = .parameter("tune", ["vq": 0, "psnr": 1])
            $0.options = EncoderOptionFacts.svtAV1
        },
        EncoderFacts("libaom-av1", "av1", .nut, .rateFactor(0...63), .numbers(0...8, option: "-cpu-used")).with {
            $0.library = "libaom"
            $0.tunes = .names(["psnr", "ssim"], option: "-tune")
            $0.options = EncoderOptionFacts.aom
        },
    ]

    private static let vpx = [
        EncoderFacts("libvpx", "vp8", .nut, .rateFactor(4...63), .numbers(-16...16, option: "-cpu-used")).with {
            $0.library = "libvpx"
            $0.usualRate = .bitRate
            $0.tunes = .names(["psnr", "ssim"], option: "-tune")
            $0.options = EncoderOptionFacts.vp8
        },
        EncoderFacts("libvpx-vp9", "vp9", .nut, .rateFactor(0...63), .numbers(-8...8, option: "-cpu-used")).with {
            $0.library = "libvpx"
            $0.tunes = .names(["default", "screen", "film"], option: "-tune-content")
            $0.options = EncoderOptionFacts.vp9
        },
    ]

    private static let mpeg = [
        EncoderFacts("mpeg4", "mpeg4", .mp4, .quantizer(1...31), .none).with {
            $0.usualRate = .bitRate
            // Two bytes in the standard.
            $0.finestClock = 65_535
            $0.options = EncoderOptionFacts.mpeg4
        },
        EncoderFacts("mjpeg", "mjpeg", .mov, .quantizer(1...31), .none).with {
            $0.usualRate = .bitRate
            $0.options = EncoderOptionFacts.mjpeg
        },
    ]

    private static let ffv1 = EncoderFacts("ffv1", "ffv1", .mov, .none, .none).with {
        $0.isLossless = true
        $0.usualRate = .none
        $0.options = EncoderOptionFacts.ffv1
    }

    private static let prores = [
        EncoderFacts("prores", "prores", .mov, .none, .none),
        EncoderFacts("prores_aw", "prores", .mov, .none, .none),
        EncoderFacts("prores_ks", "prores", .mov, .quantizer(1...31), .none),
    ].map { facts in
        facts.with {
            $0.usualRate = .none
            $0.options = facts.name == "prores_ks" ? EncoderOptionFacts.proResKS : EncoderOptionFacts.proRes
        }
    }
}
