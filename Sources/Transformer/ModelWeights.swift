import Kernels

/// The weights of a decoder of the Llama kind, checked against their configuration.
///
/// Immutable and shared. Invariant: every tensor of ``TensorName/all(_:)`` is present with its
/// shape, and there is no other, so that nothing a file says is silently left out.
///
/// Source: ggml-org/ggml, docs/gguf.md, section "LLM"; ggml-org/llama.cpp, src/llama-model.cpp.
/// Differs: the architectures of ``ModelArchitecture`` only; biases on query, key and value only;
/// the rotary embedding scaled linearly or by factors only, and over whole heads.
public struct ModelWeights: Sendable {
  /// The model's shape.
  public let configuration: ModelConfiguration
  private let source: Source

  private enum Source: Sendable {
    case file(GGUFReader)
    case numbers([String: [Float]])
  }

  /// Takes the weights of a GGUF file; nothing is copied yet.
  ///
  /// - Throws: ``GGUFError`` when metadata or tensors are not those of a known architecture.
  public init(_ reader: GGUFReader) throws(GGUFError) {
    configuration = try ModelConfiguration(reader)
    source = .file(reader)
    let expected = TensorName.all(configuration)
    for (name, rows, columns) in expected {
      guard let tensor = reader.tensor(named: name) else { throw .missingTensor(name) }
      guard tensor.rows == rows, tensor.columns == columns else {
        throw .wrongShape(
          tensor: name, expected: "(\(rows), \(columns))",
          found: "(\(tensor.rows), \(tensor.columns))")
      }
    }
    let known = Set(expected.map(\.name) + [TensorName.ropeFactors])
    for tensor in reader.tensors where !known.contains(tensor.name) {
      throw .unsupported(
        what: "the tensor \(tensor.name) is not part of the "
          + "\(configuration.architecture.rawValue) architecture as known here",
        hint: "use a model without it")
    }
  }

  /// Takes weights from memory, row-major under their names.
  ///
  /// - Throws: ``GGUFError`` when a tensor is absent or has another number of elements.
  public init(
    configuration: ModelConfiguration, tensors: [String: [Float]]
  ) throws(GGUFError) {
    for (name, rows, columns) in TensorName.all(configuration) {
      guard let numbers = tensors[name] else { throw .missingTensor(name) }
      guard numbers.count == rows * columns else {
        throw .wrongShape(
          tensor: name, expected: "(\(rows), \(columns))", found: "(\(numbers.count))")
      }
    }
    self.configuration = configuration
    source = .numbers(tensors)
  }

  /// The numbers of a tensor, row-major; empty for a name that is not in ``TensorName/all(_:)``.
  public func floats(_ name: String) -> [Float] {
    switch source {
    case .file(let reader): reader.tensor(named: name).map(reader.floats) ?? []
    case .numbers(let tensors): tensors[name] ?? []
    }
  }

  /// Whether a matrix is stored in blocks, so that products with rounded activations suit the file.
  public var isQuantized: Bool {
    guard case .file(let reader) = source else { return false }
    return reader.tensors.contains { $0.type.form != nil }
  }

  /// The matrix for products in 32-bit floats; numbers of 16 bits are widened on the way.
  func dense(_ name: String, _ rows: Int, _ columns: Int) -> LinearMap {
    if let stored = stored(name), case .half = stored { return stored }
    return .dense(floats(name), rows: rows, columns: columns)
  }

  /// The matrix for products with rounded activations: blocks and halves of a file stay as they
  /// are; other numbers are rounded to Q8_0, or stay dense where rows do not divide into blocks.
  func quantized(_ name: String, _ rows: Int, _ columns: Int) -> LinearMap {
    if let map = stored(name) { return map }
    guard columns % QuantizedForm.q8_0.blockNumbers == 0 else { return dense(name, rows, columns) }
    return .quantized(QuantizedMatrix(quantizing: floats(name), rows: rows, columns: columns))
  }

  /// The matrix where it lies in the file, when it is stored in blocks or 16-bit floats.
  private func stored(_ name: String) -> LinearMap? {
    guard case .file(let reader) = source, let tensor = reader.tensor(named: name) else {
      return nil
    }
    let (bytes, owner) = (reader.data(of: tensor), reader.bytes)
    if let form = tensor.type.form {
      return .quantized(
        QuantizedMatrix(
          bytes: bytes, rows: tensor.rows, columns: tensor.columns, form: form, owner: owner))
    }
    return tensor.type.halfForm.map { form in
      .half(
        HalfMatrix(
          bytes: bytes, rows: tensor.rows, columns: tensor.columns, form: form, owner: owner))
    }
  }
}

// MARK: - Export

extension ModelWeights {
  /// Makes the GGUF file of a model, readable here and by llama.cpp.
  ///
  /// Writes `general.architecture`, `general.file_type` and the architecture's keys from the
  /// configuration; `metadata` adds `general.name`, `tokenizer.ggml.*` and whatever else, and
  /// wins where it holds a key that would be written anyway.
  ///
  /// - Parameters:
  ///   - configuration: The model's shape.
  ///   - tensors: Row-major numbers under the names of ``TensorName/all(_:)``.
  ///   - metadata: Further keys, written after the model's own in the order given.
  ///   - type: How matrices are stored; norms are always F32.
  /// - Returns: A writer with everything in it.
  /// - Throws: ``GGUFError`` when a tensor is absent or has another number of elements.
  public static func gguf(
    configuration: ModelConfiguration, tensors: [String: [Float]], metadata: [GGUFField],
    type: GGUFTensorType = .q8_0
  ) throws(GGUFError) -> GGUFWriter {
    let weights = try ModelWeights(configuration: configuration, tensors: tensors)
    let given = Set(metadata.map(\.key))
    let own = configuration.metadata(type: type).filter { !given.contains($0.key) }
    var writer = GGUFWriter(metadata: own + metadata)
    for (name, rows, columns) in TensorName.all(configuration) {
      try writer.add(
        name, dimensions: TensorName.isVector(name) ? [columns] : [columns, rows], type: type,
        numbers: weights.floats(name))
    }
    let factors = configuration.ropeFactors
    if !factors.isEmpty {
      try writer.add(
        TensorName.ropeFactors, dimensions: [factors.count], type: .f32, numbers: factors)
    }
    return writer
  }
}
