import MediaPlan
import Testing

@Suite("Filters that are more than work on pictures")
struct FilterFenceTests {
    @Test(
        "each way to files, sockets and screens is found",
        arguments: [
            "movie=/etc/passwd[a];[in][a]overlay", "amovie=a.mp3,anullsink", "subtitles=a.srt", "ass=a.ass",
            "lut3d=a.cube", "lut3d=file=a.cube", "lut3d=interp=nearest:file=a.cube", "lut1d=a.cube",
            "drawtext=textfile=/etc/passwd", "drawtext=/etc/f.ttf", "drawtext=text=a:fontfile=/f.ttf",
            "drawtext=/text=/etc/passwd", "metadata=print:file=/tmp/x", "metadata=mode=print:file=-",
            "ametadata=print:file=/tmp/x", "zmq", "azmq", "zmq=b=x", "sendcmd=f=/etc/passwd",
            "sendcmd=filename=/etc/passwd", "asendcmd=f=/etc/passwd", "psnr=/tmp/x", "psnr=f=/tmp/x",
            "ssim=stats_file=/tmp/x", "vmafmotion=stats_file=/tmp/x", "vmafmotion=/tmp/x", "libvmaf=log_path=/tmp/x",
            "libvmaf", "xpsnr=f=/tmp/x", "ssim360=f=/tmp/x", "deshake=filename=/tmp/x",
            "deshake=1:1:1:1:1:1:1:1:1:1:/tmp/x", "vidstabdetect", "vidstabdetect=result=/tmp/x",
            "vidstabtransform=input=/etc/passwd", "frei0r=x", "frei0r_src=1x1:1:x", "ladspa=f=/tmp/evil.so", "lv2=p=x",
            "removelogo=/etc/passwd", "find_rect=/etc/passwd", "cover_rect=cover=/etc/passwd", "fieldhint=/etc/passwd",
            "signature=filename=/tmp/x", "curves=psfile=/etc/passwd", "curves=plot=/tmp/x",
            "selectivecolor=psfile=/etc/passwd", "life=filename=/etc/passwd", "life=f=/etc/passwd",
            "cellauto=f=/etc/passwd", "coreimage=x", "ocr", "ocr=datapath=/x", "dnn_processing=model=/x", "sr=model=/x",
            "derain=model=/x", "nnedi=weights=/x", "program_opencl=source=/x", "openclsrc=/x:k", "drawvg=f=/x",
            "paletteuse=debug_kdtree=/tmp/x", "libplacebo=custom_shader_path=/x", "ddagrab", "gfxcapture",
            "whisper=model=/x",
            "qrencodesrc=textfile=/etc/passwd", "showcqt=axisfile=/x", "arnndn=m=/x", "sofalizer=/x",
            "flite=textfile=/x",
            "firequalizer=dumpfile=/x", "haldclutsrc[a];[in][a]haldclut=stats_file=/x",
        ])
    func isFound(description: String) throws {
        let name = try #require(description.split(whereSeparator: { "=[,".contains($0) }).first)
        let mistake = FilterFence.objection(to: description)
        #expect(mistake != nil, "\(name)")
    }

    @Test(
        "quoting, blanks, labels and instances do not hide it",
        arguments: [
            "hflip , movie=a", " movie=a", "'movie'=a", "mo\\vie=a", "movie@x=a", "[in]hflip[a];[a] movie=a[b]",
            "sws_flags=bilinear;movie=a", "\nmovie=a", "\tmovie=a", "hflip,\r\nmovie=a",
            "drawtext='textfile'=/etc/passwd",
            "drawtext=text=a:'textfile'=/x", "drawtext= textfile =/x", "drawtext=text=a: textfile=/x",
            "metadata=print:key=a:'fi'le=/x", "lut3d='a.cube'", "lut3d=\\a.cube",
        ])
    func isNotHidden(description: String) {
        // Either it is found, or it is no description that ffmpeg gets to see.
        if case .invalid = FilterCheck(description).verdict { return }
        #expect(FilterFence.objection(to: description) != nil)
    }

    @Test(
        "work on pictures passes",
        arguments: [
            "", "hflip", "scale=1280:-2,unsharp", "gblur=sigma=2,eq=contrast=1.2", "drawtext=text='Hello, world':x=10",
            "metadata=print", "curves=preset=vintage", "split[a][b];[a]vflip[c];[b][c]hstack", "yadif,fps=25",
            "color=red:s=64x64[c];[in][c]overlay=shortest=1", "lut3d", "psnr", "hue=s=0", "colorlevels",
        ])
    func passes(description: String) {
        #expect(FilterFence.objection(to: description) == nil)
    }

    @Test("a filter of which nothing is known does not pass, and the place is its own")
    func unknownFilters() {
        #expect(FilterFence.objection(to: "hflip,brandnew=x=1")?.offset == 6)
    }
}
