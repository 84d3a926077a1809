/// How the numbers of a tensor are stored.
///
/// Source: ggml-org/ggml, `enum ggml_type`. Differs: only the types the kernels have.
public enum GGUFTensorType: UInt32, CaseIterable, Sendable {
  /// 32-bit floats.
  case f32 = 0
  /// 16-bit floats.
  case f16 = 1
  /// Blocks of 32 numbers: one 16-bit float scale, then 32 signed bytes.
  case q8_0 = 8

  /// Numbers in one block.
  public var blockNumbers: Int { self == .q8_0 ? 32 : 1 }

  /// Bytes of one block.
  public var blockBytes: Int {
    switch self {
    case .f32: 4
    case .f16: 2
    case .q8_0: 34
    }
  }

  /// The name as ggml spells it.
  public var name: String { Self.names[Int(rawValue)] }

  /// Names of all types ggml has had, by number, for error messages.
  static let names = [
    "F32", "F16", "Q4_0", "Q4_1", "Q4_2", "Q4_3", "Q5_0", "Q5_1", "Q8_0", "Q8_1", "Q2_K", "Q3_K",
    "Q4_K", "Q5_K", "Q6_K", "Q8_K", "IQ2_XXS", "IQ2_XS", "IQ3_XXS", "IQ1_S", "IQ4_NL", "IQ3_S",
    "IQ2_S", "IQ4_XS", "I8", "I16", "I32", "I64", "F64", "IQ1_M", "BF16",
  ]
}

/// Where one tensor lies in a GGUF file.
public struct GGUFTensor: Equatable, Sendable {
  /// The name, such as `blk.0.attn_q.weight`.
  public let name: String
  /// Extents, innermost first: a row-major (rows, columns) matrix is `[columns, rows]`.
  public let dimensions: [Int]
  /// How its numbers are stored.
  public let type: GGUFTensorType
  /// First byte, from the start of the file.
  public let offset: Int
  /// Bytes of data.
  public let byteCount: Int

  /// Extent of the innermost dimension.
  public var columns: Int { dimensions.first ?? 1 }
  /// Product of all other extents.
  public var rows: Int { dimensions.dropFirst().reduce(1, *) }
  /// Numbers in the tensor.
  public var count: Int { columns * rows }
}
