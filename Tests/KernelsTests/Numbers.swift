import Foundation
import Kernels
import TestSupport

/// Values in (-scale, scale) from a seed.
func randomFloats(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
  var generator = TestGenerator(state: seed)
  return (0..<count).map { _ in Float.random(in: -scale...scale, using: &generator) }
}

/// The largest |a - b| / max(1, |b|).
func difference(_ a: [Float], _ b: [Float]) -> Float {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).map { abs($0 - $1) / max(1, abs($1)) }.reduce(0) { $0 > $1 ? $0 : $1 }
}

/// The inner product in double precision.
func inner(_ a: [Float], _ b: [Float]) -> Double {
  zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// Central differences of `function` at `x`, one element at a time.
func slopes(_ x: [Float], step: Float = 1e-2, of function: ([Float]) -> Double) -> [Float] {
  x.indices.map { index in
    var moved = x
    moved[index] = x[index] + step
    let high = function(moved)
    let above = moved[index]
    moved[index] = x[index] - step
    return Float((high - function(moved)) / Double(above - moved[index]))
  }
}

/// An array of `count` zeros that `fill` writes to.
func filled(_ count: Int, _ fill: (MutableFloats) -> Void) -> [Float] {
  var array = [Float](repeating: 0, count: count)
  array.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { fill(base) } }
  return array
}

/// The cases of `Tests/Fixtures/reference/kernels.json`.
func referenceCases() throws -> [String: [String: [Float]]] {
  let file = repositoryRoot.appendingPathComponent("Tests/Fixtures/reference/kernels.json")
  return try JSONDecoder().decode(
    [String: [String: [Float]]].self, from: Data(contentsOf: file))
}
