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
    state.roles = TokenRoles(bos: 3, eot: 4, pad: 5, addsBOS: true, addsEOS: true)
    state.chatTemplate = "{{ messages }}"
    #expect(try TokenizerMetadata.state(reader(TokenizerMetadata.fields(state))) == state)
  }

  @Test func `A SentencePiece tokenizer comes back from its fields`() throws {
    let state = TokenizerState(
      tokens: ["<s>", "▁a"], tokenTypes: [3, 1], scores: [0, -1.5], addsSpacePrefix: false,
      roles: TokenRoles(bos: 0, addsBOS: true))
    #expect(try TokenizerMetadata.state(reader(TokenizerMetadata.fields(state))) == state)
  }

  @Test func `What a file does not say is what llama.cpp takes it for`() throws {
    let names = ["add_bos_token", "add_eos_token", "add_space_prefix"]
    func bare(_ state: TokenizerState) throws -> TokenizerState {
      let fields = TokenizerMetadata.fields(state)
        .filter { !names.map { "tokenizer.ggml." + $0 }.contains($0.key) }
      return try TokenizerMetadata.state(reader(fields))
    }
    let pieces = try bare(TokenizerState(tokens: ["a"], tokenTypes: [1], scores: [0]))
    #expect(pieces.addsSpacePrefix && pieces.roles.addsBOS && !pieces.roles.addsEOS)
    for (rule, addsBOS) in [("gpt-2", false), ("llama-bpe", true), ("smollm", false)] {
      let state = TokenizerState(tokens: [], tokenTypes: [], merges: [], preTokenizer: rule)
      #expect(try bare(state).roles.addsBOS == addsBOS)
    }
  }

  @Test func `A tokenizer of another model is refused by its name`() throws {
    let file = try reader([GGUFField("tokenizer.ggml.model", .string("bert"))])
    let error = #expect(throws: GGUFError.self) { try TokenizerMetadata.state(file) }
    #expect(
      error?.description == """
        unsupported GGUF file: the tokenizer "bert"; \
        use a model whose tokenizer is gpt2 or llama
        """)
  }

  @Test func `A token longer than any text needs is refused by its place`() throws {
    let long = String(repeating: "a", count: 1_025)
    let state = TokenizerState(tokens: ["a", long], tokenTypes: [1, 1], scores: [0, 0])
    let file = try reader(TokenizerMetadata.fields(state))
    let error = #expect(throws: GGUFError.self) { try TokenizerMetadata.state(file) }
    #expect(
      error?.description == """
        GGUF metadata tokenizer.ggml.tokens[1] is 1025 bytes long, allowed is up to 1024; \
        export the model again
        """)
  }

  @Test func `SentencePiece without scores is an error that names the key`() throws {
    let fields = TokenizerMetadata.fields(
      TokenizerState(tokens: ["a"], tokenTypes: [1], scores: [0])
    ).filter { $0.key != "tokenizer.ggml.scores" }
    let torn = try reader(fields)
    let error = #expect(throws: GGUFError.self) { try TokenizerMetadata.state(torn) }
    #expect(
      error?.description
        == "GGUF metadata lacks tokenizer.ggml.scores; export the model again with this key")
  }

  @Test func `The keys are those of GGUF`() {
    #expect(
      TokenizerMetadata.fields(TinyModel.encoder.tokenizer.state).map(\.key) == [
        "tokenizer.ggml.model", "tokenizer.ggml.pre", "tokenizer.ggml.tokens",
        "tokenizer.ggml.token_type", "tokenizer.ggml.merges", "tokenizer.ggml.add_bos_token",
        "tokenizer.ggml.eos_token_id",
      ])
  }

  @Test(arguments: ["model", "tokens", "token_type", "merges", "pre"])
  func `A missing key is an error`(name: String) throws {
    let fields = TokenizerMetadata.fields(TinyModel.encoder.tokenizer.state)
      .filter { $0.key != "tokenizer.ggml.\(name)" }
    let torn = try reader(fields)
    #expect(throws: GGUFError.self) { try TokenizerMetadata.state(torn) }
  }
}
