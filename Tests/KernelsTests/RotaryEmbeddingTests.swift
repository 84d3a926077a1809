import Kernels
import Testing

struct RotaryEmbeddingTests {
  private let rotary = RotaryEmbedding(headSize: 12, positions: 20, base: 10_000)
  private let x = randomFloats(6 * 40, seed: 1)

  private func turned(_ path: KernelPath, back: Bool = false) -> [Float] {
    var copy = x
    copy.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      rotary.rotate(base, rows: 6, heads: 3, firstPosition: 14, stride: 40, path: path)
      if back {
        rotary.rotateBack(base, rows: 6, heads: 3, firstPosition: 14, stride: 40, path: path)
      }
    }
    return copy
  }

  @Test func `the vector path agrees with the portable path`() {
    #expect(difference(turned(.best), turned(.portable)) < 1e-6)
  }

  @Test(arguments: KernelPath.allCases)
  func `turning back undoes turning`(path: KernelPath) {
    #expect(difference(turned(path), x) > 0.1)
    #expect(difference(turned(path, back: true), x) < 1e-6)
  }

  @Test func `floats between the rows of heads stay as they are`() {
    for row in 0..<6 {
      #expect(turned(.best)[row * 40 + 36..<row * 40 + 40] == x[row * 40 + 36..<row * 40 + 40])
    }
  }

  @Test func `a position outside the table is the caller's mistake`() async {
    await #expect(processExitsWith: .failure) {
      let rotary = RotaryEmbedding(headSize: 4, positions: 2, base: 10_000)
      _ = filled(12) { rotary.rotate($0, rows: 3, heads: 1, firstPosition: 0) }
    }
  }
}
