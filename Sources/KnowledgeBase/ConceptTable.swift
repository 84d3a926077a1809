/// The shipped concepts: what people ask for, and how ComfyUI nodes show that they got it.
///
/// Patterns stand for class types in lower-case letters and digits without signs. A pattern must be
/// narrow enough that a node which merely exists beside the wish does not meet it. The table is
/// ours, written from node names of public packs; it is no list of all techniques.
enum ConceptTable {
  static let entries = tasks + modalities + families + techniques

  private static func entry(
    _ name: String, _ kind: Concept.Kind, _ keywords: [String], classes: [String],
    files: [String] = [], yieldsTo: [String] = []
  ) -> ConceptLexicon.Entry {
    let tests =
      (classes.isEmpty ? [] : [Concept.Test.classType(classes)])
      + (files.isEmpty ? [] : [Concept.Test.fileName(files)])
    return ConceptLexicon.Entry(
      Concept(name, kind, tests), keywords: keywords, yieldsTo: yieldsTo)
  }

  // MARK: - Tasks

  /// What else than a picture may be made of one: `turn my photo into a video`.
  private static let otherThanPictures = [
    "image_to_video", "text_to_video", "video_to_video", "video_out", "audio_out", "model_3d_out",
  ]

  private static let tasks = [
    entry(
      "text_to_image", .task,
      [
        "text to image", "txt2img", "text2img", "text2image", "t2i", "文生图", "文本生成图像",
        "テキストから画像", "画像生成",
      ],
      classes: ["emptylatent", "emptysd3latent", "emptyflux", "emptyhunyuanimage", "texttoimage"],
      yieldsTo: ["image_to_video", "text_to_video", "video_to_video"]),
    entry(
      "image_to_image", .task,
      [
        "image to image", "img2img", "image2image", "i2i", "图生图", "画像から画像", "restyle",
        "turn this", "turn my", "turn a photo", "turn a picture", "turn an image",
        "convert my", "convert this",
      ],
      classes: ["vaeencode", "imagetoimage", "referencelatent", "textencodeqwenimageedit"],
      yieldsTo: otherThanPictures),
    entry(
      "image_edit", .task,
      [
        "edit an image", "edit the image", "edit a photo", "edit the photo", "image editing",
        "photo editing", "instruction edit", "edit this photo", "edit my photo", "图像编辑",
        "编辑图片", "画像編集", "画像を編集", "change the background", "replace the background",
        "swap the background", "new background", "change my", "replace my",
      ],
      classes: [
        "vaeencode", "referencelatent", "kontext", "imageedit", "instructpix2pix", "omnigen",
      ], yieldsTo: otherThanPictures),
    entry(
      "text_to_video", .task,
      ["text to video", "txt2vid", "text2video", "t2v", "文生视频", "テキストから動画"],
      classes: [
        "emptyhunyuanlatentvideo", "emptyltxvlatentvideo", "emptymochi", "emptycosmos",
        "emptywan", "wanvideoempty", "texttovideo", "hunyuanvideo", "cogvideo", "animatediff",
        "adeloader",
      ]),
    entry(
      "image_to_video", .task,
      [
        "image to video", "img2vid", "image2video", "i2v", "animate this picture",
        "animate an image", "animate a photo", "animate the image", "animate this image",
        "animate this photo", "picture to video", "photo to video", "图生视频", "画像から動画",
        "静止画を動画",
      ],
      classes: [
        "imagetovideo", "img2vid", "imgtovideo", "i2v", "image2video", "svdimg", "firstlastframe",
        "startimage",
      ]),
    entry(
      "video_to_video", .task,
      ["video to video", "vid2vid", "video2video", "v2v", "视频转视频", "動画から動画"],
      classes: ["loadvideo", "vhsloadvideo"]),
  ]

  // MARK: - Modalities

