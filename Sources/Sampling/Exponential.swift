// exp and log of Double, written out. One sampling step needs up to V of them and must give the
// same bits on every machine and C library; the loops inline and need no call.

enum Exponential {
  /// e to the power `x`, for x ≤ 0; relative error below 1e-15, 0 below -708.
  ///
  /// x = k ln 2 + r with |r| ≤ ln 2 / 2; e^r by its series up to r^13, then 2^k by its bits.
  @inline(__always)
  static func exp(_ x: Double) -> Double {
    guard x > -708 else { return 0 }
    // Adding and taking away 1.5 * 2^52 rounds to an integer without a call of the C library,
    // which `rounded()` is on processors of the oldest x86-64 level.
    let k = (x * 1.442_695_040_888_963_4 + 0x1.8p52) - 0x1.8p52
    // ln 2 in two parts, the first with trailing zeros, so that k times it is exact.
    let r = (x - k * 0x1.62e4_2fee_0000_0p-1) - k * 0x1.a39e_f357_93c7_6p-33
    var sum = 1.0 / 6_227_020_800
    sum = sum * r + 1.0 / 479_001_600
    sum = sum * r + 1.0 / 39_916_800
    sum = sum * r + 1.0 / 3_628_800
    sum = sum * r + 1.0 / 362_880
    sum = sum * r + 1.0 / 40_320
    sum = sum * r + 1.0 / 5_040
    sum = sum * r + 1.0 / 720
    sum = sum * r + 1.0 / 120
    sum = sum * r + 1.0 / 24
    sum = sum * r + 1.0 / 6
    sum = sum * r + 0.5
    sum = sum * r + 1
    sum = sum * r + 1
    return sum * Double(bitPattern: UInt64(bitPattern: Int64(k) + 1023) << 52)
  }

  /// The natural logarithm of `x`, for finite normal x > 0; absolute error below 1e-15 near 1.
  ///
  /// x = 2^k m with m near 1; ln m = 2 artanh((m - 1) / (m + 1)) by its series.
  static func log(_ x: Double) -> Double {
    var (k, m) = (Double(x.exponent), x.significand)
    if m > 1.414_213_562_373_095 {
      m /= 2
      k += 1
    }
    let s = (m - 1) / (m + 1)
    let square = s * s
    var sum = 0.0
    for n in stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(n) }
    return k * 0.693_147_180_559_945_3 + 2 * s * sum
  }
}
