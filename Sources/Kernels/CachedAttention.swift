import CKernels

/// Keys and values of earlier positions, and attention over them.
///
/// Source: Vaswani et al., arXiv 1706.03762, equation 1, with grouped queries (Ainslie et al.,
/// arXiv 2305.13245). A query row reads a prompt part, which many rows share, then a tail of its
/// own; the sums run over positions in order, so that where the seam lies changes no bit. Keys and
/// values are kept in half precision; queries, weights and sums are 32-bit floats.
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
    /// The shared prompt: keys as
    /// ``CachedAttention/store(key:value:keys:values:position:headSize:path:)`` lays them out.
    public var promptKeys: Halves
    /// The shared prompt's values (positions, D).
    public var promptValues: Halves
    /// Per row, how many prompt positions it sees.
    public var promptCounts: UnsafePointer<Int32>
    /// Per row, the keys of its tail.
    public var tailKeys: UnsafePointer<Halves?>
    /// Per row, the values of its tail.
    public var tailValues: UnsafePointer<Halves?>
    /// Per row, how many tail positions it sees.
    public var tailCounts: UnsafePointer<Int32>
    /// Room for rows · group · scratchColumns floats.
    public var scratch: MutableFloats
    /// At least the prompt's and the tail's count of every row.
    public var scratchColumns: Int

    /// Gathers the parts of a call.
    public init(
      query: Floats, out: MutableFloats, stride: Int, rows: Int, group: Int, headSize: Int,
      promptKeys: Halves, promptValues: Halves, promptCounts: UnsafePointer<Int32>,
      tailKeys: UnsafePointer<Halves?>, tailValues: UnsafePointer<Halves?>,
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

  /// Stores a key and a value (D each) at a position.
  ///
  /// Keys lie in blocks of 8 positions, each (D, 8), values (positions, D). Numbers beyond ±65,504
  /// become that.
  public static func store(
    key: Floats, value: Floats, keys: MutableHalves, values: MutableHalves, position: Int,
    headSize: Int, path: KernelPath = .best
  ) {
    nl_cache_store(keys, values, key, value, position, headSize, path.rawValue)
  }

  /// Computes softmax(q kᵀ / √D) v for every row and head of `call`.
  public static func forward(_ call: Call, path: KernelPath = .best) {
    for step in Step.allCases { run(step, of: call, path: path) }
  }

  /// What attention does, one after another.
  public enum Step: CaseIterable, BitwiseCopyable, Sendable {
    /// Scores, shared out by positions.
    case scores
    /// Their softmax, shared out by queries.
    case softmax
    /// Weighted values, shared out by channels.
    case values
  }

  /// Runs one of `parts` parts of a step, which begins when all of the step before have ended.
  ///
  /// The parts of a step may run side by side; how many there are changes no bit.
  public static func run(
    _ step: Step, of call: Call, part: Int = 0, parts: Int = 1, path: KernelPath = .best
  ) {
    precondition(part >= 0 && part < parts, "part \(part) of \(parts)")
    var arguments = nl_cached_attention_call(
      query: call.query, out: call.out, stride: call.stride, rows: call.rows, group: call.group,
      head_size: call.headSize, scale: 1 / Float(call.headSize).squareRoot(),
      prompt_keys: call.promptKeys, prompt_values: call.promptValues,
      prompt_counts: call.promptCounts, tail_keys: call.tailKeys, tail_values: call.tailValues,
      tail_counts: call.tailCounts, scratch: call.scratch, scratch_columns: call.scratchColumns)
    switch step {
    case .scores: nl_attention_scores(&arguments, part, parts, path.rawValue)
    case .softmax: nl_attention_softmax(&arguments, part, parts, path.rawValue)
    case .values: nl_attention_values(&arguments, part, parts, path.rawValue)
    }
  }
}
