public import Kernels
import Sampling
public import Transformer

/// The parameters of a model as one flat buffer that training may change.
///
/// Tensors lie in the order of `TensorName.all`, row-major and without gaps.
public final class TrainableModel {
  /// The model's shape.
  public let configuration: ModelConfiguration
  /// All parameters, one after another.
  public let parameters: FloatBuffer
  let layout: ParameterLayout

  /// The number of parameters.
  public var count: Int { layout.count }

  /// Draws new parameters: matrices normal with deviation 0.02, the two matrices that write to the
  /// residual stream divided by √(2 L), norms 1.
  ///
  /// Uses `SeededGenerator`, two draws per pair of values, tensor by tensor. Source: Radford et
  /// al., "Language models are unsupervised multitask learners" (2019), section 2.3.
  public init(_ configuration: ModelConfiguration, seed: UInt64) {
    self.configuration = configuration
    layout = ParameterLayout(configuration)
    parameters = FloatBuffer(count: layout.count)
    var generator = SeededGenerator(seed: seed)
    let residual = 1 / Double(2 * configuration.layers).squareRoot()
    for slice in layout.slices {
      let start = parameters.pointer + slice.offset
      if slice.rows == 1 {
        start.update(repeating: 1, count: slice.count)
      } else {
        let writesResidual =
          slice.name.hasSuffix("attn_output.weight") || slice.name.hasSuffix("ffn_down.weight")
        let deviation = 0.02 * (writesResidual ? residual : 1)
        Self.fillNormal(start, slice.count, deviation, &generator)
      }
    }
  }

  /// Takes all parameters from `tensor`, which is asked once for each name.
  ///
  /// - Throws: ``TrainingError/untrainable(_:)`` for shapes the backward pass does not have,
  ///   ``TrainingError/unknownTensor(_:)`` when `tensor` has no such name, and
  ///   ``TrainingError/tensorSize(name:expected:found:)``.
  public init(
    _ configuration: ModelConfiguration, tensor: (String) throws -> [Float]?
  ) throws {
    if let reason = Self.obstacle(configuration) { throw TrainingError.untrainable(reason) }
    self.configuration = configuration
    layout = ParameterLayout(configuration)
    parameters = FloatBuffer(count: layout.count)
    for slice in layout.slices {
      guard let values = try tensor(slice.name) else {
        throw TrainingError.unknownTensor(slice.name)
      }
      try setTensor(slice.name, values)
    }
  }

  /// What of a shape the backward pass and the snapshots do not have.
  private static func obstacle(_ c: ModelConfiguration) -> String? {
    if c.architecture != .llama { return "its architecture is \(c.architecture.rawValue)" }
    if c.queryChannels != c.channels {
      return "\(c.heads) heads of \(c.headSize) channels are not its width of \(c.channels)"
    }
    if c.hasAttentionBias { return "it has biases" }
    if c.ropeScale != 1 || !c.ropeFactors.isEmpty { return "its rotary embedding is scaled" }
    return nil
  }

  /// A copy of the tensor of that name, row-major.
  ///
  /// - Throws: ``TrainingError/unknownTensor(_:)``.
  public func withTensor(_ name: String) throws(TrainingError) -> [Float] {
    guard let slice = layout.slice(name) else { throw .unknownTensor(name) }
    return Array(
      UnsafeBufferPointer(start: parameters.pointer + slice.offset, count: slice.count))
  }

  /// Replaces the tensor of that name.
  ///
  /// - Throws: ``TrainingError/unknownTensor(_:)`` and
  ///   ``TrainingError/tensorSize(name:expected:found:)``.
  public func setTensor(_ name: String, _ values: [Float]) throws(TrainingError) {
    guard let slice = layout.slice(name) else { throw .unknownTensor(name) }
    guard values.count == slice.count else {
      throw .tensorSize(name: name, expected: slice.count, found: values.count)
    }
    values.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      (parameters.pointer + slice.offset).update(from: base, count: slice.count)
    }
  }

  // Box and Muller's transform: two uniform draws give two normal values.
  private static func fillNormal(
    _ out: MutableFloats, _ count: Int, _ deviation: Double, _ generator: inout SeededGenerator
  ) {
    var index = 0
    while index < count {
      let radius = (-2 * ScalarMath.logarithm(1 - generator.nextUnit())).squareRoot() * deviation
      let turn = generator.nextUnit()
      out[index] = Float(radius * ScalarMath.cosine(2 * .pi * turn))
      if index + 1 < count {
        out[index + 1] = Float(radius * ScalarMath.cosine(2 * .pi * (turn - 0.25)))
      }
      index += 2
    }
  }
}
