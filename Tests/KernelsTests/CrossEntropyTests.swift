import Kernels
import Testing

struct CrossEntropyTests {
  private let logits = randomFloats(3 * 37, seed: 1, scale: 5)
  private let targets: [Int32] = [0, 36, 17]

  private func loss(_ logits: [Float], _ path: KernelPath = .best) -> Double {
    CrossEntropy.loss(logits, targets: targets, rows: 3, vocabulary: 37, path: path)
  }

  private func gradient(_ path: KernelPath, _ weights: Floats? = nil) -> ([Float], Double) {
    var loss = 0.0
    let result = filled(logits.count) { copy in
      copy.update(from: logits, count: logits.count)
      loss = CrossEntropy.gradient(
        copy, targets: targets, rows: 3, vocabulary: 37, weight: 0.5,
        rowWeights: weights,
        path: path)
    }
    return (result, loss)
  }

  @Test func `the vector path agrees with the portable path`() {
    #expect(abs(loss(logits) - loss(logits, .portable)) < 1e-5)
    #expect(difference(gradient(.best).0, gradient(.portable).0) < 1e-6)
  }

  @Test func `loss, losses and gradient report the same sum`() {
    let each = filled(3) {
      CrossEntropy.losses($0, logits, targets: targets, rows: 3, vocabulary: 37)
    }
    #expect(abs(each.reduce(0) { $0 + Double($1) } - loss(logits)) < 1e-6)
    #expect(gradient(.best).1 == loss(logits))
  }

  @Test(arguments: KernelPath.allCases)
  func `the gradient is the slope of the weighted loss`(path: KernelPath) {
    let expected = slopes(logits) { 0.5 * loss($0) }
    #expect(difference(gradient(path).0, expected) < 1e-3)
  }

  @Test func `row weights scale their row and not the loss`() {
    let plain = gradient(.best)
    let weights: [Float] = [2, 0, -1]
    let (weighted, sum) = weights.withUnsafeBufferPointer {
      gradient(.best, $0.baseAddress)
    }
    #expect(sum == plain.1)
    let expected = plain.0.indices.map { plain.0[$0] * weights[$0 / 37] }
    #expect(difference(weighted, expected) < 1e-6)
  }

  @Test func `a target outside the vocabulary is the caller's mistake`() async {
    await #expect(processExitsWith: .failure) {
      let logits = [Float](repeating: 0, count: 4)
      _ = CrossEntropy.loss(logits, targets: [4], rows: 1, vocabulary: 4)
    }
  }
}
