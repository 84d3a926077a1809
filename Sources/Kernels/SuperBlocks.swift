/// Rounding to the forms of 256 numbers a block, whose parts have quantised scales: Q4_K and Q6_K.
enum SuperBlocks {
  /// x ≈ d s q - c t in eight parts of 32; d and c half precision, s and t of six bits.
  static func encodeQ4_K(_ x: Floats, _ block: UnsafeMutablePointer<UInt8>) {
    let fits = (0..<8).map {
      BlockFit.affine(x + 32 * $0, count: 32, levels: 15, below: true)
    }
    let d = QuantizedBlocks.store(half: (fits.map(\.scale).max() ?? 0) / 63, block)
    let c = QuantizedBlocks.store(half: -(fits.map(\.minimum).min() ?? 0) / 63, block + 2)
    let scales = fits.map { sixBits($0.scale, d) }
    let minima = fits.map { sixBits(-$0.minimum, c) }
    // The first four of each in the low bits of bytes 0 to 7; the others' low bits in bytes 8 to
    // 11, their high bits on top of the first.
    for p in 0..<4 {
      block[4 + p] = scales[p] | (scales[p + 4] >> 4) << 6
      block[8 + p] = minima[p] | (minima[p + 4] >> 4) << 6
      block[12 + p] = scales[p + 4] & 15 | minima[p + 4] << 4
    }
    for p in 0..<8 {
      let (scale, minimum) = (d * Float(scales[p]), c * Float(minima[p]))
      let bytes = block + 16 + p / 2 * 32
      for i in 0..<32 {
        let raised = x[32 * p + i] + minimum
        let q = UInt8(BlockFit.nearest(QuantizedBlocks.quotient(raised, scale), 0...15))
        bytes[i] = p % 2 == 0 ? q : bytes[i] | q << 4
      }
    }
  }

  private static func sixBits(_ number: Float, _ unit: Float) -> UInt8 {
    UInt8(BlockFit.nearest(QuantizedBlocks.quotient(number, unit), 0...63))
  }

  /// x ≈ d s (q - 32) in sixteen parts of 16; d half precision, s a signed byte.
  static func encodeQ6_K(_ x: Floats, _ block: UnsafeMutablePointer<UInt8>) {
    let fits = (0..<16).map { BlockFit.symmetric(x + 16 * $0, count: 16, half: 32) }
    let extreme = fits.reduce(Float(0)) { abs($1) > abs($0) ? $1 : $0 }
    let d = QuantizedBlocks.store(half: extreme / -128, block + 208)
    for i in 0..<192 { block[i] = 0 }
    for part in 0..<16 {
      let s = BlockFit.nearest(QuantizedBlocks.quotient(fits[part], d), -128...127)
      block[192 + part] = UInt8(bitPattern: Int8(s))
      // Halves of 128 numbers, each of four quarters: two in the low, two in the high bits of 64
      // bytes, and in pairs of bits of 32 bytes.
      let (half, quarter) = (part / 8, part / 2 % 4)
      let low = block + 64 * half + 32 * (quarter % 2) + part % 2 * 16
      let high = block + 128 + 32 * half + part % 2 * 16
      for i in 0..<16 {
        let number = QuantizedBlocks.quotient(x[16 * part + i], d * s)
        let q = UInt8(BlockFit.nearest(number, -32...31) + 32)
        low[i] |= (q & 15) << (quarter < 2 ? 0 : 4)
        high[i] |= (q >> 4) << UInt8(2 * quarter)
      }
    }
  }
}
