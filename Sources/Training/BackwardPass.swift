public import Kernels
import Sampling
import Transformer

/// Runs one sequence forward and backward and adds to a gradient buffer.
///
/// One thread, no allocation. The gradient buffer has the layout of the model's parameters.
public struct BackwardPass {
  private let forward: ForwardPass
  private var model: TrainableModel { forward.model }
  private var buffers: SequenceBuffers { forward.buffers }

  /// Joins a model with the buffers of one thread.
  public init(_ model: TrainableModel, _ buffers: SequenceBuffers) {
    forward = ForwardPass(model, buffers)
  }

  /// The losses of response tokens, without weights.
  public struct Losses: Equatable, Sendable {
    /// The sum of −log p(token), among what it was chosen from.
    public var prediction = 0.0
    /// −log p(anything that could follow) of each token; empty unless asked for.
    public var semantic: [Float] = []
  }

  /// Adds the gradient of weight · Σ (rowWeightᵣ lossᵣ + semanticWeightᵣ semantic lossᵣ).
  ///
  /// The semantic loss of a token (Xu et al., arXiv 1711.11157) is −log of the probability that
  /// the model, left free, gives to all tokens that could follow.
  ///
  /// - Parameters:
  ///   - example: Prompt and responses; what tokens were chosen from, for the semantic loss.
  ///   - gradient: Added to; laid out as the model's parameters.
  ///   - weight: A factor of the whole.
  ///   - rowWeights: One factor per response token; without it each counts 1.
  ///   - semanticWeights: The same for the semantic loss; without it there is none.
  /// - Returns: The losses.
  @discardableResult public func run(
    _ example: TrainingExample, gradient: FloatBuffer, weight: Float, rowWeights: [Float]? = nil,
    semanticWeights: [Float]? = nil
  ) -> Losses {
    precondition(
      gradient.count == model.count, "\(gradient.count) gradients, \(model.count) needed")
    for weights in [rowWeights, semanticWeights] {
      precondition(
        weights?.count ?? example.responseTokens == example.responseTokens,
        "\(weights?.count ?? 0) weights for \(example.responseTokens) response tokens")
    }
    forward.run(example)
    let losses = runHead(example, gradient.pointer, weight, rowWeights, semanticWeights)
    let layers = model.configuration.layers
    for index in (0..<layers).reversed() {
      let from = index == layers - 1 ? example.firstLossRow : 0
      runFeedForward(index, gradient.pointer, from, example.rows - from)
      runAttention(index, gradient.pointer, from, example)
    }
    let channels = model.configuration.channels
    let embedding = model.layout.embedding(gradient.pointer)
    for run in example.runs {
      for (row, token) in zip(run.row..., example.tokens[run.tokens]) {
        VectorMath.add(
          embedding + Int(token) * channels, buffers.dstream.pointer + row * channels,
          count: channels)
      }
    }
    return losses
  }

  // Leaves the gradient of the last residual stream in dstream (T, C).
  private func runHead(
    _ example: TrainingExample, _ gradient: MutableFloats, _ weight: Float,
    _ rowWeights: [Float]?, _ semanticWeights: [Float]?
  ) -> Losses {
    let c = model.configuration
    let dhead = model.layout.head(gradient)
    let head = model.layout.head(model.parameters.pointer)
    let logits = buffers.logits.pointer
    var losses = Losses()
    forward.eachHeadBlock(example) { rows, targets, done in
      for row in 0..<(semanticWeights == nil ? 0 : rows) {
        losses.semantic.append(
          semanticGradient(
            example, done + row, row, targets[row], weight * (semanticWeights?[done + row] ?? 0)))
      }
      forward.restrict(example, rows: rows, done: done)
      losses.prediction += weighted(rowWeights, done) { weights in
        CrossEntropy.gradient(
          logits, targets: targets, rows: rows, vocabulary: c.vocabularySize, weight: weight,
          rowWeights: weights)
      }
      if semanticWeights != nil {
        VectorMath.add(logits, buffers.dsemantic.pointer, count: rows * c.vocabularySize)
      }
      MatrixMultiply.times(
        buffers.dnormed.pointer + done * c.channels, logits, head, rows: rows,
        columns: c.channels, inner: c.vocabularySize)
      MatrixMultiply.transposedTimes(
        dhead, logits, buffers.normed.pointer + done * c.channels, rows: c.vocabularySize,
        columns: c.channels, inner: rows, accumulate: true)
    }
    buffers.dstream.pointer.update(repeating: 0, count: example.rows * c.channels)
    var done = 0
    for rows in example.predictions {
      let first = rows.row * c.channels
      RMSNorm.backward(
        buffers.dstream.pointer + first, dweight: model.layout.outputNorm(gradient),
        buffers.dnormed.pointer + done * c.channels, x: buffers.output.pointer + first,
        weight: model.layout.outputNorm(model.parameters.pointer), rows: rows.count,
        columns: c.channels, epsilon: c.normEpsilon)
      done += rows.count
    }
    return losses
  }

