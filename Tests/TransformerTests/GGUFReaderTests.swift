import TestSupport
import Testing
import Transformer

@Suite("Reading GGUF files")
struct GGUFReaderTests {
  private func sentence(_ file: [UInt8]) -> String {
    do {
      _ = try GGUFReader(GGUFBytes(file))
      return "no error"
    } catch { return "\(error)" }
  }

  private func changed(_ place: Int, _ bytes: [UInt8]) -> [UInt8] {
    var writer = GGUFWriter(metadata: [GGUFField("key", .string("value"))])
    try? writer.add("t", dimensions: [32], type: .f32, numbers: [Float](repeating: 1, count: 32))
    var file = writer.encoded()
    for (index, byte) in bytes.enumerated() { file[place + index] = byte }
    return file
  }

  @Test("A file that is no GGUF file says so")
  func foreign() {
    #expect(
      sentence(Array("GGML is another format".utf8))
        == """
        not a valid GGUF file: the first four bytes are not "GGUF" at byte 0; copy or download \
        the file again
        """)
    #expect(
      sentence([])
        == """
        GGUF file ends too early: the magic "GGUF" at byte 0 needs 4 bytes, 0 are left; copy or \
        download the file again
        """)
  }

  @Test("Versions and byte orders that are not known are named")
  func versions() {
    #expect(
      sentence(changed(4, [1, 0, 0, 0]))
        == "unsupported GGUF file: version 1; convert it to little-endian GGUF version 3")
    #expect(
      sentence(changed(4, [0, 0, 0, 3]))
        == """
        unsupported GGUF file: big-endian byte order; convert it to little-endian GGUF version 3
        """)
  }

  @Test("A tensor type without kernels is named")
  func tensorType() {
    // Head 24, key 8 + 3, type 4, value 8 + 5, name 8 + 1, dimensions 4, extent 8.
    #expect(
      sentence(changed(24 + 11 + 4 + 13 + 9 + 4 + 8, [11]))
        == """
        unsupported GGUF file: tensor t is Q3_K (type 11); requantise it to F32, F16, Q4_0, \
        Q4_1, Q8_0, Q4_K, Q6_K or BF16
        """)
  }

  @Test("Lengths near the largest numbers are refused, not computed with")
  func hugeLengths() {
    let most = [UInt8](repeating: 0xFF, count: 8)
    #expect(
      sentence(changed(8, most))
        == """
        not a valid GGUF file: tensor count is 18446744073709551615, more than 65536, at byte 8; \
        copy or download the file again
        """)
    #expect(
      sentence(changed(24, most))
        == """
        GGUF file ends too early: key of metadata entry 0 at byte 32 needs \
        18446744073709551615 bytes, 192 are left; copy or download the file again
        """)
    #expect(sentence(changed(24 + 11 + 4 + 13 + 9 + 4, most)).contains("tensor t has the extents"))
  }

  @Test("Missing keys and other types say which key")
  func metadata() throws {
    let reader = try GGUFReader(
      GGUFBytes(GGUFWriter(metadata: [GGUFField("n", .bool(true))]).encoded()))
    #expect(throws: GGUFError.missingKey("m")) { try reader.integer("m") }
    #expect(
      throws: GGUFError.wrongType(key: "n", expected: "an array of strings", found: "BOOL")
    ) { try reader.strings("n") }
    #expect(reader["m"] == nil)
  }

  @Test("Two fields or tensors of one name are refused")
  func duplicates() throws {
    let fields = [GGUFField("k", .bool(true)), GGUFField("k", .bool(true))]
    #expect(sentence(GGUFWriter(metadata: fields).encoded()).contains("second metadata key k"))
    var writer = GGUFWriter(metadata: [])
    try writer.add("t", dimensions: [1], type: .f32, numbers: [1])
    try writer.add("t", dimensions: [1], type: .f32, numbers: [1])
    #expect(sentence(writer.encoded()).contains("second tensor named t"))
  }
}

@Suite("Damaged GGUF files")
struct GGUFReaderFaultTests {
  /// One layer as narrow as the type's blocks allow.
  static func smallFile(_ type: GGUFTensorType, _ architecture: ModelArchitecture) throws
    -> [UInt8]
  {
    let width = max(32, type.blockNumbers)
    var c = ModelConfiguration(
      vocabularySize: 3, channels: width, layers: 1, heads: 2, keyValueHeads: 1, headSize: 16,
      feedForwardChannels: width, contextLength: 8)
    c.architecture = architecture
    c.hasAttentionBias = architecture == .qwen2
    if architecture == .llama { c.ropeFactors = [1, 1, 1, 1, 2, 2, 2, 2] }
    return try ModelWeights.gguf(
      configuration: c, tensors: TinyModels.tensors(c),
      metadata: GGUFWriterTests.everyValue
        + [GGUFField("tokenizer.ggml.tokens", .array(.string(["a", "b", "c"])))], type: type
    ).encoded()
  }

