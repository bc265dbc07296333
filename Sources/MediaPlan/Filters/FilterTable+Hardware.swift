/// Filters for graphics processors: not measured, because their pictures depend on driver and device.
extension FilterTable {
    static let hardwareRules = FilterRule.list(names) { _ in
        .unknown("Runs on a graphics processor, where pictures depend on driver and device.")
    }

    private static let names = """
        avgblur_opencl/boxblur_opencl/colorkey_opencl/convolution_opencl/deshake_opencl/dilation_opencl/erosion_opencl
        nlmeans_opencl/openclsrc/overlay_opencl/pad_opencl/prewitt_opencl/program_opencl/remap_opencl/roberts_opencl
        sobel_opencl/tonemap_opencl/transpose_opencl/unsharp_opencl/xfade_opencl
        avgblur_vulkan/blackdetect_vulkan/blend_vulkan/bwdif_vulkan/chromaber_vulkan/color_vulkan/flip_vulkan
        gblur_vulkan/hflip_vulkan/interlace_vulkan/libplacebo/nlmeans_vulkan/overlay_vulkan/scale_vulkan/scdet_vulkan
        transpose_vulkan/v360_vulkan/vflip_vulkan/xfade_vulkan
        deinterlace_vaapi/denoise_vaapi/drawbox_vaapi/hstack_vaapi/overlay_vaapi/pad_vaapi/procamp_vaapi/scale_vaapi
        sharpness_vaapi/tonemap_vaapi/transpose_vaapi/vstack_vaapi/xstack_vaapi
        deinterlace_qsv/hstack_qsv/overlay_qsv/scale_qsv/vpp_qsv/vstack_qsv/xstack_qsv
        bilateral_cuda/bwdif_cuda/chromakey_cuda/colorspace_cuda/hwupload_cuda/overlay_cuda/pad_cuda/scale_cuda
        scale_npp/thumbnail_cuda/transpose_cuda/transpose_npp/yadif_cuda
        coreimage/coreimagesrc/scale_vt/transpose_vt/yadif_videotoolbox/sr_amf/vpp_amf/vsrc_amf
        hwdownload/hwmap/hwupload
        """
}
