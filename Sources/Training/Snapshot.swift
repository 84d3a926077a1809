public import Transformer

/// The whole state of a run between two steps, as one block of bytes.
///
/// Layout, little-endian, no gaps:
///
///     0    8 bytes  "NLOOMSNP"
///     8    u64      layout version, 1
///     16   u64 × 7  V, C, L, H, KV heads, F, context length
///     72   u32 × 2  rope base, norm epsilon (bits of Float)
///     80   u64      1 when embeddings are tied, else 0
///     88   u64      steps done
///     96   u64      epochs finished
///     104  u64      batches done in this epoch
///     112  u64      generator state at the start of this epoch
///     120  u64      digest of the settings
///     128  u64      digest of the examples
///     136  u64      N, the number of parameters
///     144  f32 × 3N parameters, first moments, second moments
///     …    u64      checksum (`WordHash`) of everything before it
///
/// Readers accept V, C, L, H, F and context up to 2²⁴ and require the exact length.
public struct Snapshot: Equatable, Sendable {
  /// The model's shape.
  public var configuration: ModelConfiguration
  /// Steps done.
  public var step: Int
  /// Epochs finished.
  public var epoch: Int
  /// Batches done in the current epoch.
  public var batch: Int
  /// The generator's state at the start of the current epoch.
  public var generatorState: UInt64
  /// The digest of the run's settings.
  public var settingsDigest: UInt64
  /// The digest of the run's examples.
  public var examplesDigest: UInt64
  /// All parameters, in the model's order.
  public var parameters: [Float]
  /// AdamW's first moments.
  public var firstMoment: [Float]
  /// AdamW's second moments.
  public var secondMoment: [Float]

  private static let magic = Array("NLOOMSNP".utf8)
  private static let version = 1
  private static let headerBytes = 144

  /// This state with parameters (1 − `share`) · own + `share` · other's.
  ///
  /// The mean of two stages of training is often better than either on what neither has seen.
  /// Source: Wortsman et al., arXiv 2203.05482.
  ///
  /// - Throws: ``TrainingError/snapshotOfOtherRun(_:)`` for a model of another shape.
  public func averaged(with other: Snapshot, share: Float) throws(TrainingError) -> Snapshot {
    guard configuration == other.configuration else {
      throw .snapshotOfOtherRun("its model has another shape")
    }
    var mean = self
    for place in mean.parameters.indices {
      mean.parameters[place] += share * (other.parameters[place] - mean.parameters[place])
    }
    return mean
  }

