import Foundation
import Testing
import Transformer

@Suite("Model weights and their configuration")
struct ModelWeightsTests {
  let configuration = TinyModels.configuration

  private func file(
    _ changes: [GGUFField] = [], without: String? = nil, tensors: [String: [Float]]? = nil
  ) throws -> GGUFReader {
    var writer = try ModelWeights.gguf(
      configuration: configuration, tensors: tensors ?? TinyModels.tensors(configuration),
      metadata: changes, type: .f32)
    writer.metadata.removeAll { $0.key == without }
    return try GGUFReader(GGUFBytes(writer.encoded()))
  }

  private func sentence(_ reader: GGUFReader) -> String {
    do {
      _ = try ModelWeights(reader)
      return "no error"
    } catch { return "\(error)" }
  }

  @Test("Exported weights come back with shape and numbers", arguments: [true, false])
  func roundTrip(tied: Bool) throws {
    var configuration = configuration
    configuration.tiesEmbeddings = tied
    configuration.ropeBase = 50_000
    let tensors = TinyModels.tensors(configuration)
    let writer = try ModelWeights.gguf(
      configuration: configuration, tensors: tensors, metadata: [], type: .f32)
    let weights = try ModelWeights(try GGUFReader(GGUFBytes(writer.encoded())))
    #expect(weights.configuration == configuration)
    for (name, numbers) in tensors { #expect(weights.floats(name) == numbers) }
  }

  @Test("The keys llama.cpp asks for are written, the caller's own after them")
  func metadata() throws {
    let reader = try file([
      GGUFField("general.name", .string("mine")),
      GGUFField("tokenizer.ggml.model", .string("gpt2")),
    ])
    #expect(try reader.string("general.architecture") == "llama")
    #expect(try reader.string("general.name") == "mine")
    #expect(try reader.integer("general.file_type") == 0)
    #expect(reader.metadata.last?.key == "tokenizer.ggml.model")
    #expect(reader.metadata.filter { $0.key == "general.name" }.count == 1)
  }

  @Test("Numbers that cannot be a model are refused by key")
  func refusals() throws {
    #expect(
      sentence(try file([GGUFField("llama.attention.head_count", .uint32(5))]))
        == """
        GGUF metadata llama.attention.head_count is 5, allowed is a divisor of 64 with an even \
        quotient; export the model again
        """)
    #expect(
      sentence(try file([GGUFField("llama.block_count", .int32(-1))]))
        == """
        GGUF metadata llama.block_count is -1, allowed is 1 to 1024; export the model again
        """)
    #expect(
      sentence(try file([GGUFField("llama.feed_forward_length", .uint32(64))]))
        == "tensor blk.0.ffn_gate.weight has shape (96, 64), the metadata asks for (64, 64); "
        + "export it again")
    #expect(
      sentence(try file([GGUFField("general.architecture", .string("gpt2"))]))
        == """
        unsupported GGUF file: its architecture is "gpt2"; use a llama, qwen2 or qwen3 model
        """)
    #expect(
      sentence(try file([GGUFField("llama.rope.scaling.type", .string("yarn"))]))
        == """
        unsupported GGUF file: its rotary embedding is scaled (yarn); use a model without it or \
        with linear scaling
        """)
    #expect(
      sentence(try file(without: "llama.attention.layer_norm_rms_epsilon"))
        == """
        GGUF metadata lacks llama.attention.layer_norm_rms_epsilon; export the model again with \
        this key
        """)
    #expect(
      sentence(try file([GGUFField("tokenizer.ggml.tokens", .array(.string(["a"])))]))
        == "tensor token_embd.weight has shape (96, 64), the metadata asks for (1, …); "
        + "export it again")
  }

  @Test("A mapped file decodes like the same bytes in memory")
  func mapped() throws {
    let path = FileManager.default.temporaryDirectory.path + "/nightloom-\(UUID()).gguf"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let bytes = try ModelWeights.gguf(
      configuration: configuration, tensors: TinyModels.tensors(configuration), metadata: []
    ).encoded()
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let results = try [GGUFBytes(path: path), GGUFBytes(bytes)].map { bytes in
      let model = QuantizedModel(try ModelWeights(try GGUFReader(bytes)))
      let session = try model.makeSession(rows: 1, maximumTokens: 8)
      return try withExtendedLifetime(session) { Array(try session.prefill([1, 2, 3])) }
    }
    #expect(results[0] == results[1])
  }

  @Test("Absent and additional tensors are named")
  func tensors() throws {
    #expect(throws: GGUFError.missingTensor("blk.1.attn_k.weight")) {
      var tensors = TinyModels.tensors(configuration)
      tensors["blk.1.attn_k.weight"] = nil
      _ = try ModelWeights(configuration: configuration, tensors: tensors)
    }
    #expect(
      throws: GGUFError.wrongShape(tensor: "output_norm.weight", expected: "(1, 64)", found: "(2)")
    ) {
      var tensors = TinyModels.tensors(configuration)
      tensors["output_norm.weight"] = [1, 2]
      _ = try ModelWeights(configuration: configuration, tensors: tensors)
    }
    var writer = try ModelWeights.gguf(
      configuration: configuration, tensors: TinyModels.tensors(configuration), metadata: [])
    try writer.add(
      "blk.0.attn_output.bias", dimensions: [64], type: .f32,
      numbers: .init(repeating: 0, count: 64))
    #expect(
      sentence(try GGUFReader(GGUFBytes(writer.encoded())))
        == """
        unsupported GGUF file: the tensor blk.0.attn_output.bias is not part of the \
        llama architecture as known here; use a model without it
        """)
  }
}