  private static let modalities = [
    entry(
      "image_in", .modality,
      [
        "input image", "reference image", "source image", "my image", "my photo", "my picture",
        "this photo", "this image", "existing image", "load an image", "load image",
        "uploaded image",
        "from an image", "from a photo", "from a picture", "given image", "参考图", "输入图像",
        "上传的图片", "参照画像", "入力画像", "この画像", "この写真",
      ],
      classes: ["loadimage", "imageload", "loadimagefrom"]),
    entry(
      "video_in", .modality,
      [
        "input video", "source video", "from a video", "my video", "this video", "load a video",
        "load video", "existing video", "输入视频", "入力動画", "この動画",
      ],
      classes: ["loadvideo"]),
    entry(
      "audio_in", .modality,
      [
        "input audio", "from audio", "load audio", "my voice", "my song", "my recording",
        "this audio", "this song", "this recording", "transcribe", "transcription",
        "speech to text", "voice clone", "clone a voice", "输入音频", "入力音声",
      ],
      classes: ["loadaudio", "recordaudio"]),
    entry(
      "video_out", .modality,
      [
        "video", "animation", "animated", "movie", "mp4", "gif", "webm", "视频", "动画", "動画",
        "ビデオ", "アニメーション",
      ],
      classes: [
        "savevideo", "videocombine", "createvideo", "saveanimated", "savewebm", "previewvideo",
        "previewanimation", "videosave",
      ]),
    entry(
      "audio_out", .modality,
      [
        "music", "song", "audio", "sound effect", "speech", "text to speech", "tts", "音乐", "音频",
        "语音", "音楽", "音声", "効果音",
      ],
      classes: [
        "saveaudio", "previewaudio", "vaedecodeaudio", "audiovaedecode", "latentaudio",
        "audiosave",
      ]),
    entry(
      "model_3d_out", .modality,
      [
        "3d model", "3d mesh", "3d asset", "mesh", "glb", "image to 3d", "text to 3d", "3d object",
        "三维模型", "3d模型", "3dモデル", "立体モデル",
      ],
      classes: [
        "saveglb", "hunyuan3d", "trellis", "tripo", "meshy", "save3d", "mesh",
        "rodin",
      ]),
    entry(
      "image_out", .modality,
      [
        "image", "picture", "photo", "photograph", "illustration", "portrait", "artwork",
        "painting",
        "poster", "wallpaper", "logo", "图片", "图像", "照片", "插画", "画像", "写真", "イラスト", "絵",
      ],
      classes: ["saveimage", "previewimage", "imagesave", "imagesaver", "previewbridge"],
      yieldsTo: ["video_out", "audio_out", "model_3d_out", "caption"]),
  ]

  // MARK: - Families

