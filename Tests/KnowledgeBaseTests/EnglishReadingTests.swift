import KnowledgeBase
import Testing

@Suite struct EnglishReadingTests {
  private let table = TermTranslation([
    "ampliar": "upscale", "imagen": "image", "图像": "image", "放大": "upscale", "型会": "1.1",
    "ドン": "chance",
  ])

  @Test(arguments: [
    ("Ampliar imagen con Flux.1 y LoRA", "upscale image Flux.1 LoRA"),
    (
      "Einen Fuchs zeichnen: Bild hochskalieren, ohne Maske",
      "Einen Fuchs image upscale without mask"
    ),
    ("用 ESRGAN 放大图像", "ESRGAN upscale image"),
    ("写真をアップスケールして、背景を除去", "photo upscale background remove"),
  ])
  func `A foreign wish is read word by word, names as they are`(wish: String, reading: String) {
    #expect(table.english(wish) == reading)
  }

  @Test(arguments: [
    "a red fox in the snow, SDXL with a LoRA", "upscale", "", "… !", "12345",
    "an imagen of Flux with six other English words",
  ])
  func `What is not foreign stays as it is`(wish: String) {
    #expect(table.english(wish) == wish)
  }

  @Test func `Pairs of kana, numbers and repetitions tell nothing`() {
    #expect(table.english("放大ドン型会图像图像") == "upscale image")
  }

  @Test(arguments: [
    ("Bildmaske", "image mask"), ("Videotiefe", "video depth"), ("Ausgabebild", "output image"),
  ])
  func `German compounds are read by their parts`(wish: String, reading: String) {
    #expect(table.english(wish) == reading)
  }
}
