import CKernels
import Glibc

/// Rotary position embedding over interleaved pairs (2i, 2i+1) of each head, with its table.
///
/// Pair i of a vector at position t turns by t · base^(−2i/D). Source: Su et al., arXiv
/// 2104.09864, equation 34; the pairing is that of GGUF's llama architecture. The table is
/// computed once in double precision: (positions, D) cosines, twice per pair, and sines with a
/// minus at even places.
public struct RotaryEmbedding: Sendable {
  /// D, the channels of one head; even.
  public let headSize: Int
  /// How many positions the table covers.
  public let positions: Int
  private let cosines: [Float]
  private let sines: [Float]

  /// Computes the table for positions 0 ..< `positions`.
  public init(headSize: Int, positions: Int, base: Float) {
    precondition(headSize % 2 == 0, "head size \(headSize) is odd")
    self.headSize = headSize
    self.positions = positions
    var cosines = [Float](repeating: 0, count: positions * headSize)
    var sines = cosines
    for pair in 0..<headSize / 2 {
      let frequency = pow(Double(base), -2 * Double(pair) / Double(headSize))
      for position in 0..<positions {
        let angle = Double(position) * frequency
        let place = position * headSize + 2 * pair
        cosines[place] = Float(cos(angle))
        cosines[place + 1] = cosines[place]
        sines[place + 1] = Float(sin(angle))
        sines[place] = -sines[place + 1]
      }
    }
    self.cosines = cosines
    self.sines = sines
  }

  /// Turns `x` (rows, heads · D) in place; row r stands at position `firstPosition` + r.
  ///
  /// `stride` is the distance in floats between rows where `x` is part of a wider matrix.
  public func rotate(
    _ x: MutableFloats, rows: Int, heads: Int, firstPosition: Int, stride: Int? = nil,
    path: KernelPath = .best
  ) {
    turn(x, rows, heads, firstPosition, stride ?? heads * headSize, 1, path)
  }

  /// Turns `x` back in place: the inverse of ``rotate(_:rows:heads:firstPosition:stride:path:)``
  /// and the gradient through it.
  public func rotateBack(
    _ x: MutableFloats, rows: Int, heads: Int, firstPosition: Int, stride: Int? = nil,
    path: KernelPath = .best
  ) {
    turn(x, rows, heads, firstPosition, stride ?? heads * headSize, -1, path)
  }

  private func turn(
    _ x: MutableFloats, _ rows: Int, _ heads: Int, _ first: Int, _ stride: Int,
    _ direction: Float, _ path: KernelPath
  ) {
    precondition(
      first >= 0 && first + rows <= positions,
      "positions \(first) ..< \(first + rows) leave the table of \(positions)")
    cosines.withUnsafeBufferPointer { cosines in
      sines.withUnsafeBufferPointer { sines in
        guard let c = cosines.baseAddress, let s = sines.baseAddress else { return }
        nl_rope(
          x, c + first * headSize, s + first * headSize, rows, heads, headSize, stride, direction,
          path.rawValue)
      }
    }
  }
}
