import Kernels
import Sampling
import Transformer

/// Runs one sequence through the model and keeps what the backward pass needs.
///
/// One thread, no allocation. In the last layer everything after keys and values is computed for
/// the rows that predict response tokens only, and so are head and loss.
public struct ForwardPass {
  let model: TrainableModel
  let buffers: SequenceBuffers

  /// Joins a model with the buffers of one thread.
  public init(_ model: TrainableModel, _ buffers: SequenceBuffers) {
    precondition(
      model.configuration == buffers.configuration, "the buffers are made for another model")
    self.model = model
    self.buffers = buffers
  }

  /// The sum over response tokens of −log p(token | tokens before it).
  public func loss(_ example: TrainingExample) -> Double {
    run(example)
    var sum = 0.0
    eachHeadBlock(example) { rows, targets, done in
      restrict(example, rows: rows, done: done)
      sum += CrossEntropy.loss(
        buffers.logits.pointer, targets: targets, rows: rows,
        vocabulary: model.configuration.vocabularySize)
    }
    return sum
  }

  /// log p(token | tokens before it) of every response token, in order.
  public func logProbabilities(_ example: TrainingExample) -> [Float] {
    run(example)
    var result = [Float](repeating: 0, count: example.responseTokens)
    result.withUnsafeMutableBufferPointer { result in
      guard let out = result.baseAddress else { return }
      eachHeadBlock(example) { rows, targets, done in
        restrict(example, rows: rows, done: done)
        CrossEntropy.losses(
          out + done, buffers.logits.pointer, targets: targets, rows: rows,
          vocabulary: model.configuration.vocabularySize)
      }
    }
    return result.map { -$0 }
  }

  /// Fills all buffers up to the last norm, `normed` (response rows, C).
  func run(_ example: TrainingExample) {
    let c = model.configuration
    let rows = example.rows
    precondition(
      max(rows, example.responseTokens) <= buffers.maximumRows,
      "\(rows) tokens in buffers for \(buffers.maximumRows)")
    let embedding = model.layout.embedding(model.parameters.pointer)
    let stream = buffers.layers.first?.input ?? buffers.output
    for run in example.runs {
      for (row, token) in zip(run.row..., example.tokens[run.tokens]) {
        (stream.pointer + row * c.channels).update(
          from: embedding + Int(token) * c.channels, count: c.channels)
      }
    }
    for index in 0..<c.layers {
      runLayer(index, example, from: index == c.layers - 1 ? example.firstLossRow : 0)
    }
    var done = 0
    for rows in example.predictions {
      RMSNorm.forward(
        buffers.normed.pointer + done * c.channels,
        buffers.output.pointer + rows.row * c.channels,
        weight: model.layout.outputNorm(model.parameters.pointer), rows: rows.count,
        columns: c.channels, epsilon: c.normEpsilon)
      done += rows.count
    }
  }

  /// Computes logits block by block and calls `body(rows, targets, rows done before)`; they are as
  /// the model gives them.
  func eachHeadBlock(
    _ example: TrainingExample, _ body: (Int, UnsafePointer<Int32>, Int) -> Void
  ) {
    let c = model.configuration
    let head = model.layout.head(model.parameters.pointer)
    example.tokens.withUnsafeBufferPointer { tokens in
      guard let targets = tokens.baseAddress.map({ $0 + example.promptTokens }) else { return }
      for done in stride(from: 0, to: example.responseTokens, by: SequenceBuffers.headRows) {
        let rows = min(SequenceBuffers.headRows, example.responseTokens - done)
        MatrixMultiply.timesTransposed(
          buffers.logits.pointer, buffers.normed.pointer + done * c.channels, head, rows: rows,
          columns: c.vocabularySize, inner: c.channels)
        body(rows, targets + done, done)
      }
    }
  }

  /// Turns the logits of a block into those that its tokens were chosen by.
  func restrict(_ example: TrainingExample, rows: Int, done: Int) {
    for (row, choice) in (example.choices?[done..<done + rows] ?? []).enumerated() {
      choice.restrict(buffers.logits.pointer + row * model.configuration.vocabularySize)
    }
  }

  private func runLayer(_ index: Int, _ example: TrainingExample, from: Int) {
    let c = model.configuration
    let rows = example.rows
    let layer = buffers.layers[index]
    let weights = model.layout.layer(index, model.parameters.pointer)
    let joinedWidth = buffers.attention.joinedWidth
    RMSNorm.forward(
      layer.attentionNormed.pointer, layer.input.pointer, weight: weights.attentionNorm,
      rows: rows, columns: c.channels, epsilon: c.normEpsilon)
    MatrixMultiply.timesTransposed(
      layer.joined.pointer, layer.attentionNormed.pointer, weights.joined, rows: rows,
      columns: joinedWidth, inner: c.channels)
    for run in example.runs {
      buffers.rotary.rotate(
        layer.joined.pointer + run.row * joinedWidth, rows: run.tokens.count,
        heads: c.heads + c.keyValueHeads, firstPosition: run.position, stride: joinedWidth)
    }
    buffers.attention.forward(
      layer.attended.pointer, logSumExp: layer.logSumExp.pointer, joined: layer.joined.pointer,
      rows: rows, firstRow: from, branches: example.branches,
      workspace: buffers.workspace.pointer)
    let middle = layer.middle.pointer + from * c.channels
    middle.update(from: layer.input.pointer + from * c.channels, count: (rows - from) * c.channels)
    MatrixMultiply.timesTransposed(
      middle, layer.attended.pointer + from * c.channels, weights.attentionOutput,
      rows: rows - from, columns: c.channels, inner: c.channels, accumulate: true)
    runFeedForward(index, weights, from, rows - from)
  }

  private func runFeedForward(
    _ index: Int, _ weights: ParameterLayout.Layer, _ from: Int, _ rows: Int
  ) {
    let c = model.configuration
    let width = c.feedForwardChannels
    let layer = buffers.layers[index]
    let next = index + 1 < c.layers ? buffers.layers[index + 1].input : buffers.output
    let middle = layer.middle.pointer + from * c.channels
    let normed = layer.feedForwardNormed.pointer + from * c.channels
    let gateUp = layer.gateUp.pointer + from * 2 * width
    let activated = layer.activated.pointer + from * width
    let out = next.pointer + from * c.channels
    RMSNorm.forward(
      normed, middle, weight: weights.feedForwardNorm, rows: rows, columns: c.channels,
      epsilon: c.normEpsilon)
    MatrixMultiply.timesTransposed(
      gateUp, normed, weights.gateUp, rows: rows, columns: 2 * width, inner: c.channels)
    for row in 0..<rows {
      let gate = gateUp + row * 2 * width
      SwiGLU.forward(activated + row * width, gate: gate, up: gate + width, count: width)
    }
    out.update(from: middle, count: rows * c.channels)
    MatrixMultiply.timesTransposed(
      out, activated, weights.down, rows: rows, columns: c.channels, inner: width,
      accumulate: true)
  }
}
