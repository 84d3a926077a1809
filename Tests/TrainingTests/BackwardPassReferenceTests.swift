import Kernels
import Testing
import Training
import Transformer

/// Loss and all gradients of a two-layer model against JAX in double precision
/// (Tests/Fixtures/generate/kernels.py).
///
/// Tolerance 2e-5: single precision through two layers.
struct BackwardPassReferenceTests {
  @Test(arguments: ["tied", "untied"])
  func `loss and every gradient`(name: String) throws {
    let reference = try #require(try ReferenceModel.all()[name])
    func size(_ letter: String) throws -> Int { Int(try #require(reference.configuration[letter])) }
    let configuration = ModelConfiguration(
      vocabularySize: try size("V"), channels: try size("C"), layers: try size("L"),
      heads: try size("H"), keyValueHeads: try size("KV"), feedForwardChannels: try size("F"),
      contextLength: 32, tiesEmbeddings: name == "tied")
    let model = try TrainableModel(configuration) { reference.parameters[$0] }
    let gradient = FloatBuffer(count: model.count)
    let example = TrainingExample(
      tokens: reference.tokens, responseStart: reference.responseStart)
    let pass = BackwardPass(model, SequenceBuffers(configuration, maximumRows: 12))
    let weight = 1 / Float(example.responseTokens)
    let loss = pass.run(example, gradient: gradient, weight: weight).prediction
    #expect(abs(loss * Double(weight) - reference.loss) < 2e-5)
    var found = gradient.copy()[...]
    for (tensor, rows, columns) in TensorName.all(configuration) {
      let expected = try #require(reference.gradients[tensor])
      let worst = zip(found.prefix(rows * columns), expected).map { abs($0 - $1) }.max()
      #expect(try #require(worst) < 2e-5, "\(tensor)")
      found = found.dropFirst(rows * columns)
    }
    #expect(found.isEmpty)
  }
}
