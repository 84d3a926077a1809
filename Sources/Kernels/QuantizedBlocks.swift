/// Rounding to the forms of 32 numbers a block: Q8_0, Q4_0 and Q4_1.
enum QuantizedBlocks {
  /// d = max |x| / 127, q = round(x / d): an error of at most d / 2 plus the rounding of d.
  ///
  /// Source: ggml-org/ggml, `quantize_row_q8_0_ref`; the same bytes.
  static func encodeQ8_0(_ x: Floats, _ block: UnsafeMutablePointer<UInt8>) {
    var largest: Float = 0
    for i in 0..<32 { largest = max(largest, x[i].magnitude) }
    let scale = largest / 127
    let inverse = scale > 0 && scale.isFinite ? 1 / scale : 0
    store(half: scale, block)
    for i in 0..<32 {
      let rounded = (x[i] * inverse).rounded(.toNearestOrAwayFromZero)
      let clamped = rounded.isNaN ? 0 : min(127, max(-127, rounded))
      block[2 + i] = UInt8(bitPattern: Int8(clamped))
    }
  }

  /// x ≈ d (q - 8).
  static func encodeQ4_0(_ x: Floats, _ block: UnsafeMutablePointer<UInt8>) {
    let scale = store(half: BlockFit.symmetric(x, count: 32, half: 8), block)
    storeNibbles(block + 2) { BlockFit.nearest(quotient(x[$0], scale), -8...7) + 8 }
  }

  /// x ≈ d q + m.
  static func encodeQ4_1(_ x: Floats, _ block: UnsafeMutablePointer<UInt8>) {
    let fit = BlockFit.affine(x, count: 32, levels: 15, below: false)
    let scale = store(half: fit.scale, block)
    let minimum = store(half: fit.minimum, block + 2)
    storeNibbles(block + 4) { BlockFit.nearest(quotient(x[$0] - minimum, scale), 0...15) }
  }

  /// a / b, or 0 where b is.
  static func quotient(_ a: Float, _ b: Float) -> Float { b == 0 ? 0 : a / b }

  /// Writes `number` in half precision and returns what was written.
  @discardableResult
  static func store(half number: Float, _ bytes: UnsafeMutablePointer<UInt8>) -> Float {
    let half = Float16(number)
    bytes[0] = UInt8(truncatingIfNeeded: half.bitPattern)
    bytes[1] = UInt8(truncatingIfNeeded: half.bitPattern >> 8)
    return Float(half)
  }

  /// Sixteen bytes: numbers 0 to 15 in the low halves, 16 to 31 in the high ones.
  private static func storeNibbles(
    _ bytes: UnsafeMutablePointer<UInt8>, _ number: (Int) -> Float
  ) {
    for i in 0..<16 { bytes[i] = UInt8(number(i)) | UInt8(number(i + 16)) << 4 }
  }
}
