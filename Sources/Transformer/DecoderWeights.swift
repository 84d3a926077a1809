/// The weights of a decoder in the form a model multiplies them.
struct DecoderWeights: Sendable {
  let configuration: ModelConfiguration
  let embedding: LinearMap
  let layers: [DecoderLayer]
  let outputNorm: [Float]
  /// The output matrix; the embedding itself when they are tied.
  let output: LinearMap

  /// Whether a token's result is the same, bit by bit, however tokens are put into passes.
  let isExactByRow: Bool

  init(
    _ weights: ModelWeights, _ map: (_ name: String, _ rows: Int, _ columns: Int) -> LinearMap
  ) {
    let c = weights.configuration
    var shapes: [String: (Int, Int)] = [:]
    for (name, rows, columns) in TensorName.all(c) { shapes[name] = (rows, columns) }
    func linear(_ name: String) -> LinearMap {
      let (rows, columns) = shapes[name] ?? (0, 0)
      return map(name, rows, columns)
    }
    configuration = c
    embedding = linear(TensorName.tokenEmbedding)
    layers = (0..<c.layers).map { layer in
      func part(_ part: TensorName.Part) -> LinearMap { linear(TensorName.layer(layer, part)) }
      func vector(_ part: TensorName.Part) -> [Float] {
        shapes[TensorName.layer(layer, part)] == nil
          ? [] : weights.floats(TensorName.layer(layer, part))
      }
      return DecoderLayer(
        attentionNorm: vector(.attentionNorm),
        query: HeadProjection(
          map: part(.query), bias: vector(.queryBias), norm: vector(.queryNorm)),
        key: HeadProjection(map: part(.key), bias: vector(.keyBias), norm: vector(.keyNorm)),
        value: HeadProjection(map: part(.value), bias: vector(.valueBias), norm: []),
        attentionOutput: part(.attentionOutput), feedForwardNorm: vector(.feedForwardNorm),
        gate: part(.gate), up: part(.up), down: part(.down))
    }
    outputNorm = weights.floats(TensorName.outputNorm)
    output = c.tiesEmbeddings ? embedding : linear(TensorName.output)
    isExactByRow =
      output.isExactByRow && layers.allSatisfy { $0.maps.allSatisfy { $0.isExactByRow } }
  }
}
