import Transformer

/// What `nightloom model info` prints.
enum ModelPage {
  static func show(_ reader: GGUFReader) {
    for field in reader.metadata { Console.lines("\(field.key): \(text(field.value))\n") }
    do throws(GGUFError) {
      Console.output("\n\(shape(try ModelWeights(reader).configuration))\n")
    } catch {
      Console.lines("\nnot usable here: \(error)\n")
    }
    for type in GGUFTensorType.allCases {
      let tensors = reader.tensors.filter { $0.type == type }
      guard !tensors.isEmpty else { continue }
      let numbers = tensors.reduce(0) { $0 + $1.count }
      let bytes = tensors.reduce(0) { $0 + $1.byteCount }
      Console.output(
        "\(type.name): \(tensors.count) tensors, \(numbers) numbers, \(bytes) bytes\n")
    }
  }

  /// The shape of a model in one line.
  static func shape(_ c: ModelConfiguration) -> String {
    """
    \(c.architecture.rawValue), \(c.layers) layers, \(c.channels) channels, \(c.heads) heads of \
    \(c.headSize) with \(c.keyValueHeads) for keys and values, \(c.feedForwardChannels) \
    feed-forward channels, \(c.vocabularySize) tokens, context \(c.contextLength), \
    \(c.tiesEmbeddings ? "output tied to the embedding" : "output of its own")
    """
  }

  private static func text(_ value: GGUFValue) -> String {
    switch value {
    case .string(let text): text
    case .bool(let value): "\(value)"
    case .array(let array): "\(array.count) values"
    default: value.integer.map(String.init) ?? value.float.map { "\(Float($0))" } ?? "\(value)"
    }
  }
}
