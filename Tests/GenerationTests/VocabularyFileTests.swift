import Foundation
import Generation
import Testing
import Tokenization
import Transformer

/// llama.cpp's own vocabularies and test vectors, in the folder that `NIGHTLOOM_VOCABULARIES`
/// names; Tests/peers/tokenizers_check.sh fetches them.
@Suite struct VocabularyFileTests {
  private static let folder = ProcessInfo.processInfo.environment["NIGHTLOOM_VOCABULARIES"]

  private func contents(_ name: String) throws -> Data {
    let folder = try #require(Self.folder)
    return try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(name))
  }

  @Test(
    "Ids equal llama.cpp's test vectors",
    .enabled(if: folder != nil, "set NIGHTLOOM_VOCABULARIES to a folder of ggml-vocab-*.gguf"),
    arguments: ["llama-bpe", "qwen2", "llama-spm", "gpt-2"])
  func testVectors(name: String) throws {
    let file = "ggml-vocab-\(name).gguf"
    let reader = try GGUFReader(GGUFBytes(Array(contents(file))))
    let tokenizer = try TokenizerMetadata.state(reader).makeTokenizer()
    let texts = String(decoding: try contents(file + ".inp"), as: UTF8.self)
      .components(separatedBy: "\n__ggml_vocab_test__\n")
    let lines = String(decoding: try contents(file + ".out"), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(texts.count > 40 && lines.count >= texts.count)
    for (text, line) in zip(texts, lines) {
      let expected = line.split(separator: " ").compactMap { Int32($0) }
      #expect(tokenizer.encode(text) == expected, "\(text.debugDescription)")
    }
  }
}
