import CKernels

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
