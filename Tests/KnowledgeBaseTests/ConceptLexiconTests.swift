import JSON
import KnowledgeBase
import Testing
import WorkflowGraph

@Suite struct ConceptLexiconTests {
  private func names(_ instruction: String) -> [String] {
    ConceptLexicon.standard.concepts(in: instruction).map(\.name)
  }

  @Test func structureIsFoundByWholeWords() {
    #expect(
      names("Text-to-image with SDXL, two LoRAs and a ControlNet, then upscale.")
        == ["text_to_image", "image_out", "sdxl", "controlnet", "lora", "upscale"])
    #expect(names("A composed, explored landscape.").isEmpty)
    #expect(names("") == [])
  }

  @Test func aWishThatNamesNoTaskIsForAPicture() {
    func terms(_ instruction: String) -> [String] {
      ConceptLexicon.standard.terms(askedBy: instruction)
    }
    #expect(terms("a cat on a roof, SDXL") == ["conceptsdxl", "concepttexttoimage"])
    #expect(
      terms("this photo in oil") == ["conceptimagein", "conceptimageout", "conceptimagetoimage"])
    #expect(terms("upscale this photo") == ["conceptimagein", "conceptimageout", "conceptupscale"])
    #expect(terms("music from this image") == ["conceptimagein", "conceptaudioout"])
  }

  @Test func theSameWishesAreFoundInJapaneseAndChinese() {
    #expect(names("SDXLで画像を生成し、高解像度にアップスケールする") == ["image_out", "sdxl", "upscale"])
    #expect(names("用Flux文生图，然后放大图片").contains("text_to_image"))
    #expect(names("图生视频，使用Wan模型") == ["image_to_video", "video_out", "wan"])
    #expect(names("写真の背景を削除する") == ["image_out", "background_removal"])
    #expect(names("换脸，不要放大") == ["face_swap"])
    #expect(names("アップスケールなしで動画を作る") == ["video_out"])
  }

  @Test func aDeniedWishIsNoWish() {
    #expect(names("a portrait without upscaling and no lora") == ["image_out"])
  }

  @Test func aMovingPictureIsNoPicture() {
    #expect(names("animate this picture into a video") == ["image_to_video", "video_out"])
    #expect(names("describe this image") == ["image_in", "caption"])
    #expect(names("transcribe the speech") == ["audio_in", "audio_out"])
    #expect(names("turn my kitchen into oil") == ["image_to_image"])
    #expect(names("turn my photo into a short video") == ["image_in", "video_out"])
    #expect(names("turn this photo into a 3d model") == ["image_in", "model_3d_out"])
  }

  @Test func explicitValuesAreRead() {
    #expect(
      names("1024x768, 30 steps, cfg 7, seed: 42, dpm++ 2m karras")
        == [
          "size=1024x768", "steps=30", "cfg=7", "seed=42", "sampler=dpmpp_2m", "scheduler=karras",
        ])
    #expect(names("cfg scale of 4.5 and steps 20") == ["cfg=4.5", "steps=20"])
    #expect(names("768 × 512 at 24 fps, 81 frames") == ["size=768x512", "fps=24", "frames=81"])
    #expect(names("a clip at 16 frames per second") == ["fps=16"])
    #expect(names("20步，种子123") == ["steps=20", "seed=123"])
    #expect(names("4x upscale") == ["upscale", "factor=4"])
    #expect(names("8 cfg, 20 steps, euler") == ["cfg=8", "steps=20", "sampler=euler"])
    #expect(names("a batch of 4 cats") == ["batch=4"])
    #expect(names("99999999999999999999999 steps").count == 1)
    #expect(names("generate 4 images from 2 images") == ["image_out", "batch=4"])
    #expect(names("Seed 2.0 and ACE-Step 1.5") == ["ace_step"])
  }

  @Test func everyConceptHasANameOfItsOwnAndCanBeMet() {
    let entries = ConceptLexicon.standard.entries
    #expect(Set(entries.map(\.concept.name)).count == entries.count)
    for entry in entries {
      #expect(!entry.keywords.isEmpty && !entry.concept.tests.isEmpty)
      for keyword in entry.keywords { #expect(keyword == keyword.lowercased()) }
    }
  }
}

@Suite struct ConceptTests {
  private func node(_ classType: String, _ values: [(String, JSONValue)] = []) -> Node {
    Node(
      id: "1", classType: classType,
      inputs: values.map { NodeInput(name: $0.0, value: .literal($0.1)) })
  }

  @Test func classTypesMatchWhateverTheirSpelling() {
    let upscale = Concept("upscale", .technique, [.classType(["ultimatesdupscale"])])
    #expect(upscale.isMet(by: node("Ultimate SD Upscale (no model)")))
    #expect(upscale.isMet(byClassType: "UltimateSDUpscale"))
    #expect(!upscale.isMet(byClassType: "LatentUpscale"))
    let wan = Concept("wan", .family, [.classType(["^wan"])])
    #expect(wan.isMet(byClassType: "WanImageToVideo"))
    #expect(!wan.isMet(byClassType: "SwanLake"))
  }

  @Test func onlyFileNamesShowAFamily() {
    let sdxl = Concept("sdxl", .family, [.fileName(["xl"])])
    #expect(sdxl.isMet(by: node("Loader", [("ckpt_name", "SDXL_base.safetensors")])))
    #expect(!sdxl.isMet(by: node("CLIPTextEncode", [("text", "xl poster")])))
  }

  @Test func valuesAreComparedAsNumbersAndTexts() {
    let size = Concept("size", .value, [.size(width: 1024, height: 768)])
    #expect(size.isMet(by: node("Empty", [("width", 1024), ("height", 768.0)])))
    #expect(!size.isMet(by: node("Empty", [("width", 768), ("height", 1024)])))
    let steps = Concept("steps", .value, [.number(inputs: ["steps"], value: 30)])
    #expect(steps.isMet(by: node("KSampler", [("steps", 30)])))
    #expect(!steps.isMet(by: node("KSampler", [("cfg", 30)])))
    let sampler = Concept("s", .value, [.text(inputs: ["sampler_name"], value: "euler")])
    #expect(sampler.isMet(by: node("KSampler", [("sampler_name", "euler")])))
    #expect(steps.weight == 0.5 && Concept("x", .task, []).weight == 1)
  }
}
