import CKernels
import Glibc

/// Which channels of a head turn together.
public enum RotaryPairing: Sendable {
  /// (2i, 2i + 1), as GGUF's llama architecture stores its rows.
  case adjacent
  /// (i, i + D/2), as GPT-NeoX and Qwen.
  case halves
}

/// Rotary position embedding over pairs of channels of each head, with its table.
///
/// Pair i of a vector at position t turns by t / scale · base^(−2i/D) / fᵢ. Source: Su et al.,
/// arXiv 2104.09864, equation 34; the scale is position interpolation (Chen et al., arXiv
/// 2306.15595), the factors f stretch single frequencies (Llama 3). The table is computed once in
/// double precision: (positions, D) cosines, twice per pair, and sines with a minus at the first
/// place.
public struct RotaryEmbedding: Sendable {
  /// D, the channels of one head; even.
  public let headSize: Int
  /// How many positions the table covers.
  public let positions: Int
  /// Which channels turn together.
  public let pairing: RotaryPairing
  private let cosines: [Float]
  private let sines: [Float]

  /// Computes the table for positions 0 ..< `positions`; `factors` has D/2 numbers or none.
  public init(
    headSize: Int, positions: Int, base: Float, pairing: RotaryPairing = .adjacent,
    scale: Float = 1, factors: [Float] = []
  ) {
    precondition(headSize % 2 == 0, "head size \(headSize) is odd")
    precondition(
      factors.isEmpty || factors.count == headSize / 2,
      "\(factors.count) factors for \(headSize / 2) pairs")
    self.headSize = headSize
    self.positions = positions
    self.pairing = pairing
    var cosines = [Float](repeating: 0, count: positions * headSize)
    var sines = cosines
    for pair in 0..<headSize / 2 {
      let stretch = Double(scale) * (factors.isEmpty ? 1 : Double(factors[pair]))
      let frequency = pow(Double(base), -2 * Double(pair) / Double(headSize)) / stretch
      let (first, apart) = pairing == .adjacent ? (2 * pair, 1) : (pair, headSize / 2)
      for position in 0..<positions {
        let angle = Double(position) * frequency
        let place = position * headSize + first
        cosines[place] = Float(cos(angle))
        cosines[place + apart] = cosines[place]
        sines[place + apart] = Float(sin(angle))
        sines[place] = -sines[place + apart]
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
          x, c + first * headSize, s + first * headSize, rows, heads, headSize, stride,
          pairing == .halves ? 1 : 0, direction, path.rawValue)
      }
    }
  }
}
