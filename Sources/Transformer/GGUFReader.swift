import Kernels

/// Reads a GGUF file: a header, metadata, the places of tensors, then their data.
///
/// Source: ggml-org/ggml, docs/gguf.md. Layout, little-endian:
///
///     "GGUF" | version u32 | tensor count u64 | metadata count u64
///     metadata: key string | value type u32 | value            (string: length u64, UTF-8)
///     tensors:  name string | dimension count u32 | extents u64 … | type u32 | offset u64
///     zeros up to the alignment (`general.alignment`, else 32), then the data section
///
/// Extents are innermost first. Offsets are relative to the data section; as in llama.cpp each
/// tensor begins at the first multiple of the alignment after the one before it, so that no two
/// share bytes. Limits: versions 2 and 3, 65,536 keys and tensors, keys of 65,535 bytes, names of
/// 64, 4 extents, arrays nested 4 deep, tensors of the types in ``GGUFTensorType``. Every length
/// is checked before use; hostile bytes give a ``GGUFError``, never a trap.
public struct GGUFReader: Sendable {
  /// The file.
  public let bytes: GGUFBytes
  /// The format's version.
  public let version: UInt32
  /// The metadata in file order.
  public let metadata: [GGUFField]
  /// The tensors in file order.
  public let tensors: [GGUFTensor]

  private let fieldPlaces: [String: Int]
  private let tensorPlaces: [String: Int]

  private static let mostEntries: UInt64 = 65_536

  /// Reads everything but the tensors' data.
  ///
  /// - Throws: ``GGUFError`` for bytes that are no GGUF file this reader knows.
  public init(_ bytes: GGUFBytes) throws(GGUFError) {
    self.bytes = bytes
    var cursor = GGUFCursor(bytes.region)
    version = try Self.readVersion(&cursor)
    let tensorCount = try Self.readCount("tensor count", &cursor)
    let fieldCount = try Self.readCount("metadata count", &cursor)
    (metadata, fieldPlaces) = try Self.readMetadata(fieldCount, &cursor)
    let alignment = try Self.alignment(metadata, fieldPlaces)
    var entries: [TensorEntry] = []
    for number in 0..<tensorCount {
      entries.append(try TensorEntry(number, &cursor))
    }
    let dataStart = (cursor.offset + alignment - 1) / alignment * alignment
    var places: [String: Int] = [:]
    var tensors: [GGUFTensor] = []
    var next = 0
    for entry in entries {
      guard places.updateValue(tensors.count, forKey: entry.name) == nil else {
        throw .malformed(what: "second tensor named \(entry.name)", offset: entry.place)
      }
      let tensor = try entry.tensor(
        dataStart: dataStart, expected: next, size: bytes.region.count)
      next = (tensor.offset - dataStart + tensor.byteCount + alignment - 1) / alignment * alignment
      tensors.append(tensor)
    }
    self.tensors = tensors
    tensorPlaces = places
  }

  private static func readVersion(_ cursor: inout GGUFCursor) throws(GGUFError) -> UInt32 {
    guard try cursor.number(UInt32.self, "the magic \"GGUF\"") == 0x4655_4747 else {
      throw .malformed(what: "the first four bytes are not \"GGUF\"", offset: 0)
    }
    let version = try cursor.number(UInt32.self, "the version")
    guard version == 2 || version == 3 else {
      let bigEndian = version.byteSwapped <= 3
      throw .unsupported(
        what: bigEndian ? "big-endian byte order" : "version \(version)",
        hint: "convert it to little-endian GGUF version 3")
    }
    return version
  }

  private static func readCount(
    _ what: String, _ cursor: inout GGUFCursor
  ) throws(GGUFError) -> Int {
    let count = try cursor.number(UInt64.self, what)
    guard count <= mostEntries else {
      throw .malformed(
        what: "\(what) is \(count), more than \(mostEntries),", offset: cursor.offset - 8)
    }
    return Int(count)
  }

