/// Which body of a kernel runs.
public enum KernelPath: Int32, BitwiseCopyable, Sendable, CaseIterable {
  /// The best instructions the processor has: AVX2 with FMA where present, and AVX-VNNI, which
  /// changes no bit.
  case best = 0
  /// The plain C reference beside it, for tests and other processors.
  case portable = 1
  /// What ``best`` is on a processor without AVX-VNNI, for tests.
  case withoutVNNI = 2
}

/// A row-major buffer of floats that a kernel reads.
public typealias Floats = UnsafePointer<Float>

/// A row-major buffer of floats that a kernel writes.
public typealias MutableFloats = UnsafeMutablePointer<Float>

/// A buffer of numbers in half precision (IEEE 754 binary16) that a kernel reads.
public typealias Halves = UnsafePointer<UInt16>

/// A buffer of numbers in half precision that a kernel writes.
public typealias MutableHalves = UnsafeMutablePointer<UInt16>
