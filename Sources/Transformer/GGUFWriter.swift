import Kernels

/// Writes a GGUF file, version 3, in the order metadata and tensors are given.
///
/// The same input gives the same bytes. The layout is described at ``GGUFReader``.
public struct GGUFWriter: Sendable {
  /// The metadata, in the order they are written.
  public var metadata: [GGUFField]
  private var entries: [Entry] = []

  /// `general.alignment` when the metadata sets a valid one, else 32.
  private var alignment: Int {
    let stated = metadata.first { $0.key == "general.alignment" }?.value.integer ?? 32
    return stated > 0 && stated <= 65_536 && stated & (stated - 1) == 0 ? stated : 32
  }

  private struct Entry: Sendable {
    let name: String
    let dimensions: [Int]
    let type: GGUFTensorType
    /// The stored bytes, made when they are written.
    let data: @Sendable () -> [UInt8]

    var byteCount: Int {
      dimensions.reduce(1, *) / type.blockNumbers * type.blockBytes
    }
  }

  /// Starts a file with its metadata.
  public init(metadata: [GGUFField]) { self.metadata = metadata }

  /// Adds a tensor; `numbers` are row-major, `dimensions` innermost first.
  ///
  /// A tensor with one dimension (a norm) is always written as F32, and one whose rows do not
  /// divide into blocks in the type ``GGUFTensorType/fitting(columns:)`` names.
  ///
  /// - Throws: ``GGUFError/unwritable(name:reason:)`` when the extents do not fit the numbers.
  public mutating func add(
    _ name: String, dimensions: [Int], type: GGUFTensorType, numbers: [Float]
  ) throws(GGUFError) {
    guard dimensions.reduce(1, *) == numbers.count || dimensions.isEmpty else {
      throw .unwritable(
        name: name, reason: "extents \(dimensions) do not hold \(numbers.count) numbers")
    }
    let stored = dimensions.count == 1 ? .f32 : type.fitting(columns: dimensions.first ?? 1)
    try add(name, dimensions: dimensions, stored: stored) { Self.data(numbers, stored) }
  }

  /// Adds a tensor whose stored bytes are asked for when they are written.
  ///
  /// - Throws: ``GGUFError/unwritable(name:reason:)`` for extents or a name that no file can have.
  public mutating func add(
    _ name: String, dimensions: [Int], stored: GGUFTensorType,
    data: @escaping @Sendable () -> [UInt8]
  ) throws(GGUFError) {
    guard (1...4).contains(dimensions.count), dimensions.allSatisfy({ $0 > 0 }) else {
      throw .unwritable(name: name, reason: "its extents are \(dimensions)")
    }
    guard name.utf8.count < 64 else {
      throw .unwritable(name: name, reason: "its name is longer than 63 bytes")
    }
    entries.append(Entry(name: name, dimensions: dimensions, type: stored, data: data))
  }

  /// The whole file in memory.
  public func encoded() -> [UInt8] {
    var file: [UInt8] = []
    write { file.append(contentsOf: $0) }
    return file
  }

  /// Hands the file piece by piece to `sink`, in order.
  public func write<Failure: Error>(
    _ sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    try sink(head())
    for entry in entries {
      var data = entry.data()
      data.append(contentsOf: padding(after: data.count))
      try sink(data)
    }
  }

  private func head() -> [UInt8] {
    var head = Array("GGUF".utf8)
    head.append(number: UInt32(3))
    head.append(number: UInt64(entries.count))
    head.append(number: UInt64(metadata.count))
    for field in metadata {
      head.append(text: field.key)
      head.append(number: field.value.typeNumber)
      head.append(value: field.value)
    }
    var offset = 0
    for entry in entries {
      head.append(text: entry.name)
      head.append(number: UInt32(entry.dimensions.count))
      for extent in entry.dimensions { head.append(number: UInt64(extent)) }
      head.append(number: entry.type.rawValue)
      head.append(number: UInt64(offset))
      offset += entry.byteCount + padding(after: entry.byteCount).count
    }
    head.append(contentsOf: padding(after: head.count))
    return head
  }

  private func padding(after count: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: (alignment - count % alignment) % alignment)
  }

  /// Row-major numbers as a tensor of `type` stores them.
  static func data(_ numbers: [Float], _ type: GGUFTensorType) -> [UInt8] {
    if let form = type.form { return form.quantized(numbers) }
    if let half = type.halfForm { return half.rounded(numbers) }
    var data: [UInt8] = []
    data.reserveCapacity(4 * numbers.count)
    for number in numbers { data.append(number: number.bitPattern) }
    return data
  }
}

extension [UInt8] {
  fileprivate mutating func append(number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }

  fileprivate mutating func append(text: String) {
    append(number: UInt64(text.utf8.count))
    append(contentsOf: text.utf8)
  }

  fileprivate mutating func append(value: GGUFValue) {
    switch value {
    case .uint8(let value): append(number: value)
    case .int8(let value): append(number: value)
    case .uint16(let value): append(number: value)
    case .int16(let value): append(number: value)
    case .uint32(let value): append(number: value)
    case .int32(let value): append(number: value)
    case .float32(let value): append(number: value.bitPattern)
    case .bool(let value): append(value ? 1 : 0)
    case .string(let value): append(text: value)
    case .array(let value): append(array: value)
    case .uint64(let value): append(number: value)
    case .int64(let value): append(number: value)
    case .float64(let value): append(number: value.bitPattern)
    }
  }

  fileprivate mutating func append(array: GGUFArray) {
    append(number: array.elementTypeNumber)
    append(number: UInt64(array.count))
    switch array {
    case .uint8(let values): append(contentsOf: values)
    case .int8(let values): for value in values { append(number: value) }
    case .uint16(let values): for value in values { append(number: value) }
    case .int16(let values): for value in values { append(number: value) }
    case .uint32(let values): for value in values { append(number: value) }
    case .int32(let values): for value in values { append(number: value) }
    case .float32(let values): for value in values { append(number: value.bitPattern) }
    case .bool(let values): for value in values { append(value ? 1 : 0) }
    case .string(let values): for value in values { append(text: value) }
    case .array(let values): for value in values { append(array: value) }
    case .uint64(let values): for value in values { append(number: value) }
    case .int64(let values): for value in values { append(number: value) }
    case .float64(let values): for value in values { append(number: value.bitPattern) }
    }
  }
}
