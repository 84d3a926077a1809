import CKernels

/// How quantised numbers are stored: blocks of small integers with their scales.
///
/// Source: ggml-org/ggml, ggml-common.h; `quantized.h` of CKernels draws the bytes.
public enum QuantizedForm: Sendable, CaseIterable {
  /// 32 signed bytes and a scale.
  case q8_0
  /// 32 four-bit numbers around zero and a scale.
  case q4_0
  /// 32 four-bit numbers, a scale and a minimum.
  case q4_1
  /// 256 four-bit numbers in eight parts, each with a scale and a minimum of six bits.
  case q4_K
  /// 256 six-bit numbers around zero in sixteen parts, each with a scale of eight bits.
  case q6_K

  var kernel: nl_form {
    switch self {
    case .q8_0: nl_q8_0
    case .q4_0: nl_q4_0
    case .q4_1: nl_q4_1
    case .q4_K: nl_q4_k
    case .q6_K: nl_q6_k
    }
  }

  /// Numbers in one block.
  public var blockNumbers: Int { nl_quantized_block_weights(kernel) }
  /// Bytes of one block.
  public var blockBytes: Int { nl_quantized_block_size(kernel) }

  private typealias Encoder = (Floats, UnsafeMutablePointer<UInt8>) -> Void

  private var encoder: Encoder {
    switch self {
    case .q8_0: QuantizedBlocks.encodeQ8_0
    case .q4_0: QuantizedBlocks.encodeQ4_0
    case .q4_1: QuantizedBlocks.encodeQ4_1
    case .q4_K: SuperBlocks.encodeQ4_K
    case .q6_K: SuperBlocks.encodeQ6_K
    }
  }

  /// Blocks that are rounded by one thread at a time.
  private static let pieceBlocks = 4_096

  /// Rounds `numbers`, a multiple of ``blockNumbers``, to blocks.
  public func quantized(_ numbers: [Float]) -> [UInt8] {
    precondition(
      numbers.count % blockNumbers == 0, "\(numbers.count) numbers are no whole blocks")
    let (blocks, size, length) = (numbers.count / blockNumbers, blockBytes, blockNumbers)
    let encode = encoder
    return [UInt8](unsafeUninitializedCapacity: blocks * size) { bytes, count in
      count = blocks * size
      guard let out = bytes.baseAddress else { return }
      numbers.withUnsafeBufferPointer { buffer in
        guard let x = buffer.baseAddress else { return }
        Parallel.perform((blocks + Self.pieceBlocks - 1) / Self.pieceBlocks) { piece in
          let first = piece * Self.pieceBlocks
          for block in first..<min(first + Self.pieceBlocks, blocks) {
            encode(x + block * length, out + block * size)
          }
        }
      }
    }
  }

  /// The numbers of whole blocks; bytes beyond the last whole block are ignored.
  public func floats(_ bytes: UnsafeRawBufferPointer) -> [Float] {
    let columns = bytes.count / blockBytes * blockNumbers
    return [Float](unsafeUninitializedCapacity: columns) { buffer, count in
      count = columns
      guard let out = buffer.baseAddress, let base = bytes.baseAddress else { return }
      nl_quantized_row(out, base.assumingMemoryBound(to: UInt8.self), columns, kernel)
    }
  }
}
