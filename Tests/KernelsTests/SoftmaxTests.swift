import Kernels
import Testing

struct SoftmaxTests {
  private func softmax(_ x: [Float], _ columns: Int, _ path: KernelPath) -> [Float] {
    filled(x.count) { out in
      out.update(from: x, count: x.count)
      Softmax.forward(out, rows: x.count / columns, columns: columns, path: path)
    }
  }

  @Test(arguments: [1, 7, 8, 9, 31, 200])
  func `the vector path agrees with the portable path and rows sum to 1`(columns: Int) {
    let x = randomFloats(3 * columns, seed: UInt64(columns), scale: 30)
    let best = softmax(x, columns, .best)
    #expect(difference(best, softmax(x, columns, .portable)) < 1e-6)
    for row in 0..<3 {
      #expect(abs(best[row * columns..<(row + 1) * columns].reduce(0, +) - 1) < 1e-5)
    }
  }

  @Test(arguments: KernelPath.allCases)
  func `the relative error stays within the stated bound`(path: KernelPath) {
    let x = randomFloats(500, seed: 11, scale: 20)
    let largest = x.reduce(-.infinity) { $0 > $1 ? $0 : $1 }
    let exact = x.map { ScalarMath.exponential(Double($0) - Double(largest)) }
    let sum = exact.reduce(0, +)
    for (place, found) in softmax(x, 500, path).enumerated() {
      let relative = abs(Double(found) * sum / exact[place] - 1)
      #expect(relative < 5e-7 + 6e-8 * Double(largest - x[place]))
    }
  }

  @Test func `masked logits of minus infinity get almost nothing`() {
    let row: [Float] = [1, -.infinity, 2, -.infinity, 3, 0, 0, 0, 0]
    for path in KernelPath.allCases {
      let p = softmax(row, 9, path)
      #expect(p[1] < 1e-37 && p[3] < 1e-37 && p[4] > p[2])
    }
  }
}
