import Kernels
import Testing
import Training
import Transformer

struct TrainableModelTests {
  @Test func `a fresh model has the stated deviations and norms of 1`() throws {
    let configuration = ModelConfiguration(
      vocabularySize: 500, channels: 64, layers: 2, heads: 4, keyValueHeads: 4,
      feedForwardChannels: 96, contextLength: 16)
    let model = TrainableModel(configuration, seed: 3)
    for (name, rows, _) in TensorName.all(configuration) {
      let values = try model.withTensor(name)
      if rows == 1 {
        #expect(values.allSatisfy { $0 == 1 })
        continue
      }
      let square = values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)
      let writesResidual = name.contains("attn_output") || name.contains("ffn_down")
      #expect(abs(square.squareRoot() / (writesResidual ? 0.01 : 0.02) - 1) < 0.06, "\(name)")
      #expect(abs(values.reduce(0, +) / Float(values.count)) < 0.002)
    }
  }

  @Test func `the seed decides every parameter`() {
    let first = TrainableModel(tinyConfiguration, seed: 3).parameters.copy()
    #expect(first == TrainableModel(tinyConfiguration, seed: 3).parameters.copy())
    #expect(first != TrainableModel(tinyConfiguration, seed: 4).parameters.copy())
  }

  @Test func `tensors taken out and put in give the same model`() throws {
    let model = TrainableModel(tinyConfiguration, seed: 3)
    let copy = try TrainableModel(tinyConfiguration) { try model.withTensor($0) }
    #expect(copy.parameters.copy() == model.parameters.copy())
    let all = try TensorName.all(tinyConfiguration).flatMap { try model.withTensor($0.name) }
    #expect(all == model.parameters.copy())
  }

  @Test func `unknown names and other sizes are refused`() throws {
    let model = TrainableModel(tinyConfiguration, seed: 3)
    #expect(throws: TrainingError.unknownTensor("output.weight")) {
      try model.withTensor("output.weight")
    }
    let error = #expect(throws: TrainingError.self) {
      try model.setTensor(TensorName.outputNorm, [1])
    }
    #expect(error?.description == "tensor 'output_norm.weight' needs 16 values, found 1")
  }

  @Test func `models the backward pass does not have are refused with the reason`() {
    func reason(_ change: (inout ModelConfiguration) -> Void) -> String {
      var configuration = tinyConfiguration
      change(&configuration)
      do {
        _ = try TrainableModel(configuration) { _ in nil }
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(
      reason { $0.architecture = .qwen2 }
        == """
        this model cannot be trained here, because its architecture is qwen2; begin with a plain \
        llama model
        """)
    let width = tinyConfiguration.channels
    #expect(reason { $0.headSize += 2 }.contains("are not its width of \(width);"))
    #expect(reason { $0.hasAttentionBias = true }.contains("because it has biases;"))
    #expect(reason { $0.ropeScale = 2 }.contains("because its rotary embedding is scaled;"))
    #expect(reason { _ in } == "the model has no tensor named 'token_embd.weight'")
  }
}
