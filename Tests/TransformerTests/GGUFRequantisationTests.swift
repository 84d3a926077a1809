import Testing
import Transformer

@Suite("Model files stored in another type")
struct GGUFRequantisationTests {
  private func reader(_ bytes: [UInt8]) throws -> GGUFReader { try GGUFReader(GGUFBytes(bytes)) }

  /// Rows of 256 and 64 numbers, so that wide and narrow blocks have their place.
  private func source(tied: Bool = true, type: GGUFTensorType = .f32) throws -> GGUFReader {
    var c = TinyModels.variant(.qwen2, tied: tied)
    c.feedForwardChannels = 256
    let fields = [GGUFField("tokenizer.ggml.model", .string("gpt2"))]
    return try reader(
      ModelWeights.gguf(
        configuration: c, tensors: TinyModels.tensors(c), metadata: fields, type: type
      ).encoded())
  }

  private func error(_ numbers: [Float], _ back: [Float]) -> Float {
    let squares = zip(numbers, back).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (squares / numbers.reduce(0) { $0 + $1 * $1 }).squareRoot()
  }

  @Test(
    "Every number stays within the type's rounding, and the model decodes",
    arguments: [
      (GGUFTensorType.f32, Float(0)), (.f16, 0.0005), (.bf16, 0.004), (.q8_0, 0.008),
      (.q6_K, 0.03), (.q4_K, 0.1), (.q4_1, 0.1), (.q4_0, 0.12),
    ])
  func rounding(type: GGUFTensorType, bound: Float) throws {
    let source = try source()
    let result = try reader(source.requantised(to: type).encoded())
    #expect(result.tensors.map(\.name) == source.tensors.map(\.name))
    for tensor in source.tensors {
      let stored = try #require(result.tensor(named: tensor.name))
      #expect(stored.dimensions == tensor.dimensions)
      let lost = error(source.floats(of: tensor), result.floats(of: stored))
      #expect(lost <= (tensor.dimensions.count == 1 ? 0 : bound), "\(tensor.name): \(lost)")
    }
    #expect(try result.integer("general.file_type") == Int(type.fileType))
    #expect(try result.string("tokenizer.ggml.model") == "gpt2")
    let model = try ModelWeights(result).model()
    #expect(try model.makeSession(rows: 1, maximumTokens: 8).prefill([1, 2, 3]).count == 96)
  }

  @Test("At four bits rows too narrow for wide blocks and the output matrix get others")
  func types() throws {
    func type(_ name: String, _ reader: GGUFReader) -> GGUFTensorType? {
      reader.tensor(named: name)?.type
    }
    let tied = try reader(try source().requantised(to: .q4_K).encoded())
    #expect(type("blk.0.ffn_down.weight", tied) == .q4_K)
    #expect(type("blk.0.attn_q.weight", tied) == .q4_1)
    #expect(type("blk.0.attn_q.bias", tied) == .f32)
    #expect(type(TensorName.tokenEmbedding, tied) == .q8_0)
    let own = try reader(try source(tied: false).requantised(to: .q4_0).encoded())
    #expect(type(TensorName.tokenEmbedding, own) == .q4_0)
    #expect(type(TensorName.output, own) == .q8_0)
  }

  @Test("A matrix that has its type already keeps its bytes")
  func unchanged() throws {
    let source = try source(type: .q8_0)
    let result = try reader(source.requantised(to: .q8_0).encoded())
    for tensor in source.tensors {
      let stored = try #require(result.tensor(named: tensor.name))
      #expect(Array(result.data(of: stored)) == Array(source.data(of: tensor)))
    }
  }

  @Test("A number that is not finite is found")
  func numbers() throws {
    let c = TinyModels.configuration
    var tensors = TinyModels.tensors(c)
    let sound = try reader(
      ModelWeights.gguf(configuration: c, tensors: tensors, metadata: []).encoded())
    #expect(throws: Never.self) { try sound.checkNumbers() }
    tensors["blk.1.ffn_norm.weight"]?[5] = .nan
    let broken = try reader(
      ModelWeights.gguf(configuration: c, tensors: tensors, metadata: []).encoded())
    let offset = try #require(broken.tensor(named: "blk.1.ffn_norm.weight")).offset
    #expect(
      throws: GGUFError.malformed(
        what: "a number of tensor blk.1.ffn_norm.weight, whose data begin", offset: offset)
    ) { try broken.checkNumbers() }
  }
}
