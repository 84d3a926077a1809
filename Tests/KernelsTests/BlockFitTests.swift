import Testing

@testable import Kernels

@Suite("Fits of small integers")
struct BlockFitTests {
  @Test("Numbers become the nearest integer in range, whatever they are")
  func nearest() {
    let range: ClosedRange<Float> = -8...7
    let cases: [(Float, Float)] = [
      (0.5, 0), (1.5, 2), (-2.4, -2), (6.6, 7), (1e30, 7), (-.infinity, -8), (.nan, -8),
    ]
    for (x, wanted) in cases { #expect(BlockFit.nearest(x, range) == wanted) }
  }

  @Test("A symmetric fit is at least as good as the scale of the extreme")
  func symmetric() {
    for seed in 0..<20 {
      let x = randomFloats(32, seed: UInt64(seed))
      func error(_ scale: Float) -> Float {
        x.reduce(0) {
          let off = $1 - scale * BlockFit.nearest($1 / scale, -8...7)
          return $0 + off * off
        }
      }
      let extreme = x.reduce(Float(0)) { abs($1) > abs($0) ? $1 : $0 }
      #expect(error(BlockFit.symmetric(x, count: 32, half: 8)) <= error(-extreme / 8))
    }
  }

  @Test("An affine fit is at least as good as the span from least to most")
  func affine() {
    for seed in 0..<20 {
      let x = randomFloats(32, seed: UInt64(seed)).map { $0 * $0 + 0.1 }
      func error(_ scale: Float, _ minimum: Float) -> Float {
        x.reduce(0) {
          let off = $1 - minimum - scale * BlockFit.nearest(($1 - minimum) / scale, 0...15)
          return $0 + off * off
        }
      }
      let (low, high) = (x.min() ?? 0, x.max() ?? 0)
      let free = BlockFit.affine(x, count: 32, levels: 15, below: false)
      #expect(error(free.scale, free.minimum) <= error((high - low) / 15, low))
      let below = BlockFit.affine(x, count: 32, levels: 15, below: true)
      #expect(below.minimum <= 0 && error(below.scale, below.minimum) <= error(high / 15, 0))
    }
  }
}
