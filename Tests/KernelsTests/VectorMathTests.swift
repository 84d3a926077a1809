import Kernels
import Testing

struct VectorMathTests {
  private let a = randomFloats(1003, seed: 1)
  private let b = randomFloats(1003, seed: 2)

  @Test func `add adds element by element`() {
    let sum = filled(1003) {
      $0.update(from: a, count: 1003)
      VectorMath.add($0, b, count: 1003)
    }
    #expect(sum == zip(a, b).map { $0 + $1 })
  }

  @Test(arguments: KernelPath.allCases)
  func `squared norm and inner product agree with double sums`(path: KernelPath) {
    #expect(abs(VectorMath.squaredNorm(a, count: 1003, path: path) - inner(a, a)) < 1e-9)
    #expect(abs(Double(VectorMath.dot(a, b, count: 1003, path: path)) - inner(a, b)) < 1e-4)
  }
}
