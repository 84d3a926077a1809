import CKernels

/// Numbers in GGUF's Q8_0 form: blocks of 32, each a half-precision scale and 32 signed bytes.
///
/// A block is 34 bytes: d (2, little-endian), then q (32); the numbers are d · q.
/// Source: ggml-org/ggml, `block_q8_0` and `quantize_row_q8_0_ref`.
public enum QuantizedBlocks {
  /// Numbers in one block.
  public static let blockNumbers = 32
  /// Bytes of one block.
  public static let blockBytes = 34

  /// Rounds `numbers` (a multiple of 32) to blocks: d = max |x| / 127, q = round(x / d).
  ///
  /// The error of each number is at most d / 2 plus the rounding of d to half precision.
  public static func quantized(_ numbers: [Float]) -> [UInt8] {
    precondition(
      numbers.count % blockNumbers == 0, "\(numbers.count) numbers are no whole blocks")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(numbers.count / blockNumbers * blockBytes)
    for start in stride(from: 0, to: numbers.count, by: blockNumbers) {
      append(numbers[start..<start + blockNumbers], to: &bytes)
    }
    return bytes
  }

  private static func append(_ numbers: ArraySlice<Float>, to bytes: inout [UInt8]) {
    let largest = numbers.reduce(Float(0)) { max($0, $1.magnitude) }
    let scale = largest / 127
    let inverse = scale > 0 && scale.isFinite ? 1 / scale : 0
    let half = Float16(scale).bitPattern
    bytes.append(UInt8(truncatingIfNeeded: half))
    bytes.append(UInt8(truncatingIfNeeded: half >> 8))
    for number in numbers {
      let rounded = (number * inverse).rounded(.toNearestOrAwayFromZero)
      let clamped = rounded.isNaN ? 0 : min(127, max(-127, rounded))
      bytes.append(UInt8(bitPattern: Int8(clamped)))
    }
  }

  /// The numbers of whole blocks; bytes beyond the last whole block are ignored.
  public static func floats(_ bytes: UnsafeRawBufferPointer) -> [Float] {
    let blocks = bytes.count / blockBytes
    return [Float](unsafeUninitializedCapacity: blocks * blockNumbers) { buffer, count in
      count = blocks * blockNumbers
      guard let out = buffer.baseAddress, let base = bytes.baseAddress else { return }
      for block in 0..<blocks {
        decode(base + block * blockBytes, into: out + block * blockNumbers)
      }
    }
  }

  /// Writes the 32 numbers of the block at `bytes` to `out`.
  static func decode(_ bytes: UnsafeRawPointer, into out: MutableFloats) {
    let half = UInt16(littleEndian: bytes.loadUnaligned(as: UInt16.self))
    let scale = Float(Float16(bitPattern: half))
    for index in 0..<blockNumbers {
      out[index] = scale * Float(bytes.load(fromByteOffset: 2 + index, as: Int8.self))
    }
  }
}

/// Activations rounded to int8 by blocks of 32, the other factor of a product with Q8_0 weights.
///
/// Owns room for (capacity) numbers and reuses it: rounding allocates nothing. Not for use by two
/// threads at once.
public final class QuantizedActivations {
  /// How many numbers fit.
  public let capacity: Int
  let bytes: UnsafeMutablePointer<Int8>
  let scales: MutableFloats

  /// Makes room for `capacity` numbers.
  public init(capacity: Int) {
    self.capacity = capacity
    // On cache lines: a block that straddles two costs a second load.
    bytes = UnsafeMutableRawPointer.allocate(byteCount: max(1, capacity), alignment: 64)
      .bindMemory(to: Int8.self, capacity: max(1, capacity))
    bytes.initialize(repeating: 0, count: max(1, capacity))
    let blocks = max(1, capacity / QuantizedBlocks.blockNumbers)
    scales = .allocate(capacity: blocks)
    scales.initialize(repeating: 0, count: blocks)
  }

  deinit {
    UnsafeMutableRawPointer(bytes).deallocate()
    scales.deallocate()
  }

