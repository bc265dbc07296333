/// The names of a filter's options in their order, which is what values without a name go by. Known for those filters
/// whose judgement asks for options.
struct FilterOptions: Equatable, Sendable {
    /// For each place the option's names: the first is the one that it is asked for by.
    private let names: [[String]]

    static let none = FilterOptions(names: [])

    static func of(_ filter: String) -> FilterOptions { table[filter] ?? none }

    /// The first of an option's names.
    func canonical(_ name: String) -> String {
        // A slash in front of a name means: the value is in the file of this name.
        names.first { $0.contains(name) }?.first ?? name
    }

    func byPlace(_ index: Int) -> String? { index < names.count ? names[index].first : nil }

    private static let table: [String: FilterOptions] = {
        var table: [String: FilterOptions] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            let names = words.dropFirst().map { $0.split(separator: "/").map(String.init) }
            for filter in words[0].split(separator: "/") { table[String(filter)] = FilterOptions(names: names) }
        }
        return table
    }()

    /// `filters option/alias option …`, as `ffmpeg -h filter=NAME` lists them.
    private static let text = """
        yadif/bwdif mode parity deint
        estdif mode parity deint rslope redge ecost mcost dcost interp
        w3fdif filter mode parity deint
        nnedi weights deint field planes nsize nns qual etype pscrn
        tmix frames weights scale planes
        tmedian radius planes percentile
        tmidequalizer radius sigma planes
        thistogram width/w display_mode/d levels_mode/m components/c bgopacity/b envelope/e ecolor/ec slide
        atadenoise 0a 0b 1a 1b 2a 2b s p a
        deflicker size/s mode/m bypass
        fftdnoiz sigma amount block overlap method prev next planes window
        hqdn3d luma_spatial chroma_spatial luma_tmp chroma_tmp
        lagfun decay planes
        amplify radius factor threshold tolerance low high planes
        photosensitivity frames/f threshold/t skip bypass
        normalize blackpt whitept smoothing independence strength
        noise all_seed all_strength/alls all_flags/allf c0_seed c0_strength/c0s c0_flags/c0f
        fade type/t start_frame/s nb_frames/n alpha start_time/st duration/d color/c
        fps fps start_time round eof_action
        framerate fps interp_start interp_end scene flags
        minterpolate fps mi_mode mc_mode me_mode me mb_size search_param vsbmc scd scd_threshold
        framestep step
        setpts expr
        settb expr/tb
        select expr/e outputs/n
        split outputs
        hstack/vstack inputs shortest
        xstack inputs layout grid shortest fill
        mix inputs weights scale planes duration
        xmedian inputs planes percentile eof_action shortest repeatlast
        interleave nb_inputs/n duration
        concat n v a unsafe
        streamselect inputs map
        extractplanes planes
        mergeplanes mapping format
        signature detectmode nb_inputs filename format
        premultiply/unpremultiply planes inplace
        guided radius eps mode sub guidance planes
        limitdiff threshold elasticity reference planes
        bm3d sigma block bstep group range mstep thmse hdthr estim ref planes
        drawtext fontfile text textfile fontcolor fontcolor_expr boxcolor bordercolor shadowcolor box
        drawbox/drawgrid x y width/w height/h color/c thickness/t replace box_source
        rotate angle/a out_w/ow out_h/oh fillcolor/c bilinear
        hue h s b
        eq contrast brightness saturation gamma gamma_r gamma_g gamma_b gamma_weight eval
        geq lum_expr/lum cb_expr/cb cr_expr/cr alpha_expr/a red_expr/r green_expr/g blue_expr/b interpolation/i
        blend/tblend c0_mode c1_mode c2_mode c3_mode all_mode c0_expr c1_expr c2_expr c3_expr all_expr
        overlay x y eof_action eval shortest format repeatlast alpha
        crop out_w/w out_h/h x y keep_aspect exact
        scale width/w height/h
        scale2ref width/w height/h
        pad width/w height/h x y color eval aspect
        delogo x y w h show
        swaprect w h x1 y1 x2 y2
        perspective x0 y0 x1 y1 x2 y2 x3 y3 interpolation sense eval
        vignette angle/a x0 y0 mode eval dither aspect
        fftfilt dc_Y dc_U dc_V weight_Y weight_U weight_V eval
        zoompan zoom/z x y d s fps
        scroll horizontal/h vertical/v hpos vpos
        pp subfilters
        signalstats stat out c/color
        perms mode seed
        shufflepixels direction/d mode/m width/w height/h seed/s
        elbg codebook_length/l nb_steps/n seed/s pal8 use_alpha
        paletteuse dither bayer_scale diff_mode new
        palettegen max_colors reserve_transparent transparency_color stats_mode
        scdet threshold/t sc_pass/s
        metadata mode key value function expr file direct
        sidedata mode type
        loop loop size start
        tpad start stop start_mode stop_mode start_duration stop_duration color
        shuffleframes mapping
        cue cue preroll buffer
        movie/amovie filename format_name/f stream_index/si seek_point/sp streams/s loop
        subtitles filename/f original_size
        ass filename/f original_size
        lut3d file clut interp
        lut1d file interp
        curves preset master/m red/r green/g blue/b all psfile plot
        selectivecolor correction_method reds yellows greens cyans blues magentas whites neutrals blacks psfile
        vidstabdetect result shakiness
        vidstabtransform input smoothing
        deshake x y w h rx ry edge blocksize contrast search filename
        removelogo filename/f
        find_rect object threshold mipmaps
        cover_rect cover mode
        fieldhint hint mode
        frei0r filter_name filter_params
        sendcmd commands/c filename/f
        zmq bind_address/b
        psnr/ssim stats_file/f
        vmafmotion stats_file
        color color/c size/s rate/r duration/d sar
        smptebars/smptehdbars/pal75bars/pal100bars/nullsrc size/s rate/r duration/d sar
        testsrc/testsrc2/rgbtestsrc/yuvtestsrc size/s rate/r duration/d sar
        haldclutsrc level rate/r duration/d sar
        allrgb/allyuv rate/r duration/d sar
        colorchart rate/r duration/d sar
        colorspectrum size/s rate/r duration/d sar
        mandelbrot size/s rate/r
        gradients size/s rate/r c0 c1 c2 c3 c4 c5 c6 c7 x0 y0 x1 y1 nb_colors/n seed duration/d speed
        sierpinski size/s rate/r seed jump type
        life filename/f size/s rate/r rule random_fill_ratio/ratio random_seed/seed
        cellauto filename/f pattern/p rate/r size/s rule random_fill_ratio/ratio random_seed/seed
        fieldmatch order mode ppsrc
        decimate cycle dupthresh scthresh blockx blocky ppsrc
        xfade transition duration offset expr
        framepack format
        qp qp
        identity/msad/vif eof_action shortest repeatlast
        """
}
