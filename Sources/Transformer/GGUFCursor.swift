/// Reads little-endian values from a byte region and never past its end.
struct GGUFCursor {
  let region: UnsafeRawBufferPointer
  /// The next byte to read, at most `region.count`.
  private(set) var offset = 0

  private static let deepestNesting = 4

  init(_ region: UnsafeRawBufferPointer) { self.region = region }

  var available: Int { region.count - offset }

  /// Checks that `count` elements of at least `size` bytes each are left.
  private func require(_ count: UInt64, of size: UInt64, _ what: String) throws(GGUFError) {
    let (needed, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, needed <= UInt64(available) else {
      throw .truncated(
        what: what, offset: offset, needed: overflow ? .max : needed, available: available)
    }
  }

  mutating func number<Number: FixedWidthInteger>(
    _ type: Number.Type, _ what: String
  ) throws(GGUFError) -> Number {
    try require(1, of: UInt64(MemoryLayout<Number>.size), what)
    defer { offset += MemoryLayout<Number>.size }
    return Number(littleEndian: region.loadUnaligned(fromByteOffset: offset, as: type))
  }

  mutating func string(_ what: String, most: UInt64 = .max) throws(GGUFError) -> String {
    let count = try number(UInt64.self, "length of \(what)")
    try require(count, of: 1, what)
    guard count <= most else {
      throw .malformed(what: "\(what) has \(count) bytes, more than \(most),", offset: offset - 8)
    }
    let bytes = UnsafeRawBufferPointer(rebasing: region[offset..<offset + Int(count)])
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformed(what: "\(what) is not UTF-8", offset: offset)
    }
    offset += Int(count)
    return text
  }

  mutating func bool(_ what: String) throws(GGUFError) -> Bool {
    let byte = try number(UInt8.self, what)
    guard byte <= 1 else {
      throw .malformed(what: "\(what) is the bool \(byte), not 0 or 1", offset: offset - 1)
    }
    return byte == 1
  }

  mutating func value(type: UInt32, _ what: String) throws(GGUFError) -> GGUFValue {
    switch type {
    case 0: .uint8(try number(UInt8.self, what))
    case 1: .int8(try number(Int8.self, what))
    case 2: .uint16(try number(UInt16.self, what))
    case 3: .int16(try number(Int16.self, what))
    case 4: .uint32(try number(UInt32.self, what))
    case 5: .int32(try number(Int32.self, what))
    case 6: .float32(Float(bitPattern: try number(UInt32.self, what)))
    case 7: .bool(try bool(what))
    case 8: .string(try string(what))
    case 9: .array(try array(depth: 1, what))
    case 10: .uint64(try number(UInt64.self, what))
    case 11: .int64(try number(Int64.self, what))
    case 12: .float64(Double(bitPattern: try number(UInt64.self, what)))
    default: throw .malformed(what: "\(what) has the value type \(type)", offset: offset)
    }
  }

  private mutating func array(depth: Int, _ what: String) throws(GGUFError) -> GGUFArray {
    guard depth <= Self.deepestNesting else {
      throw .malformed(
        what: "\(what) nests arrays deeper than \(Self.deepestNesting)", offset: offset)
    }
    let type = try number(UInt32.self, "element type of \(what)")
    let count = try number(UInt64.self, "element count of \(what)")
    switch type {
    case 0: return .uint8(try numbers(count, what))
    case 1: return .int8(try numbers(count, what))
    case 2: return .uint16(try numbers(count, what))
    case 3: return .int16(try numbers(count, what))
    case 4: return .uint32(try numbers(count, what))
    case 5: return .int32(try numbers(count, what))
    case 6:
      let bits: [UInt32] = try numbers(count, what)
      return .float32(bits.map(Float.init(bitPattern:)))
    case 7: return .bool(try bools(count, what))
    case 8: return .string(try strings(count, what))
    case 9: return .array(try arrays(count, depth: depth + 1, what))
    case 10: return .uint64(try numbers(count, what))
    case 11: return .int64(try numbers(count, what))
    case 12:
      let bits: [UInt64] = try numbers(count, what)
      return .float64(bits.map(Double.init(bitPattern:)))
    default: throw .malformed(what: "\(what) has the element type \(type)", offset: offset)
    }
  }

  private mutating func numbers<Number: FixedWidthInteger>(
    _ count: UInt64, _ what: String
  ) throws(GGUFError) -> [Number] {
    let size = MemoryLayout<Number>.size
    try require(count, of: UInt64(size), what)
    let start = offset
    offset += Int(count) * size
    return (0..<Int(count)).map { index in
      Number(
        littleEndian: region.loadUnaligned(
          fromByteOffset: start + index * size, as: Number.self))
    }
  }

  private mutating func bools(_ count: UInt64, _ what: String) throws(GGUFError) -> [Bool] {
    try require(count, of: 1, what)
    var values: [Bool] = []
    values.reserveCapacity(Int(count))
    for _ in 0..<count { values.append(try bool(what)) }
    return values
  }

  private mutating func strings(_ count: UInt64, _ what: String) throws(GGUFError) -> [String] {
    // Eight bytes of length are the least a string takes, so the reservation stays below the file.
    try require(count, of: 8, what)
    var values: [String] = []
    values.reserveCapacity(Int(count))
    for index in 0..<count { values.append(try string("\(what)[\(index)]")) }
    return values
  }

  private mutating func arrays(
    _ count: UInt64, depth: Int, _ what: String
  ) throws(GGUFError) -> [GGUFArray] {
    try require(count, of: 12, what)
    var values: [GGUFArray] = []
    for _ in 0..<count { values.append(try array(depth: depth, what)) }
    return values
  }
}