  private static let families = [
    entry(
      "sd15", .family, ["sd15", "sd1 5", "sd 1 5", "stable diffusion 1 5"], classes: ["sd15"],
      files: ["v1-5", "sd15", "sd1.5", "sd_1.5", "sd-1.5", "dreamshaper_8", "realisticvision"]),
    entry(
      "sdxl", .family, ["sdxl", "sd xl", "stable diffusion xl", "pony", "illustrious"],
      classes: ["sdxl"], files: ["xl", "pony", "illustrious"]),
    entry(
      "sd3", .family,
      ["sd3", "sd3 5", "sd 3", "sd 3 5", "stable diffusion 3", "stable diffusion 3 5"],
      classes: ["sd3"], files: ["sd3"]),
    entry(
      "flux_kontext", .family, ["kontext", "flux kontext"], classes: ["kontext"],
      files: ["kontext"]),
    entry("flux", .family, ["flux", "flux1", "flux2"], classes: ["flux"], files: ["flux"]),
    entry(
      "qwen_image", .family, ["qwen image", "qwen image edit", "qwen"],
      classes: ["qwenimage", "qwen"], files: ["qwen_image", "qwen-image", "qwenimage"]),
    entry(
      "z_image", .family, ["z image", "zimage", "z image turbo"], classes: ["zimage"],
      files: ["z_image", "z-image", "zimage"]),
    entry("chroma", .family, ["chroma"], classes: ["chromaradiance"], files: ["chroma"]),
    entry("hidream", .family, ["hidream"], classes: ["hidream"], files: ["hidream"]),
    entry("lumina", .family, ["lumina"], classes: ["lumina"], files: ["lumina"]),
    entry("omnigen", .family, ["omnigen", "omnigen2"], classes: ["omnigen"], files: ["omnigen"]),
    entry("kolors", .family, ["kolors"], classes: ["kolors"], files: ["kolors"]),
    entry(
      "wan", .family, ["wan", "wan2", "wan 2 1", "wan 2 2", "wan2 1", "wan2 2", "万相"],
      classes: [
        "^wan"
      ],
      files: ["wan2", "wan_2", "wan-2", "wan21", "wan22"]),
    entry(
      "hunyuan_video", .family, ["hunyuan video", "hunyuanvideo", "混元视频"],
      classes: ["hunyuanvideo", "hunyuanlatentvideo", "hyvideo"],
      files: ["hunyuan_video", "hunyuanvideo", "hunyuan-video"]),
    entry(
      "hunyuan_3d", .family, ["hunyuan 3d", "hunyuan3d"], classes: ["hunyuan3d", "hy3d"],
      files: ["hunyuan3d", "hunyuan_3d"]),
    entry(
      "ltx_video", .family, ["ltx", "ltxv", "ltx video", "ltx 2"], classes: ["ltx"],
      files: ["ltx"]),
    entry(
      "cogvideo", .family, ["cogvideo", "cogvideox"], classes: ["cogvideo"],
      files: ["cogvideo"]),
    entry("mochi", .family, ["mochi"], classes: ["mochi"], files: ["mochi"]),
    entry("svd", .family, ["svd", "stable video diffusion"], classes: ["svd"], files: ["svd"]),
    entry(
      "animatediff", .family, ["animatediff", "animate diff"],
      classes: ["animatediff", "adeloader", "adeapply", "adeuse"], files: ["mm_sd", "motion"]),
    entry("cosmos", .family, ["cosmos"], classes: ["cosmos"], files: ["cosmos"]),
    entry(
      "ace_step", .family, ["ace step", "acestep"], classes: ["acestep"],
      files: ["ace_step", "acestep", "ace-step"]),
    entry(
      "stable_audio", .family, ["stable audio"],
      classes: ["conditioningstableaudio", "emptylatentaudio"],
      files: ["stable_audio", "stable-audio"]),
  ]

  // MARK: - Techniques

  private static let techniques = control + repair + people + style + video + reading

  private static let control = [
    entry(
      "controlnet", .technique, ["controlnet", "control net", "コントロールネット"],
      classes: ["controlnet", "controlunion", "lllite"]),
    entry(
      "canny", .technique, ["canny", "edge detection", "edges", "边缘检测", "輪郭"],
      classes: ["canny", "hedpreprocessor", "edge"], files: ["canny"]),
    entry(
      "depth", .technique, ["depth", "depth map", "深度", "深度图", "デプス"],
      classes: ["depth", "da3", "lotus", "midas", "zoedepth", "leres"], files: ["depth"]),
    entry(
      "pose", .technique, ["pose", "openpose", "dwpose", "sdpose", "姿势", "姿态", "ポーズ"],
      classes: [
        "openpose", "dwpose", "sdpose", "dwprep", "poseestim", "posepre", "densepose", "vitpose",
        "mediapipe",
        "poseimage", "posekp",
      ], files: ["pose"]),
    entry(
      "lineart", .technique, ["lineart", "line art", "scribble", "sketch", "线稿", "線画", "草图"],
      classes: [
        "lineart", "scribble", "pidinet", "hedpreprocessor", "sketch", "canny",
        "controlnetloader",
      ],
      files: ["lineart", "scribble", "sketch"]),
    entry(
      "tile", .technique, ["tile controlnet", "tile control", "tiled diffusion"],
      classes: ["tile"], files: ["tile"]),
    entry(
      "lora", .technique, ["lora", "lycoris", "ローラ"], classes: ["lora"]),
    entry(
      "ip_adapter", .technique, ["ipadapter", "ip adapter", "image prompt", "画像プロンプト"],
      classes: ["ipadapter"], files: ["ip-adapter", "ip_adapter"]),
    entry(
      "regional", .technique,
      [
        "regional prompt", "regional prompting", "area conditioning", "area composition", "分区提示",
        "領域指定",
      ],
      classes: ["conditioningsetarea", "regional", "conditioningsetmask", "attentioncouple"]),
    entry("clip_skip", .technique, ["clip skip"], classes: ["clipsetlastlayer"]),
    entry(
      "gguf", .technique, ["gguf", "quantized", "quantised"], classes: ["gguf"],
      files: [".gguf"]),
    entry(
      "refiner", .technique, ["refiner"], classes: ["refiner", "ksampleradvanced"],
      files: ["refiner"]),
  ]

