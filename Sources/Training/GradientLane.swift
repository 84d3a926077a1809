import Kernels

/// One of the parallel lanes of a batch: its buffers, its gradient, its share of the loss.
final class GradientLane {
  let gradient: FloatBuffer
  /// The sum of losses of the last call.
  private(set) var loss = 0.0
  private let forward: ForwardPass
  private let backward: BackwardPass

  init(_ model: TrainableModel, maximumRows: Int) {
    let buffers = SequenceBuffers(model.configuration, maximumRows: maximumRows)
    gradient = FloatBuffer(count: model.count)
    forward = ForwardPass(model, buffers)
    backward = BackwardPass(model, buffers)
  }

  /// Replaces gradient and loss by those of `examples`, in their order.
  func accumulate(_ examples: [TrainingExample], weight: Float) {
    gradient.pointer.update(repeating: 0, count: gradient.count)
    loss = 0
    for example in examples {
      loss += backward.run(example, gradient: gradient, weight: weight).prediction
    }
  }

  /// Replaces the loss by that of `examples` and leaves the gradient alone.
  func measure(_ examples: [TrainingExample]) {
    loss = examples.reduce(0) { $0 + forward.loss($1) }
  }
}
