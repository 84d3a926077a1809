import Kernels
import Testing

struct RotaryEmbeddingTests {
  private let x = randomFloats(6 * 80, seed: 1)

  private func turned(
    _ path: KernelPath, back: Bool = false, _ pairing: RotaryPairing = .adjacent
  ) -> [Float] {
    let rotary = RotaryEmbedding(headSize: 20, positions: 20, base: 10_000, pairing: pairing)
    var copy = x
    copy.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      rotary.rotate(base, rows: 6, heads: 3, firstPosition: 14, stride: 80, path: path)
      if back {
        rotary.rotateBack(base, rows: 6, heads: 3, firstPosition: 14, stride: 80, path: path)
      }
    }
    return copy
  }

  static let pairings = [RotaryPairing.adjacent, .halves]

  @Test(arguments: pairings)
  func `the vector path agrees with the portable path`(pairing: RotaryPairing) {
    let best = turned(.best, pairing)
    #expect(difference(best, turned(.portable, pairing)) < 1e-6)
  }

  @Test func `halves turn what adjacent pairs turn, in another order`() {
    let places = (0..<10).flatMap { [$0, $0 + 10] }
    let (adjacent, halves) = (
      RotaryEmbedding(headSize: 20, positions: 9, base: 100),
      RotaryEmbedding(headSize: 20, positions: 9, base: 100, pairing: .halves)
    )
    let mixed = Array(x[..<20])
    let sorted = places.map { mixed[$0] }
    let left = filled(20) {
      $0.update(from: sorted, count: 20)
      adjacent.rotate($0, rows: 1, heads: 1, firstPosition: 8)
    }
    let right = filled(20) {
      $0.update(from: mixed, count: 20)
      halves.rotate($0, rows: 1, heads: 1, firstPosition: 8)
    }
    #expect(difference(left, places.map { right[$0] }) < 1e-6)
  }

  @Test func `scale and factors slow positions and single pairs`() {
    func turn(_ rotary: RotaryEmbedding, at position: Int) -> [Float] {
      filled(8) {
        $0.update(from: x, count: 8)
        rotary.rotate($0, rows: 1, heads: 1, firstPosition: position)
      }
    }
    let plain = RotaryEmbedding(headSize: 8, positions: 13, base: 10_000)
    let scaled = RotaryEmbedding(headSize: 8, positions: 13, base: 10_000, scale: 4)
    #expect(difference(turn(scaled, at: 12), turn(plain, at: 3)) < 1e-6)
    let factors = RotaryEmbedding(
      headSize: 8, positions: 13, base: 10_000, factors: [1, 2, 4, 1])
    let found = turn(factors, at: 12)
    #expect(difference(Array(found[..<2]), Array(turn(plain, at: 12)[..<2])) < 1e-6)
    #expect(difference(Array(found[2..<4]), Array(turn(plain, at: 6)[2..<4])) < 1e-6)
    #expect(difference(Array(found[4..<6]), Array(turn(plain, at: 3)[4..<6])) < 1e-6)
  }

  @Test(arguments: KernelPath.allCases, pairings)
  func `turning back undoes turning`(path: KernelPath, pairing: RotaryPairing) {
    #expect(difference(turned(path, pairing), x) > 0.1)
    #expect(difference(turned(path, back: true, pairing), x) < 1e-6)
  }

  @Test func `floats between the rows of heads stay as they are`() {
    for row in 0..<6 {
      #expect(turned(.best)[row * 80 + 60..<row * 80 + 80] == x[row * 80 + 60..<row * 80 + 80])
    }
  }

  @Test func `a position outside the table is the caller's mistake`() async {
    await #expect(processExitsWith: .failure) {
      let rotary = RotaryEmbedding(headSize: 4, positions: 2, base: 10_000)
      _ = filled(12) { rotary.rotate($0, rows: 3, heads: 1, firstPosition: 0) }
    }
  }
}