  private static let repair = [
    entry(
      "upscale", .technique,
      [
        "upscale", "upscaled", "upscaler", "upscaling", "super resolution", "enlarge", "high res",
        "hires", "hires fix", "4k", "8k", "放大", "超分", "高清", "高解像度", "アップスケール", "拡大",
      ],
      classes: ["upscale", "supir", "latentupscale", "imagescaleby", "hiresfix", "seedvr"]),
    entry(
      "inpaint", .technique,
      [
        "inpaint", "inpainting", "inpainted", "fill the mask", "remove object", "remove the object",
        "object removal", "局部重绘", "修补", "インペイント", "部分修正",
      ],
      classes: [
        "inpaint", "setlatentnoisemask", "lamaremover", "differentialdiffusion", "powerpaint",
        "brushnet",
      ]),
    entry(
      "outpaint", .technique,
      [
        "outpaint", "outpainting", "extend the image", "extend the canvas", "uncrop", "扩图", "外扩",
        "アウトペイント", "画像を拡張",
      ],
      classes: ["outpaint", "padimage", "imagepad"]),
    entry(
      "background_removal", .technique,
      [
        "remove background", "remove the background", "remove the old background",
        "background removal", "background remover",
        "transparent background", "cut out", "cutout", "rembg", "matting", "去背景", "抠图",
        "移除背景", "背景削除", "背景除去", "背景を削除", "切り抜き",
      ],
      classes: [
        "rembg", "rmbg", "birefnet", "removebackground", "backgroundremov", "removebg",
        "matting", "layerdiffuse", "inspyrenet", "bria",
      ]),
    entry(
      "segmentation", .technique,
      ["segment", "segmentation", "segment anything", "sam2", "mask the", "分割", "セグメント"],
      classes: [
        "segment", "samloader", "sam2", "groundingdino", "sammodel", "segm", "clipseg",
        "sam3",
      ]),
    entry(
      "restore", .technique,
      ["restore", "restoration", "old photo", "denoise photo", "deblur", "老照片", "修复照片", "修復"],
      classes: [
        "restore", "enhance", "codeformer", "gfpgan", "supir", "seedvr", "upscalemodelloader",
      ]),
    entry(
      "colorize", .technique, ["colorize", "colourise", "colorise", "上色", "カラー化", "着色"],
      classes: ["coloriz", "ddcolor", "recolor", "lineart", "kontext", "imageedit"]),
    entry("crop", .technique, ["crop", "裁剪", "トリミング"], classes: ["crop"]),
    entry(
      "resize", .technique, ["resize", "resized", "downscale", "缩放", "リサイズ"],
      classes: ["resize", "imagescale", "scaleimage"]),
    entry(
      "relight", .technique, ["relight", "relighting", "ic light", "打光", "ライティング"],
      classes: ["iclight", "relight"], files: ["iclight", "ic-light"]),
  ]

  private static let people = [
    entry(
      "face_swap", .technique,
      [
        "face swap", "faceswap", "swap face", "swap the face", "reactor", "换脸", "顔交換",
        "フェイススワップ", "顔を入れ替え",
      ],
      classes: ["reactor", "faceswap", "instantid", "pulid", "faceid", "roop"]),
    entry(
      "face_detail", .technique,
      [
        "face detailer", "facedetailer", "adetailer", "fix face", "fix the face",
        "fix the hand", "fix hand", "detailer",
        "face restoration",
        "restore face", "脸部修复", "面部修复", "顔修正", "顔を修正",
      ],
      classes: ["facedetailer", "detailer", "facerestore", "codeformer", "gfpgan", "reactor"]),
    entry(
      "same_face", .technique,
      [
        "instantid", "pulid", "faceid", "photomaker", "consistent character",
        "character consistency",
        "same face", "same character", "keep the face", "角色一致", "人物一致", "キャラクターの一貫性",
      ],
      classes: [
        "instantid", "pulid", "faceid", "photomaker", "ipadapter", "kontext", "imageedit",
        "referencelatent", "infiniteyou",
      ]),
    entry(
      "lip_sync", .technique,
      ["lip sync", "lipsync", "talking head", "talking", "对口型", "リップシンク", "口パク"],
      classes: [
        "lipsync", "wav2lip", "sonic", "hallo", "sadtalker", "latentsync", "multitalk",
        "infinitetalk", "sound2video", "soundimagetovideo", "liveportrait",
      ]),
    entry(
      "try_on", .technique, ["try on", "virtual try on", "outfit", "换装", "試着", "着せ替え"],
      classes: ["catvton", "tryon", "idmvton", "fitdit", "kontext", "imageedit", "referencelatent"]),
  ]

