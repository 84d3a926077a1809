import KnowledgeBase
import Testing

@testable import Generation

@Suite struct WishedStartTests {
  @Test(arguments: [
    ("an oil painting of a barn", WishedStart.nothing), ("a barn, with a LoRA", .nothing),
    ("a barn", .nothing), ("a short video of waves with LTX", .nothing),
    ("music of rain", .nothing), ("text to image with ControlNet", .nothing),
    ("turn my photo into a drawing", .picture), ("img2img of a barn, then upscale", .picture),
    ("img2img of a barn with a depth map", .any), ("text to image, image to image", .any),
    ("upscale my picture", .picture), ("my photo with IP-Adapter", .any), ("upscale 4x", .any),
    ("animate this photo", .any), ("video to video", .any),
    ("interpolate my video", .video), ("my video in the style of this image", .any),
  ])
  func `A wish tells what it starts from`(_ wish: String, _ start: WishedStart) {
    #expect(WishedStart(wish) == start, "\(wish)")
  }

  @Test func `What does not fit the start is doubted`() {
    #expect(WishedStart.nothing.doubts("LoadImage", .input))
    #expect(!WishedStart.nothing.doubts("EmptyLatentImage", .latent))
    #expect(WishedStart.picture.doubts("EmptyLatentImage", .latent))
    #expect(!WishedStart.picture.doubts("LoadImage", .input))
    #expect(!WishedStart.picture.doubts("VAEEncode", .latent))
    #expect(WishedStart.video.doubts("LoadImage", .input))
    #expect(!WishedStart.video.doubts("LoadVideo", .input))
    #expect(!WishedStart.any.doubts("LoadImage", .input))
    #expect(!WishedStart.any.doubts("EmptyLatentImage", .latent))
  }

  @Test(arguments: [
    ("a batch of logos", "text_to_image"), ("a short video of waves", "text_to_video"),
    ("music of rain", nil), ("upscale my picture", nil),
  ])
  func `What starts from words is to be made of them`(_ wish: String, _ deed: String?) {
    let asked = ConceptLexicon.standard.concepts(in: wish)
    #expect(WishedStart(wish).implied(by: asked)?.name == deed)
  }
}
