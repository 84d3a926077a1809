import Testing
import Transformer

@Suite("Tensors of a model")
struct TensorNameTests {
  private func layer(_ architecture: ModelArchitecture) -> [String] {
    TensorName.all(TinyModels.variant(architecture)).filter { $0.name.hasPrefix("blk.0.") }
      .map { "\($0.name.dropFirst(6)) \($0.rows)×\($0.columns)" }
  }

  @Test("Each architecture has its own parts, with heads wider than the stream here")
  func parts() {
    let llama = [
      "attn_norm.weight 1×64", "attn_q.weight 96×64", "attn_k.weight 48×64",
      "attn_v.weight 48×64", "attn_output.weight 64×96", "ffn_norm.weight 1×64",
      "ffn_gate.weight 96×64", "ffn_up.weight 96×64", "ffn_down.weight 64×96",
    ]
    #expect(layer(.llama) == llama)
    #expect(
      layer(.qwen2)
        == llama[..<4] + ["attn_q.bias 1×96", "attn_k.bias 1×48", "attn_v.bias 1×48"]
        + llama[4...])
    #expect(
      layer(.qwen3)
        == llama[..<4] + ["attn_q_norm.weight 1×24", "attn_k_norm.weight 1×24"] + llama[4...])
  }

  @Test("Training finds query, key and value side by side, gate and up too")
  func order() {
    let names = TensorName.all(TinyModels.configuration).map(\.name)
    #expect(names.first == TensorName.tokenEmbedding && names.last == TensorName.outputNorm)
    #expect(names[2..<5] == ["blk.0.attn_q.weight", "blk.0.attn_k.weight", "blk.0.attn_v.weight"])
    #expect(names[7..<9] == ["blk.0.ffn_gate.weight", "blk.0.ffn_up.weight"])
  }
}
