import Transformer

/// Decoding speed of one model in every form a file can have.
///
/// Four layers of 512 channels and 8,192 tokens, 16.8 million numbers from a fixed rule; one row,
/// one thread, positions 16 to 79. Speed does not depend on what the numbers are.
enum DecodeBench {
  private static let shape = ModelConfiguration(
    vocabularySize: 8_192, channels: 512, layers: 4, heads: 8, keyValueHeads: 4,
    feedForwardChannels: 1_536, contextLength: 256)
  private static let steps = 64

  static func figures() throws -> [Figure] {
    var tensors: [String: [Float]] = [:]
    for (name, rows, columns) in TensorName.all(shape) {
      tensors[name] = (0..<rows * columns).map { index in
        let mixed = UInt32(truncatingIfNeeded: index &* 2_654_435_761) >> 8
        return rows == 1 ? 1 : (Float(mixed) / 16_777_216 - 0.5) / 8
      }
    }
    return try GGUFTensorType.allCases.map { type in
      let file = try ModelWeights.gguf(
        configuration: shape, tensors: tensors, metadata: [], type: type)
      let model = try ModelWeights(GGUFReader(GGUFBytes(file.encoded()))).model()
      let session = try model.makeSession(rows: 1, maximumTokens: 16 + steps)
      let seconds = try Stopwatch.seconds {
        try session.prefill([Int32](0..<16))
        for token in 0..<steps { try session.step(tokens: [Int32(token)]) }
        return steps
      }
      return Figure(
        "decode/" + type.name.lowercased(), unit: "tokens/s", input: "generated",
        values: seconds.map { Double(steps) / $0 })
    }
  }
}
