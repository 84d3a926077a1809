import Kernels
import Testing

struct AdamWTests {
  private func update(_ path: KernelPath, gradient: [Float], decay: Float) -> [Float] {
    let moments = FloatBuffer(count: 2 * 19)
    return filled(19) { parameters in
      parameters.update(from: randomFloats(19, seed: 1), count: 19)
      AdamW.update(
        parameters, gradients: gradient, firstMoment: moments.pointer,
        secondMoment: moments.pointer + 19, count: 19, step: 1, learningRate: 0.01, beta1: 0.9,
        beta2: 0.95, epsilon: 1e-8, decay: decay, gradientScale: 0.7, path: path)
    }
  }

  @Test func `the vector path agrees with the portable path`() {
    let gradient = randomFloats(19, seed: 2)
    let best = update(.best, gradient: gradient, decay: 0.1)
    #expect(difference(best, update(.portable, gradient: gradient, decay: 0.1)) < 1e-6)
  }

  @Test func `the first step moves each parameter by the rate against its gradient's sign`() {
    let gradient = randomFloats(19, seed: 3)
    let start = randomFloats(19, seed: 1)
    let end = update(.best, gradient: gradient, decay: 0)
    for index in 0..<19 {
      let sign: Float = gradient[index] > 0 ? 1 : -1
      #expect(abs(start[index] - end[index] - 0.01 * sign) < 1e-5)
    }
  }

  @Test func `without gradient only decay acts`() {
    let end = update(.best, gradient: [Float](repeating: 0, count: 19), decay: 0.1)
    #expect(difference(end, randomFloats(19, seed: 1).map { $0 * 0.999 }) < 1e-6)
  }
}