  /// Where the data of the first tensor begin.
  static func headLength(_ file: [UInt8]) throws -> Int {
    try GGUFReader(GGUFBytes(file)).tensors[0].offset
  }

  /// Every type with every architecture once.
  static let kinds: [(GGUFTensorType, ModelArchitecture)] = GGUFTensorType.allCases.enumerated()
    .map { ($1, ModelArchitecture.allCases[$0 % 3]) }

  /// Loads, and decodes a token when that succeeds: what was accepted must also be safe to use.
  private func use(_ file: [UInt8]) -> Bool {
    do {
      let model = try ModelWeights(try GGUFReader(GGUFBytes(file))).model()
      try model.makeSession(rows: 1, maximumTokens: 1).prefill([1])
      return true
    } catch { return false }
  }

  @Test("Cut at any byte, a file gives an error", arguments: kinds)
  func truncated(type: GGUFTensorType, architecture: ModelArchitecture) throws {
    let file = try Self.smallFile(type, architecture)
    #expect(use(file))
    let head = try Self.headLength(file)
    let padding = 31
    // Every length of one head, a few hundred of the others and of the long data parts.
    let inHead = type == .q8_0 ? 1 : 7
    let apart = max(7, (file.count - head) / 300)
    for length in 0..<file.count - padding
    where length % (length < head ? inHead : apart) == 0 {
      #expect(!use(Array(file[..<length])), "cut at \(length)")
    }
  }

  @Test("A flipped bit gives an error or a model that can be used", arguments: kinds)
  func flippedBits(type: GGUFTensorType, architecture: ModelArchitecture) throws {
    let file = try Self.smallFile(type, architecture)
    let head = try Self.headLength(file)
    var generator = TestGenerator(state: 11)
    var accepted = 0
    for _ in 0..<400 {
      var damaged = file
      // Three in four hit the head, where the structure is.
      let end = Int.random(in: 0..<4, using: &generator) == 0 ? file.count : head
      let place = Int.random(in: 0..<end, using: &generator)
      damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      if use(damaged) { accepted += 1 }
    }
    #expect(accepted > 0 && accepted < 400)
  }

  /// A file of one tensor with the given extents and type, and no data.
  private func sentence(_ extents: [UInt64], _ type: GGUFTensorType) -> String {
    var file = Array("GGUF".utf8) + [3, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 15)
    func append(_ number: UInt64, bytes: Int) {
      for byte in 0..<bytes { file.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * byte))) }
    }
    append(1, bytes: 8)
    file += Array("t".utf8)
    append(UInt64(extents.count), bytes: 4)
    for extent in extents { append(extent, bytes: 8) }
    append(UInt64(type.rawValue), bytes: 4)
    append(0, bytes: 8)
    do {
      return "\(try GGUFReader(GGUFBytes(file)).tensors)"
    } catch { return "\(error)" }
  }

  @Test("Rows that are no whole blocks are refused", arguments: GGUFTensorType.allCases)
  func rowLengths(type: GGUFTensorType) {
    for columns in [1, 16, 31, 33, 128, 255, 288] where columns % type.blockNumbers != 0 {
      #expect(
        sentence([UInt64(columns), 2], type)
          == """
          not a valid GGUF file: tensor t of type \(type.name) has the extents [\(columns), 2] at \
          byte 24; copy or download the file again
          """)
    }
    let block = UInt64(type.blockNumbers)
    #expect(
      sentence([block, 3], type)
        == """
        GGUF file ends too early: data of tensor t at byte 96 needs \(3 * type.blockBytes) bytes, \
        0 are left; copy or download the file again
        """)
  }

  @Test("Sizes near the largest numbers do not overflow", arguments: GGUFTensorType.allCases)
  func overflow(type: GGUFTensorType) {
    let most = UInt64.max - UInt64.max % 256
    let cases: [[UInt64]] = [
      [most], [most, most], [256, most], [256, 1 << 40, 1 << 40], [1 << 62, 2, 2, 2],
    ]
    for extents in cases {
      let found = sentence(extents, type)
      #expect(found.contains("tensor t has the extents") || found.contains("ends too early"))
    }
    #expect(sentence([0, 2], type).contains("has the extents [0, 2]"))
  }
}
