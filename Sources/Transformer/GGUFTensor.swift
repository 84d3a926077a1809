public import Kernels

/// How the numbers of a tensor are stored.
///
/// Source: ggml-org/ggml, `enum ggml_type`. Differs: only the types the kernels have.
public enum GGUFTensorType: UInt32, CaseIterable, Sendable {
  /// 32-bit floats.
  case f32 = 0
  /// 16-bit floats.
  case f16 = 1
  /// Blocks as ``QuantizedForm/q4_0``.
  case q4_0 = 2
  /// Blocks as ``QuantizedForm/q4_1``.
  case q4_1 = 3
  /// Blocks as ``QuantizedForm/q8_0``.
  case q8_0 = 8
  /// Blocks as ``QuantizedForm/q4_K``.
  case q4_K = 12
  /// Blocks as ``QuantizedForm/q6_K``.
  case q6_K = 14
  /// The upper halves of 32-bit floats.
  case bf16 = 30

  /// The type called `name`, in ggml's spelling or in small letters.
  public init?(named name: String) {
    guard let type = Self.allCases.first(where: { $0.name.lowercased() == name.lowercased() })
    else { return nil }
    self = type
  }

  /// The form of quantised types.
  public var form: QuantizedForm? {
    switch self {
    case .q4_0: .q4_0
    case .q4_1: .q4_1
    case .q8_0: .q8_0
    case .q4_K: .q4_K
    case .q6_K: .q6_K
    case .f32, .f16, .bf16: nil
    }
  }

  /// The form of types with 16 bits a number.
  public var halfForm: HalfMatrix.Form? {
    switch self {
    case .f16: .float16
    case .bf16: .bfloat16
    default: nil
    }
  }

  /// Whether a number takes about four bits.
  var isFourBit: Bool { self == .q4_0 || self == .q4_1 || self == .q4_K }

  /// The value of `general.file_type` for a file whose matrices are of this type.
  ///
  /// Source: ggml-org/llama.cpp, `enum llama_ftype`; the K types have no pure variant there, so
  /// the number of the usual mixture stands for them.
  public var fileType: UInt32 {
    switch self {
    case .f32: 0
    case .f16: 1
    case .q4_0: 2
    case .q4_1: 3
    case .q8_0: 7
    case .q4_K: 15
    case .q6_K: 18
    case .bf16: 32
    }
  }

  /// This type, or the next that can hold rows of `columns` numbers: blocks of 32 for blocks of
  /// 256, half precision where rows do not divide into blocks at all.
  public func fitting(columns: Int) -> GGUFTensorType {
    if columns % blockNumbers == 0 { return self }
    switch self {
    case .q4_K: return Self.q4_1.fitting(columns: columns)
    case .q6_K: return Self.q8_0.fitting(columns: columns)
    default: return .f16
    }
  }

  /// Numbers in one block.
  public var blockNumbers: Int { form?.blockNumbers ?? 1 }

  /// Bytes of one block.
  public var blockBytes: Int { form?.blockBytes ?? (self == .f32 ? 4 : 2) }

  /// The name as ggml spells it.
  public var name: String { Self.names[Int(rawValue)] }

  /// The names of all types, for sentences.
  public static let list =
    allCases.dropLast().map(\.name).joined(separator: ", ") + " or " + (allCases.last?.name ?? "")

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
