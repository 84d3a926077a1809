import Kernels
import OperatingSystem
import Transformer

/// A file in the shape of a model of seven billion weights, in Q4_K with the output in Q6_K.
///
/// 32 layers, 4,096 channels, 32 heads and 32,000 tokens of the llama architecture. A piece of
/// random numbers stands again and again, so that writing takes no longer than the disk needs;
/// memory and speed of decoding do not depend on the numbers.
struct LargeModel {
  private let keyValueHeads: Int
  private let feedForwardChannels: Int

  /// Sets what differs among such models.
  init(keyValueHeads: Int, feedForwardChannels: Int) throws {
    guard 32 % keyValueHeads == 0 else { throw ToolError("--kv-heads must divide 32") }
    guard feedForwardChannels % 256 == 0 else {
      throw ToolError("--feed-forward must be a multiple of 256, the numbers of a block")
    }
    self.keyValueHeads = keyValueHeads
    self.feedForwardChannels = feedForwardChannels
  }

  private static let pieceNumbers = 1 << 18

  /// Writes the file's bytes, tensor after tensor.
  func write(to stream: StandardStreams) throws {
    let c = ModelConfiguration(
      vocabularySize: 32_000, channels: 4_096, layers: 32, heads: 32,
      keyValueHeads: keyValueHeads, feedForwardChannels: feedForwardChannels,
      contextLength: 4_096, tiesEmbeddings: false)
    let pieces = Dictionary(
      uniqueKeysWithValues: [GGUFTensorType.f32, .q4_K, .q6_K].map { ($0, Self.piece($0)) })
    var writer = GGUFWriter(metadata: c.metadata(type: .q4_K))
    for (name, rows, columns) in TensorName.all(c) {
      let type: GGUFTensorType = rows == 1 ? .f32 : name == TensorName.output ? .q6_K : .q4_K
      let piece = pieces[type] ?? []
      try writer.add(name, dimensions: rows == 1 ? [columns] : [columns, rows], stored: type) {
        Self.repeated(piece, count: rows * columns / type.blockNumbers * type.blockBytes)
      }
    }
    try writer.write { try stream.write($0) }
  }

  /// Stored bytes of random numbers as small as a trained model's, or of norms near one.
  private static func piece(_ type: GGUFTensorType) -> [UInt8] {
    var state: UInt64 = 1
    let numbers = (0..<pieceNumbers).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let unit = Float(state >> 40) / Float(1 << 24) - 0.5
      return type == .f32 ? 1 + unit / 8 : unit / 16
    }
    if let form = type.form { return form.quantized(numbers) }
    return numbers.flatMap { number in
      withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
    }
  }

  private static func repeated(_ piece: [UInt8], count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count { bytes += piece.prefix(count - bytes.count) }
    return bytes
  }
}
