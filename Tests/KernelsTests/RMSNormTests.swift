import Kernels
import Testing

struct RMSNormTests {
  private let x = randomFloats(4 * 21, seed: 1, scale: 2)
  private let weight = randomFloats(21, seed: 2)
  private let dout = randomFloats(4 * 21, seed: 3)

  private func forward(_ x: [Float], _ weight: [Float], _ path: KernelPath = .best) -> [Float] {
    filled(x.count) {
      RMSNorm.forward($0, x, weight: weight, rows: 4, columns: 21, epsilon: 1e-5, path: path)
    }
  }

  private func backward(_ path: KernelPath) -> (dx: [Float], dweight: [Float]) {
    var dweight: [Float] = []
    let dx = filled(x.count) { dx in
      dweight = filled(21) { dweight in
        RMSNorm.backward(
          dx, dweight: dweight, dout, x: x, weight: weight, rows: 4, columns: 21, epsilon: 1e-5,
          path: path)
      }
    }
    return (dx, dweight)
  }

  @Test func `the vector path agrees with the portable path`() {
    #expect(difference(forward(x, weight), forward(x, weight, .portable)) < 1e-6)
    let (best, portable) = (backward(.best), backward(.portable))
    #expect(difference(best.dx, portable.dx) < 1e-6)
    #expect(difference(best.dweight, portable.dweight) < 1e-6)
  }

  @Test(arguments: KernelPath.allCases)
  func `the gradients are the slopes`(path: KernelPath) {
    let found = backward(path)
    #expect(difference(found.dx, slopes(x) { inner(forward($0, weight), dout) }) < 1e-3)
    #expect(difference(found.dweight, slopes(weight) { inner(forward(x, $0), dout) }) < 1e-3)
  }
}
