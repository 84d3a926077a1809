import Kernels
import Transformer

/// Where each tensor lies in one flat buffer of parameters (or gradients, or moments).
///
/// Tensors follow each other without gaps in the order of `TensorName.all`, so that query, key and
/// value of a layer are one matrix (C + 2 KV, C), and gate and up one matrix (2 F, C).
struct ParameterLayout: Sendable {
  /// One tensor's place.
  struct Slice: Sendable {
    let name: String
    let rows: Int
    let columns: Int
    let offset: Int
    var count: Int { rows * columns }
  }

  /// The parts of one layer inside a buffer.
  struct Layer {
    let attentionNorm: MutableFloats
    let joined: MutableFloats
    let attentionOutput: MutableFloats
    let feedForwardNorm: MutableFloats
    let gateUp: MutableFloats
    let down: MutableFloats
  }

  let configuration: ModelConfiguration
  let slices: [Slice]
  let count: Int

  init(_ configuration: ModelConfiguration) {
    self.configuration = configuration
    var offset = 0
    slices = TensorName.all(configuration).map { name, rows, columns in
      defer { offset += rows * columns }
      return Slice(name: name, rows: rows, columns: columns, offset: offset)
    }
    count = offset
  }

  func slice(_ name: String) -> Slice? { slices.first { $0.name == name } }

  /// The token embedding (V, C) inside `buffer`.
  func embedding(_ buffer: MutableFloats) -> MutableFloats { buffer }

  /// The norm (C) before the output matrix.
  func outputNorm(_ buffer: MutableFloats) -> MutableFloats {
    buffer + slices[1 + configuration.layers * TensorName.parts(configuration).count].offset
  }

  /// The output matrix (V, C): the embedding itself when tied.
  func head(_ buffer: MutableFloats) -> MutableFloats {
    configuration.tiesEmbeddings ? buffer : buffer + slices[slices.count - 1].offset
  }

  /// The parts of layer `index` inside `buffer`.
  func layer(_ index: Int, _ buffer: MutableFloats) -> Layer {
    let first = 1 + index * TensorName.parts(configuration).count
    func part(_ number: Int) -> MutableFloats { buffer + slices[first + number].offset }
    return Layer(
      attentionNorm: part(0), joined: part(1), attentionOutput: part(4), feedForwardNorm: part(5),
      gateUp: part(6), down: part(8))
  }
}