  /// Rounds `x` (rows, columns); `columns` is a multiple of 32 and rows · columns ≤ capacity.
  public func round(_ x: Floats, rows: Int, columns: Int, path: KernelPath = .best) {
    precondition(columns % 32 == 0, "\(columns) columns are no whole blocks of 32")
    precondition(
      rows * columns <= capacity, "\(rows) × \(columns) numbers exceed the room for \(capacity)")
    nl_q8_activations(bytes, scales, x, rows, columns, path.rawValue)
  }
}

/// Keys and values of earlier positions, and attention over them.
///
/// Source: Vaswani et al., arXiv 1706.03762, equation 1, with grouped queries (Ainslie et al.,
/// arXiv 2305.13245). A query row reads a prompt part, which many rows share, then a tail of its
/// own; the sums run over positions in order, so that where the seam lies changes no bit.
public enum CachedAttention {
  /// One call for one key-value head; see `CKernelsQuantized.h` for the layout of each buffer.
  public struct Call {
    /// Query rows (rows, stride), each with `group` heads side by side from its start.
    public var query: Floats
    /// Results, laid out as `query`; may not alias it.
    public var out: MutableFloats
    /// Floats from one row to the next in `query` and `out`.
    public var stride: Int
    /// Number of query rows.
    public var rows: Int
    /// Query heads that share the key-value head.
    public var group: Int
    /// D, the channels of one head.
    public var headSize: Int
    /// The shared prompt: keys as ``CachedAttention/store(key:in:position:headSize:)`` lays out.
    public var promptKeys: Floats
    /// The shared prompt's values (positions, D).
    public var promptValues: Floats
    /// Per row, how many prompt positions it sees.
    public var promptCounts: UnsafePointer<Int32>
    /// Per row, the keys of its tail.
    public var tailKeys: UnsafePointer<Floats?>
    /// Per row, the values of its tail.
    public var tailValues: UnsafePointer<Floats?>
    /// Per row, how many tail positions it sees.
    public var tailCounts: UnsafePointer<Int32>
    /// Room for 8 · group · scratchColumns floats.
    public var scratch: MutableFloats
    /// At least the prompt's and the tail's count, each rounded up to 8.
    public var scratchColumns: Int

    /// Gathers the parts of a call.
    public init(
      query: Floats, out: MutableFloats, stride: Int, rows: Int, group: Int, headSize: Int,
      promptKeys: Floats, promptValues: Floats, promptCounts: UnsafePointer<Int32>,
      tailKeys: UnsafePointer<Floats?>, tailValues: UnsafePointer<Floats?>,
      tailCounts: UnsafePointer<Int32>, scratch: MutableFloats, scratchColumns: Int
    ) {
      self.query = query
      self.out = out
      self.stride = stride
      self.rows = rows
      self.group = group
      self.headSize = headSize
      self.promptKeys = promptKeys
      self.promptValues = promptValues
      self.promptCounts = promptCounts
      self.tailKeys = tailKeys
      self.tailValues = tailValues
      self.tailCounts = tailCounts
      self.scratch = scratch
      self.scratchColumns = scratchColumns
    }
  }

  /// Stores a key (D) at `position` of a cache whose blocks of 8 positions are (D, 8).
  public static func store(key: Floats, in keys: MutableFloats, position: Int, headSize: Int) {
    nl_cache_key(keys, key, position, headSize)
  }

  /// Computes softmax(q kᵀ / √D) v for every row and head of `call`.
  public static func forward(_ call: Call, path: KernelPath = .best) {
    var arguments = nl_cached_attention_call(
      query: call.query, out: call.out, stride: call.stride, rows: call.rows, group: call.group,
      head_size: call.headSize, scale: 1 / Float(call.headSize).squareRoot(),
      prompt_keys: call.promptKeys, prompt_values: call.promptValues,
      prompt_counts: call.promptCounts, tail_keys: call.tailKeys, tail_values: call.tailValues,
      tail_counts: call.tailCounts, scratch: call.scratch, scratch_columns: call.scratchColumns)
    nl_cached_attention(&arguments, path.rawValue)
  }
}