  /// The semantic loss of the prediction in place `number`, whose logits are row `row` of the
  /// block; its gradient goes to the same row of `dsemantic`.
  ///
  /// With p the free distribution and q the one among what could follow, the loss is
  /// −log p(token) + log q(token) whatever the token, and its gradient p − q.
  private func semanticGradient(
    _ example: TrainingExample, _ number: Int, _ row: Int, _ target: Int32, _ weight: Float
  ) -> Float {
    let vocabulary = model.configuration.vocabularySize
    let out = buffers.dsemantic.pointer + row * vocabulary
    let allowed = buffers.logitsRow.pointer
    out.update(from: buffers.logits.pointer + row * vocabulary, count: vocabulary)
    guard let choice = example.choices?[number] else {
      out.update(repeating: 0, count: vocabulary)
      return 0
    }
    allowed.update(from: out, count: vocabulary)
    choice.forbid(allowed)
    func gradient(_ logits: MutableFloats, _ weight: Float) -> Double {
      withUnsafePointer(to: target) { target in
        CrossEntropy.gradient(
          logits, targets: target, rows: 1, vocabulary: vocabulary, weight: weight)
      }
    }
    let loss = gradient(out, weight) - gradient(allowed, -weight)
    VectorMath.add(out, allowed, count: vocabulary)
    return Float(max(loss, 0))
  }

  private func weighted(_ weights: [Float]?, _ done: Int, _ body: (Floats?) -> Double) -> Double {
    guard let weights else { return body(nil) }
    return weights.withUnsafeBufferPointer { body($0.baseAddress.map { $0 + done }) }
  }

  // dstream goes from the layer's output to the stream after attention.
  private func runFeedForward(_ index: Int, _ gradient: MutableFloats, _ from: Int, _ rows: Int) {
    let c = model.configuration
    let width = c.feedForwardChannels
    let layer = buffers.layers[index]
    let weights = model.layout.layer(index, model.parameters.pointer)
    let gradients = model.layout.layer(index, gradient)
    let dstream = buffers.dstream.pointer + from * c.channels
    let gateUp = layer.gateUp.pointer + from * 2 * width
    MatrixMultiply.times(
      buffers.dactivated.pointer, dstream, weights.down, rows: rows, columns: width,
      inner: c.channels)
    MatrixMultiply.transposedTimes(
      gradients.down, dstream, layer.activated.pointer + from * width, rows: c.channels,
      columns: width, inner: rows, accumulate: true)
    for row in 0..<rows {
      let gate = gateUp + row * 2 * width
      let dgate = buffers.dgateUp.pointer + row * 2 * width
      SwiGLU.backward(
        dgate: dgate, dup: dgate + width, buffers.dactivated.pointer + row * width, gate: gate,
        up: gate + width, count: width)
    }
    MatrixMultiply.times(
      buffers.dnormed.pointer, buffers.dgateUp.pointer, weights.gateUp, rows: rows,
      columns: c.channels, inner: 2 * width)
    MatrixMultiply.transposedTimes(
      gradients.gateUp, buffers.dgateUp.pointer,
      layer.feedForwardNormed.pointer + from * c.channels, rows: 2 * width, columns: c.channels,
      inner: rows, accumulate: true)
    RMSNorm.backward(
      dstream, dweight: gradients.feedForwardNorm, buffers.dnormed.pointer,
      x: layer.middle.pointer + from * c.channels, weight: weights.feedForwardNorm, rows: rows,
      columns: c.channels, epsilon: c.normEpsilon)
  }

  // dstream goes from the stream after attention to the layer's input.
  private func runAttention(
    _ index: Int, _ gradient: MutableFloats, _ from: Int, _ example: TrainingExample
  ) {
    let c = model.configuration
    let rows = example.rows
    let layer = buffers.layers[index]
    let weights = model.layout.layer(index, model.parameters.pointer)
    let gradients = model.layout.layer(index, gradient)
    let joinedWidth = buffers.attention.joinedWidth
    let dstream = buffers.dstream.pointer + from * c.channels
    MatrixMultiply.times(
      buffers.dattended.pointer + from * c.channels, dstream, weights.attentionOutput,
      rows: rows - from, columns: c.channels, inner: c.channels)
    MatrixMultiply.transposedTimes(
      gradients.attentionOutput, dstream, layer.attended.pointer + from * c.channels,
      rows: c.channels, columns: c.channels, inner: rows - from, accumulate: true)
    buffers.attention.backward(
      buffers.djoined.pointer, buffers.dattended.pointer, out: layer.attended.pointer,
      logSumExp: layer.logSumExp.pointer, joined: layer.joined.pointer, rows: rows,
      firstRow: from, branches: example.branches, workspace: buffers.workspace.pointer)
    for run in example.runs {
      buffers.rotary.rotateBack(
        buffers.djoined.pointer + run.row * joinedWidth, rows: run.tokens.count,
        heads: c.heads + c.keyValueHeads, firstPosition: run.position, stride: joinedWidth)
    }
    MatrixMultiply.times(
      buffers.dnormed.pointer, buffers.djoined.pointer, weights.joined, rows: rows,
      columns: c.channels, inner: joinedWidth)
    MatrixMultiply.transposedTimes(
      gradients.joined, buffers.djoined.pointer, layer.attentionNormed.pointer,
      rows: joinedWidth, columns: c.channels, inner: rows, accumulate: true)
    RMSNorm.backward(
      buffers.dstream.pointer, dweight: gradients.attentionNorm, buffers.dnormed.pointer,
      x: layer.input.pointer, weight: weights.attentionNorm, rows: rows, columns: c.channels,
      epsilon: c.normEpsilon)
  }
}
