import Kernels

/// AdamW with clipping over a model's flat parameters, in pieces that run in parallel.
///
/// Pieces depend on the model alone; sums go over pieces in order. So neither threads nor lanes'
/// timing can change a bit.
final class Optimizer {
  let firstMoment: FloatBuffer
  let secondMoment: FloatBuffer
  private let model: TrainableModel
  private let settings: SFTSettings
  private let pieces: [Piece]
  private var squares: [Double]

  private struct Piece {
    let offset: Int
    let count: Int
    let decay: Float
  }

  private static let pieceCount = 1 << 17

  init(_ model: TrainableModel, _ settings: SFTSettings) {
    self.model = model
    self.settings = settings
    firstMoment = FloatBuffer(count: model.count)
    secondMoment = FloatBuffer(count: model.count)
    pieces = model.layout.slices.flatMap { slice in
      stride(from: 0, to: slice.count, by: Self.pieceCount).map { start in
        Piece(
          offset: slice.offset + start, count: min(Self.pieceCount, slice.count - start),
          decay: slice.rows > 1 ? settings.decay : 0)
      }
    }
    squares = [Double](repeating: 0, count: pieces.count)
  }

  /// Adds the lanes' gradients up in order, clips and updates the parameters.
  ///
  /// Returns the norm before clipping, or `nil` without an update when it is not finite.
  func update(_ gradients: [FloatBuffer], step: Int, learningRate: Double) -> Double? {
    let total = gradients[0].pointer
    squares.withUnsafeMutableBufferPointer { squares in
      Parallel.perform(pieces.count) { index in
        let piece = pieces[index]
        for other in gradients.dropFirst() {
          VectorMath.add(total + piece.offset, other.pointer + piece.offset, count: piece.count)
        }
        squares[index] = VectorMath.squaredNorm(total + piece.offset, count: piece.count)
      }
    }
    let norm = squares.reduce(0, +).squareRoot()
    guard norm.isFinite else { return nil }
    let scale = norm > settings.clip ? Float(settings.clip / norm) : 1
    Parallel.perform(pieces.count) { index in
      let piece = pieces[index]
      AdamW.update(
        model.parameters.pointer + piece.offset, gradients: total + piece.offset,
        firstMoment: firstMoment.pointer + piece.offset,
        secondMoment: secondMoment.pointer + piece.offset, count: piece.count, step: step,
        learningRate: Float(learningRate), beta1: settings.beta1, beta2: settings.beta2,
        epsilon: settings.epsilon, decay: piece.decay, gradientScale: scale)
    }
    return norm
  }
}
