import KnowledgeBase

/// What a wish starts from, and which nodes are doubted for that.
///
/// Nodes are found one by one: those that bring a picture in are likely in general, and so are
/// those that start from an empty latent.
enum WishedStart: Equatable {
  /// Its words alone.
  case nothing
  /// A picture that something is done to.
  case picture
  /// A video, and no picture beside it.
  case video
  /// It does not say.
  case any

  /// Reads a wish in English.
  ///
  /// One that names nothing but what is to be seen or heard, or how a picture is made, starts from
  /// its words; one that names a picture of its own, and no technique which would keep another
  /// start, from that picture; one that names a video of its own and no picture, from that video.
  init(_ wish: String) {
    let deeds = Set(ConceptLexicon.standard.deeds(in: wish).map(\.name))
    let further = deeds.subtracting(Self.makings)
    if further.isEmpty || further == ["audio_out"] || further == ["video_out"] {
      self = .nothing
    } else if !deeds.isDisjoint(with: Self.fromText), deeds.isDisjoint(with: Self.fromMedia) {
      self = .nothing
    } else if !deeds.isDisjoint(with: Self.pictures), further.isSubset(of: Self.overPictures) {
      self = .picture
    } else if deeds.contains("video_in"), deeds.isDisjoint(with: Self.pictures) {
      self = .video
    } else {
      self = .any
    }
  }

  /// Whether a wish that starts so has hardly any use for a class type.
  func doubts(_ classType: String, _ stage: DesignPrinciple.Stage) -> Bool {
    switch self {
    case .nothing: stage == .input
    case .picture: Self.isMet("text_to_image", by: classType)
    case .video: Self.isMet("image_in", by: classType)
    case .any: false
    }
  }

  /// What a wish that starts from its words alone, and names `deeds`, asks for without naming it:
  /// that its picture or video be made of them.
  func implied(by deeds: [Concept]) -> Concept? {
    let names = Set(deeds.map(\.name))
    guard self == .nothing, !names.contains("audio_out") else { return nil }
    return Self.concepts[names.contains("video_out") ? "text_to_video" : "text_to_image"]
  }

  private static func isMet(_ deed: String, by classType: String) -> Bool {
    concepts[deed]?.isMet(byClassType: classType) ?? false
  }

  /// A picture, and ways to make one that work on nothing given.
  private static let makings: Set = [
    "image_out", "lora", "clip_skip", "gguf", "refiner", "regional",
  ]
  private static let fromText: Set = ["text_to_image", "text_to_video"]
  private static let fromMedia: Set = [
    "image_in", "video_in", "image_to_image", "image_edit", "image_to_video", "video_to_video",
  ]
  private static let pictures: Set = ["image_in", "image_to_image"]
  /// What is done to a picture.
  private static let overPictures = pictures.union([
    "image_edit", "upscale", "background_removal", "crop", "resize", "restore", "colorize",
    "color_match", "blend", "caption", "compare", "segmentation", "inpaint", "outpaint",
  ])
  private static let concepts = Dictionary(
    ConceptLexicon.standard.entries.map { ($0.concept.name, $0.concept) },
    uniquingKeysWith: { first, _ in first })
}