  /// The bytes of this state.
  public func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.headerBytes + 12 * parameters.count + 8)
    bytes += Self.magic
    let c = configuration
    for value in [
      Self.version, c.vocabularySize, c.channels, c.layers, c.heads, c.keyValueHeads,
      c.feedForwardChannels, c.contextLength,
    ] { Self.append(UInt64(value), to: &bytes) }
    Self.append(
      UInt64(c.ropeBase.bitPattern) | UInt64(c.normEpsilon.bitPattern) << 32, to: &bytes)
    for value in [
      c.tiesEmbeddings ? 1 : 0, UInt64(step), UInt64(epoch), UInt64(batch), generatorState,
      settingsDigest, examplesDigest, UInt64(parameters.count),
    ] { Self.append(value, to: &bytes) }
    for values in [parameters, firstMoment, secondMoment] {
      values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    Self.append(Self.checksum(bytes[...]), to: &bytes)
    return bytes
  }

  /// Reads a state back.
  ///
  /// - Throws: ``TrainingError`` of the snapshot kind, saying what is wrong with the bytes.
  public init(decoding bytes: [UInt8]) throws(TrainingError) {
    guard bytes.count >= 8, bytes.starts(with: Self.magic) else { throw .notASnapshot }
    guard bytes.count >= Self.headerBytes + 8 else {
      throw .snapshotSize(expected: Self.headerBytes + 8, found: bytes.count)
    }
    let found = Self.word(bytes, 8)
    guard found == UInt64(Self.version) else {
      throw .snapshotVersion(found: Int(clamping: found), readable: Self.version)
    }
    configuration = try Self.readConfiguration(bytes)
    let count = try Self.readCount(bytes, configuration)
    let expected = Self.headerBytes + 12 * count + 8
    guard bytes.count == expected else {
      throw .snapshotSize(expected: expected, found: bytes.count)
    }
    guard Self.checksum(bytes[..<(expected - 8)]) == Self.word(bytes, expected - 8) else {
      throw .snapshotChecksum
    }
    step = Int(clamping: Self.word(bytes, 88))
    epoch = Int(clamping: Self.word(bytes, 96))
    batch = Int(clamping: Self.word(bytes, 104))
    generatorState = Self.word(bytes, 112)
    settingsDigest = Self.word(bytes, 120)
    examplesDigest = Self.word(bytes, 128)
    parameters = Self.floats(bytes, Self.headerBytes, count)
    firstMoment = Self.floats(bytes, Self.headerBytes + 4 * count, count)
    secondMoment = Self.floats(bytes, Self.headerBytes + 8 * count, count)
  }

  /// Joins the parts of a state.
  init(
    configuration: ModelConfiguration, step: Int, epoch: Int, batch: Int, generatorState: UInt64,
    settingsDigest: UInt64, examplesDigest: UInt64, parameters: [Float], firstMoment: [Float],
    secondMoment: [Float]
  ) {
    self.configuration = configuration
    self.step = step
    self.epoch = epoch
    self.batch = batch
    self.generatorState = generatorState
    self.settingsDigest = settingsDigest
    self.examplesDigest = examplesDigest
    self.parameters = parameters
    self.firstMoment = firstMoment
    self.secondMoment = secondMoment
  }

  // MARK: - Reading

  private static func readConfiguration(_ bytes: [UInt8]) throws(TrainingError)
    -> ModelConfiguration
  {
    var sizes: [Int] = []
    for place in 0..<7 {
      let value = word(bytes, 16 + 8 * place)
      guard value >= 1, value <= 1 << 24 else {
        throw .snapshotHeader("size number \(place + 1) is \(value)")
      }
      sizes.append(Int(value))
    }
    guard sizes[1] % sizes[3] == 0, sizes[3] % sizes[4] == 0, (sizes[1] / sizes[3]) % 2 == 0 else {
      throw .snapshotHeader(
        "\(sizes[1]) channels, \(sizes[3]) heads and \(sizes[4]) key and value heads")
    }
    let floats = word(bytes, 72)
    return ModelConfiguration(
      vocabularySize: sizes[0], channels: sizes[1], layers: sizes[2], heads: sizes[3],
      keyValueHeads: sizes[4], feedForwardChannels: sizes[5], contextLength: sizes[6],
      ropeBase: Float(bitPattern: UInt32(truncatingIfNeeded: floats)),
      normEpsilon: Float(bitPattern: UInt32(truncatingIfNeeded: floats >> 32)),
      tiesEmbeddings: word(bytes, 80) == 1)
  }

  private static func readCount(_ bytes: [UInt8], _ c: ModelConfiguration) throws(TrainingError)
    -> Int
  {
    let layers = (bytes.count - headerBytes) / 4 / 3 / c.channels
    guard c.layers <= layers else {
      throw .snapshotHeader("\(c.layers) layers in \(bytes.count) bytes")
    }
    let needed = ParameterLayout(c).count
    guard word(bytes, 136) == UInt64(needed) else {
      throw .snapshotHeader("\(word(bytes, 136)) parameters, the model has \(needed)")
    }
    return needed
  }

  private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func word(_ bytes: [UInt8], _ place: Int) -> UInt64 {
    bytes.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
  }

  private static func floats(_ bytes: [UInt8], _ place: Int, _ count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[place..<(place + 4 * count)]))
      }
      initialized = count
    }
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash = WordHash()
    bytes.withUnsafeBytes { hash.add($0) }
    return hash.value
  }
}