  private static func readMetadata(
    _ count: Int, _ cursor: inout GGUFCursor
  ) throws(GGUFError) -> ([GGUFField], [String: Int]) {
    var fields: [GGUFField] = []
    var places: [String: Int] = [:]
    for number in 0..<count {
      let place = cursor.offset
      let key = try cursor.string("key of metadata entry \(number)", most: 65_535)
      guard places.updateValue(number, forKey: key) == nil else {
        throw .malformed(what: "second metadata key \(key)", offset: place)
      }
      let type = try cursor.number(UInt32.self, "value type of \(key)")
      fields.append(GGUFField(key, try cursor.value(type: type, key)))
    }
    return (fields, places)
  }

  private static func alignment(
    _ fields: [GGUFField], _ places: [String: Int]
  ) throws(GGUFError) -> Int {
    let key = "general.alignment"
    guard let place = places[key] else { return 32 }
    let value = fields[place].value
    guard let alignment = value.integer else {
      throw .wrongType(key: key, expected: "an integer", found: value.typeName)
    }
    guard alignment > 0, alignment <= 65_536, alignment & (alignment - 1) == 0 else {
      throw .valueOutOfRange(
        key: key, value: "\(alignment)", allowed: "a power of two up to 65536")
    }
    return alignment
  }
}

/// One entry of the tensor list as it stands in the file.
private struct TensorEntry {
  let place: Int
  let name: String
  let dimensions: [UInt64]
  let type: GGUFTensorType
  let relativeOffset: UInt64

  init(_ number: Int, _ cursor: inout GGUFCursor) throws(GGUFError) {
    place = cursor.offset
    name = try cursor.string("name of tensor \(number)", most: 64)
    let count = try cursor.number(UInt32.self, "dimension count of \(name)")
    guard (1...4).contains(count) else {
      throw .malformed(what: "tensor \(name) has \(count) dimensions", offset: cursor.offset - 4)
    }
    var extents: [UInt64] = []
    for _ in 0..<count { extents.append(try cursor.number(UInt64.self, "extents of \(name)")) }
    dimensions = extents
    let code = try cursor.number(UInt32.self, "type of \(name)")
    guard let type = GGUFTensorType(rawValue: code) else {
      let names = GGUFTensorType.names
      let known = Int(code) < names.count ? "\(names[Int(code)]) (type \(code))" : "type \(code)"
      throw .unsupported(
        what: "tensor \(name) is \(known)", hint: "requantise it to \(GGUFTensorType.list)")
    }
    self.type = type
    relativeOffset = try cursor.number(UInt64.self, "offset of \(name)")
  }

  /// The tensor, which must begin `expected` bytes after `dataStart` in a file of `size` bytes.
  func tensor(dataStart: Int, expected: Int, size: Int) throws(GGUFError) -> GGUFTensor {
    let block = UInt64(type.blockNumbers)
    guard dimensions.allSatisfy({ $0 > 0 }), dimensions[0] % block == 0 else {
      throw .malformed(
        what: "tensor \(name) of type \(type.name) has the extents \(dimensions)", offset: place)
    }
    var byteCount = UInt64(type.blockBytes)
    for (index, extent) in dimensions.enumerated() {
      let factor = index == 0 ? extent / block : extent
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: factor)
      guard !overflow, product <= UInt64(Int.max / 64) else {
        throw .malformed(what: "tensor \(name) has the extents \(dimensions)", offset: place)
      }
      byteCount = product
    }
    guard relativeOffset == UInt64(expected) else {
      throw .malformed(
        what: "the data of tensor \(name) begin at \(relativeOffset) of the data section, "
          + "not at \(expected) behind the tensor before it,",
        offset: place)
    }
    let offset = dataStart + expected
    let available = max(0, size - offset)
    guard byteCount <= UInt64(available) else {
      throw .truncated(
        what: "data of tensor \(name)", offset: offset, needed: byteCount, available: available)
    }
    return GGUFTensor(
      name: name, dimensions: dimensions.map { Int($0) }, type: type, offset: offset,
      byteCount: Int(byteCount))
  }
}