  private static let style = [
    entry(
      "style_transfer", .technique,
      [
        "style transfer", "transfer the style", "in the style of this", "style reference", "风格迁移",
        "スタイル転送", "画風変換",
      ],
      classes: ["ipadapter", "style", "redux", "controlnet", "kontext", "referencelatent"]),
    entry(
      "blend", .technique,
      ["blend", "composite", "overlay", "combine two images", "merge two images", "合成", "ブレンド"],
      classes: ["blend", "composite", "overlay", "imagestitch", "imagebatch", "ipadapter"]),
    entry(
      "caption_text", .technique,
      ["text overlay", "add text", "watermark", "write text", "水印", "文字を入れ"],
      classes: ["textoverlay", "drawtext", "textimage", "watermark", "addtext", "addlabel"]),
    entry(
      "color_match", .technique,
      [
        "color match", "colour match", "color grade", "color grading",
        "color correction", "调色", "色調補正",
      ],
      classes: [
        "colormatch", "colorcorrect", "coloradjust", "applylut", "loadlut", "colorgrad",
        "imagecolor",
      ]),
    entry(
      "model_merge", .technique,
      [
        "merge models", "model merge", "merge checkpoints", "模型融合",
        "モデルマージ",
      ], classes: ["modelmerge", "checkpointmerge"]),
    entry(
      "compare", .technique, ["compare", "comparison", "side by side", "grid", "对比", "比較"],
      classes: [
        "compare", "comparer", "imagestitch", "imagegrid", "xyplot", "concat",
        "imagebatch",
      ]),
  ]

  private static let video = [
    entry(
      "interpolation", .technique,
      [
        "interpolation", "interpolate", "interpolated", "rife", "smooth motion", "slow motion",
        "frame rate doubling", "插帧", "补帧", "フレーム補間",
      ],
      classes: ["rife", "filmvfi", "vfi", "interpol", "gimm"]),
    entry(
      "first_last_frame", .technique,
      [
        "first and last frame", "start and end frame", "first last frame", "flf2v", "首尾帧",
        "最初と最後のフレーム",
      ],
      classes: ["firstlast", "startend", "flf", "endimage"]),
    entry(
      "camera_motion", .technique,
      ["camera motion", "camera control", "camera movement", "运镜", "カメラワーク"],
      classes: ["camera"]),
  ]

  private static let reading = [
    entry(
      "caption", .technique,
      [
        "caption", "captioning", "describe the image", "describe this image", "describe an image",
        "describe my image", "describe my picture", "describe my photo", "describe this picture",
        "describe this photo",
        "image to text", "tagger", "tag images", "interrogate", "反推", "描述图片", "图像描述",
        "キャプション", "画像の説明", "タグ付け",
      ],
      classes: [
        "caption", "florence", "wd14", "tagger", "blip", "llava", "joycaption", "moondream",
        "qwenvl", "qwen25vl", "qwen2vl", "minicpm", "interrogat", "describe", "gemini", "openai",
        "clipinterrogator", "vqa",
      ]),
    entry(
      "prompt_writing", .technique,
      [
        "llm", "prompt enhancement", "enhance the prompt", "prompt enhancer", "chatgpt", "ollama",
        "提示词扩写", "プロンプト生成",
      ],
      classes: [
        "llm", "ollama", "gemini", "openai", "chat", "promptgen", "superprompt", "gpt",
        "textgenerat", "enhancer",
      ]),
  ]
}
