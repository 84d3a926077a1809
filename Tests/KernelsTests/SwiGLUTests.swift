import Kernels
import Testing

struct SwiGLUTests {
  private let gate = randomFloats(29, seed: 1, scale: 6)
  private let up = randomFloats(29, seed: 2)
  private let dout = randomFloats(29, seed: 3)

  private func forward(_ gate: [Float], _ up: [Float], _ path: KernelPath = .best) -> [Float] {
    filled(29) { SwiGLU.forward($0, gate: gate, up: up, count: 29, path: path) }
  }

  private func backward(_ path: KernelPath) -> (dgate: [Float], dup: [Float]) {
    var dup: [Float] = []
    let dgate = filled(29) { dgate in
      dup = filled(29) {
        SwiGLU.backward(dgate: dgate, dup: $0, dout, gate: gate, up: up, count: 29, path: path)
      }
    }
    return (dgate, dup)
  }

  @Test func `the vector path agrees with the portable path`() {
    #expect(difference(forward(gate, up), forward(gate, up, .portable)) < 1e-6)
    let (best, portable) = (backward(.best), backward(.portable))
    #expect(difference(best.dgate, portable.dgate) < 1e-6)
    #expect(difference(best.dup, portable.dup) < 1e-6)
  }

  @Test(arguments: KernelPath.allCases)
  func `the gradients are the slopes`(path: KernelPath) {
    let found = backward(path)
    #expect(difference(found.dgate, slopes(gate) { inner(forward($0, up), dout) }) < 1e-3)
    #expect(difference(found.dup, slopes(up) { inner(forward(gate, $0), dout) }) < 1e-3)
  }

  @Test(arguments: KernelPath.allCases)
  func `the relative error stays below 1e-6`(path: KernelPath) {
    for start in stride(from: Float(-80), to: 80, by: 2.9) {
      let wide = (0..<29).map { start + Float($0) * 0.1 }
      for (found, g) in zip(forward(wide, [Float](repeating: 1, count: 29), path), wide) {
        let exact = Double(g) / (1 + ScalarMath.exponential(-Double(g)))
        #expect(abs(Double(found) - exact) <= 1e-6 * abs(exact))
      }
    }
  }

  @Test func `extreme gates stay finite`() {
    let wide: [Float] = [-1e30, -200, -90, 90, 200, 1e30, 0, -0.0] + gate[8...]
    let ones = [Float](repeating: 1, count: 29)
    for path in KernelPath.allCases {
      let out = forward(wide, ones, path)
      #expect(out[1] > -1e-30 && out[1] <= 0 && out[4] == 200 && out[6] == 0)
    }
  }
}