// MARK: - Metadata

extension GGUFReader {
  /// The value of `key`, or `nil`.
  public subscript(key: String) -> GGUFValue? { fieldPlaces[key].map { metadata[$0].value } }

  private func get<Value>(
    _ key: String, _ expected: String, _ convert: (GGUFValue) -> Value?
  ) throws(GGUFError) -> Value {
    guard let value = self[key] else { throw .missingKey(key) }
    guard let converted = convert(value) else {
      throw .wrongType(key: key, expected: expected, found: value.typeName)
    }
    return converted
  }

  /// The text of `key`.
  ///
  /// - Throws: ``GGUFError`` when the key is absent or holds another type.
  public func string(_ key: String) throws(GGUFError) -> String {
    try get(key, "a string") { if case .string(let text) = $0 { text } else { nil } }
  }

  /// The integer of `key`, whatever its width.
  ///
  /// - Throws: ``GGUFError`` when the key is absent or holds another type.
  public func integer(_ key: String) throws(GGUFError) -> Int {
    try get(key, "an integer", \.integer)
  }

  /// The floating-point number of `key`.
  ///
  /// - Throws: ``GGUFError`` when the key is absent or holds another type.
  public func float(_ key: String) throws(GGUFError) -> Double {
    try get(key, "a float", \.float)
  }

  /// The truth value of `key`.
  ///
  /// - Throws: ``GGUFError`` when the key is absent or holds another type.
  public func bool(_ key: String) throws(GGUFError) -> Bool {
    try get(key, "a bool") { if case .bool(let value) = $0 { value } else { nil } }
  }

  /// The array of strings of `key`.
  ///
  /// - Throws: ``GGUFError`` when the key is absent or holds another type.
  public func strings(_ key: String) throws(GGUFError) -> [String] {
    try get(key, "an array of strings") {
      if case .array(.string(let values)) = $0 { values } else { nil }
    }
  }

  /// The array of integers of `key`, whatever their width.
  ///
  /// - Throws: ``GGUFError`` when the key is absent or holds another type.
  public func integers(_ key: String) throws(GGUFError) -> [Int] {
    try get(key, "an array of integers") {
      if case .array(let array) = $0 { array.integers } else { nil }
    }
  }

  /// The array of 32-bit floats of `key`.
  ///
  /// - Throws: ``GGUFError`` when the key is absent or holds another type.
  public func floats(_ key: String) throws(GGUFError) -> [Float] {
    try get(key, "an array of floats") {
      if case .array(.float32(let values)) = $0 { values } else { nil }
    }
  }
}

// MARK: - Tensors

extension GGUFReader {
  /// The tensor called `name`, or `nil`.
  public func tensor(named name: String) -> GGUFTensor? {
    tensorPlaces[name].map { tensors[$0] }
  }

  /// The stored bytes of a tensor of this file, valid as long as `bytes` lives.
  public func data(of tensor: GGUFTensor) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      rebasing: bytes.region[tensor.offset..<tensor.offset + tensor.byteCount])
  }

  /// Reads every number of every tensor.
  ///
  /// - Throws: ``GGUFError/malformed(what:offset:)`` for the first that is not finite.
  public func checkNumbers() throws(GGUFError) {
    for tensor in tensors where !floats(of: tensor).allSatisfy(\.isFinite) {
      throw .malformed(
        what: "a number of tensor \(tensor.name), whose data begin", offset: tensor.offset)
    }
  }

  /// The numbers of a tensor of this file, widened to 32-bit floats, row-major.
  public func floats(of tensor: GGUFTensor) -> [Float] {
    let data = data(of: tensor)
    if let form = tensor.type.form { return form.floats(data) }
    if let half = tensor.type.halfForm { return half.floats(data) }
    return (0..<tensor.count).map { index in
      Float(
        bitPattern: UInt32(
          littleEndian: data.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
    }
  }
}
