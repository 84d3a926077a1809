import Testing
import Transformer

/// A GGUF head written by hand, so that every number in it can be impossible.
private struct Head {
  var bytes = Array("GGUF".utf8)

  init(version: UInt32 = 3, tensors: UInt64 = 0, fields: UInt64 = 0) {
    add(version)
    add(tensors)
    add(fields)
  }

  mutating func add(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Adds a string that states `length` bytes, else as many as it has.
  mutating func add(_ text: String, length: UInt64? = nil) {
    add(length ?? UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// One field called `k` of the value type `type`, whose value is to follow.
  static func field(_ key: String = "k", type: UInt32, _ value: (inout Head) -> Void) -> [UInt8] {
    var head = Head(fields: 1)
    head.add(key)
    head.add(type)
    value(&head)
    return head.bytes
  }

  /// One field that is an array of `count` elements of `type`, whose elements are to follow.
  static func array(_ type: UInt32, _ count: UInt64, then: (inout Head) -> Void = { _ in })
    -> [UInt8]
  {
    field(type: 9) { head in
      head.add(type)
      head.add(count)
      then(&head)
    }
  }

  typealias Entry = (name: String, extents: [UInt64], type: UInt32, offset: UInt64)

  /// Tensors with `data` bytes behind the padded head.
  static func tensors(_ entries: [Entry], data: Int = 0) -> [UInt8] {
    var head = Head(tensors: UInt64(entries.count))
    for entry in entries {
      head.add(entry.name)
      head.add(UInt32(entry.extents.count))
      for extent in entry.extents { head.add(extent) }
      head.add(entry.type)
      head.add(entry.offset)
    }
    let padded = (head.bytes.count + 31) / 32 * 32 + data
    return head.bytes + [UInt8](repeating: 0, count: padded - head.bytes.count)
  }

  static func tensor(_ extents: [UInt64], type: UInt32 = 0, offset: UInt64 = 0, data: Int = 0)
    -> [UInt8]
  {
    tensors([("t", extents, type, offset)], data: data)
  }
}

@Suite("Hostile heads of GGUF files")
struct GGUFHeaderFaultTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let file: [UInt8]
    let sentence: String

    init(_ name: String, _ file: [UInt8], _ sentence: String) {
      (testDescription, self.file, self.sentence) = (name, file, sentence)
    }

    /// Bytes that cannot be what the format puts there.
    static func malformed(_ name: String, _ file: [UInt8], _ what: String) -> Case {
      Case(name, file, "not a valid GGUF file: \(what); copy or download the file again")
    }

    /// A file that ends before something is complete.
    static func short(_ name: String, _ file: [UInt8], _ what: String) -> Case {
      Case(name, file, "GGUF file ends too early: \(what); copy or download the file again")
    }
  }

  static let strings: [Case] = [
    .malformed(
      "more metadata than any file has", Head(fields: 65_537).bytes,
      "metadata count is 65537, more than 65536, at byte 16"),
    .short(
      "metadata that never come", Head(fields: 65_536).bytes,
      "length of key of metadata entry 0 at byte 24 needs 8 bytes, 0 are left"),
    .short(
      "a key of 2^63 - 1 bytes", Head(fields: 1).bytes + [255, 255, 255, 255, 255, 255, 255, 127],
      "key of metadata entry 0 at byte 32 needs 9223372036854775807 bytes, 0 are left"),
    .short(
      "a key of 2^63 bytes", Head(fields: 1).bytes + [0, 0, 0, 0, 0, 0, 0, 128],
      "key of metadata entry 0 at byte 32 needs 9223372036854775808 bytes, 0 are left"),
    .malformed(
      "a key of 65,536 bytes",
      Head.field(String(repeating: "k", count: 65_536), type: 7) { $0.add(UInt8(1)) },
      "key of metadata entry 0 has 65536 bytes, more than 65535, at byte 24"),
    .malformed(
      "a key that is no text", Head(fields: 1).bytes + [1, 0, 0, 0, 0, 0, 0, 0, 0xFF],
      "key of metadata entry 0 is not UTF-8 at byte 32"),
    .malformed(
      "a key that moves the cursor", Head.field("\u{1B}[2J\n", type: 13) { _ in },
      "\\x1b[2J\\x0a has the value type 13 at byte 41"),
    .short(
      "a string longer than the file", Head.field(type: 8) { $0.add("abc", length: 4) },
      "k at byte 45 needs 4 bytes, 3 are left"),
  ]

  static let values: [Case] = [
    .malformed(
      "a bool that is neither", Head.field(type: 7) { $0.add(UInt8(2)) },
      "k is the bool 2, not 0 or 1 at byte 37"),
    .malformed(
      "elements of no type", Head.array(13, 0), "k has the element type 13 at byte 49"),
    .short(
      "2^61 strings", Head.array(8, 1 << 61),
      "k at byte 49 needs 18446744073709551615 bytes, 0 are left"),
    .short(
      "2^63 numbers", Head.array(12, 1 << 63),
      "k at byte 49 needs 18446744073709551615 bytes, 0 are left"),
    .short(
      "2^40 arrays", Head.array(9, 1 << 40), "k at byte 49 needs 13194139533312 bytes, 0 are left"),
    .malformed(
      "arrays five deep",
      Head.array(9, 1) { head in
        for _ in 0..<4 {
          head.add(UInt32(9))
          head.add(UInt64(1))
        }
      }, "k nests arrays deeper than 4 at byte 85"),
    Case(
      "an alignment of 0", Head.field("general.alignment", type: 4) { $0.add(UInt32(0)) },
      """
      GGUF metadata general.alignment is 0, allowed is a power of two up to 65536; export the \
      model again
      """),
    Case(
      "an alignment of 2^63", Head.field("general.alignment", type: 10) { $0.add(UInt64(1) << 63) },
      "GGUF metadata general.alignment is UINT64, expected an integer; export the model again"),
  ]

  static let tensors: [Case] = [
    .malformed("no extents", Head.tensor([]), "tensor t has 0 dimensions at byte 33"),
    .malformed(
      "five extents", Head.tensor([1, 1, 1, 1, 1]), "tensor t has 5 dimensions at byte 33"),
    .malformed(
      "an extent of zero", Head.tensor([8, 0]),
      "tensor t of type F32 has the extents [8, 0] at byte 24"),
    .malformed(
      "a product beyond 2^64", Head.tensor([1 << 32, 1 << 32]),
      "tensor t has the extents [4294967296, 4294967296] at byte 24"),
    .malformed(
      "a product beyond what can be addressed", Head.tensor([1 << 57]),
      "tensor t has the extents [144115188075855872] at byte 24"),
    Case(
      "a type that never was", Head.tensor([8], type: 99),
      """
      unsupported GGUF file: tensor t is type 99; requantise it to F32, F16, Q4_0, Q4_1, Q8_0, \
      Q4_K, Q6_K or BF16
      """),
    .malformed(
      "a name of 65 bytes", Head.tensors([(String(repeating: "t", count: 65), [8], 0, 0)]),
      "name of tensor 0 has 65 bytes, more than 64, at byte 24"),
    .malformed(
      "two tensors of one name", Head.tensors([("t", [8], 0, 0), ("t", [8], 0, 32)], data: 64),
      "second tensor named t at byte 57"),
  ]

  static let offsets: [Case] = [
    .malformed(
      "data off the alignment", Head.tensor([8], offset: 8, data: 64),
      "the data of tensor t begin at 8 of the data section, not at 0 behind the tensor before it, "
        + "at byte 24"),
    .malformed(
      "data at 2^63", Head.tensor([8], offset: 1 << 63, data: 64),
      "the data of tensor t begin at 9223372036854775808 of the data section, not at 0 behind the "
        + "tensor before it, at byte 24"),
    .malformed(
      "data of two tensors in one place",
      Head.tensors([("t", [8], 0, 0), ("u", [8], 0, 0)], data: 64),
      "the data of tensor u begin at 0 of the data section, not at 32 behind the tensor before it, "
        + "at byte 57"),
    .malformed(
      "a gap between data", Head.tensors([("t", [8], 0, 0), ("u", [8], 0, 64)], data: 128),
      "the data of tensor u begin at 64 of the data section, not at 32 behind the tensor before "
        + "it, at byte 57"),
    .short(
      "data that end too early", Head.tensor([9], data: 32),
      "data of tensor t at byte 64 needs 36 bytes, 32 are left"),
    .short(
      "no data", Head.tensor([1 << 54], data: 0),
      "data of tensor t at byte 64 needs 72057594037927936 bytes, 0 are left"),
  ]

  @Test("An impossible head says what is wrong and where", arguments: strings + values)
  func metadata(_ one: Case) { expect(one) }

  @Test("An impossible tensor says what is wrong and where", arguments: tensors + offsets)
  func tensor(_ one: Case) { expect(one) }

  private func expect(_ one: Case) {
    do {
      let reader = try GGUFReader(GGUFBytes(one.file))
      Issue.record("accepted with \(reader.tensors.count) tensors")
    } catch { #expect("\(error)" == one.sentence) }
  }

  @Test("Data one after another, each on the alignment, are read")
  func contiguous() throws {
    let file = Head.tensors([("t", [9], 0, 0), ("u", [8], 0, 64)], data: 96)
    #expect(try GGUFReader(GGUFBytes(file)).tensors.map(\.offset) == [96, 160])
  }

  @Test("A long text of the file is cut before it reaches a sentence")
  func longNames() {
    let error = GGUFError.malformed(what: String(repeating: "k", count: 1_000), offset: 0)
    #expect(
      "\(error)"
        == """
        not a valid GGUF file: \(String(repeating: "k", count: 300)) … at byte 0; copy or \
        download the file again
        """)
  }
}
