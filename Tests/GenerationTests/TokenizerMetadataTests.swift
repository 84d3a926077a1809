import Generation
import Testing
import Tokenization
import Transformer

@Suite struct TokenizerMetadataTests {
  private func reader(_ fields: [GGUFField]) throws -> GGUFReader {
    try GGUFReader(GGUFBytes(GGUFWriter(metadata: fields).encoded()))
  }

  @Test func `A tokenizer comes back from its fields`() throws {
    var state = TinyModel.encoder.tokenizer.state
    #expect(try TokenizerMetadata.state(reader(TokenizerMetadata.fields(state))) == state)
    (state.bos, state.eos, state.pad) = (3, nil, 5)
    #expect(try TokenizerMetadata.state(reader(TokenizerMetadata.fields(state))) == state)
  }

  @Test func `The keys are those of GGUF`() {
    #expect(
      TokenizerMetadata.fields(TinyModel.encoder.tokenizer.state).map(\.key) == [
        "tokenizer.ggml.model", "tokenizer.ggml.pre", "tokenizer.ggml.tokens",
        "tokenizer.ggml.token_type", "tokenizer.ggml.merges", "tokenizer.ggml.add_bos_token",
        "tokenizer.ggml.eos_token_id",
      ])
  }

  @Test(arguments: ["tokens", "token_type", "merges", "pre"])
  func `A missing key is an error`(name: String) throws {
    let fields = TokenizerMetadata.fields(TinyModel.encoder.tokenizer.state)
      .filter { $0.key != "tokenizer.ggml.\(name)" }
    let torn = try reader(fields)
    #expect(throws: GGUFError.self) { try TokenizerMetadata.state(torn) }
  }
}
