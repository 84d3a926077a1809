import Testing
import Transformer

@Suite("GGUF files written and read again")
struct GGUFWriterTests {
  static let everyValue: [GGUFField] = [
    GGUFField("u8", .uint8(200)), GGUFField("i8", .int8(-100)), GGUFField("u16", .uint16(60_000)),
    GGUFField("i16", .int16(-30_000)), GGUFField("u32", .uint32(.max)),
    GGUFField("i32", .int32(.min)), GGUFField("f32", .float32(-1.5e-30)),
    GGUFField("yes", .bool(true)), GGUFField("no", .bool(false)),
    GGUFField("text", .string("Grüße, 夜\0!")), GGUFField("empty", .string("")),
    GGUFField("u64", .uint64(.max)), GGUFField("i64", .int64(.min)),
    GGUFField("f64", .float64(2.5e300)),
    GGUFField("a.u8", .array(.uint8([1, 2]))), GGUFField("a.i8", .array(.int8([-1, 2]))),
    GGUFField("a.u16", .array(.uint16([1, 65_535]))), GGUFField("a.i16", .array(.int16([-9]))),
    GGUFField("a.u32", .array(.uint32([7]))), GGUFField("a.i32", .array(.int32([-7, 7]))),
    GGUFField("a.f32", .array(.float32([0.5, -2]))), GGUFField("a.bool", .array(.bool([true]))),
    GGUFField("a.text", .array(.string(["a", "", "Ġthe"]))),
    GGUFField("a.u64", .array(.uint64([.max]))), GGUFField("a.i64", .array(.int64([.min]))),
    GGUFField("a.f64", .array(.float64([1e-300]))), GGUFField("a.none", .array(.string([]))),
    GGUFField("a.a", .array(.array([.uint8([1]), .string(["x"]), .array([.bool([])])]))),
  ]

  @Test("Every value type survives, in order")
  func values() throws {
    let file = GGUFWriter(metadata: Self.everyValue).encoded()
    let reader = try GGUFReader(GGUFBytes(file))
    #expect(reader.metadata == Self.everyValue)
    #expect(reader.version == 3)
    #expect(reader["a.text"]?.typeName == "ARRAY")
    #expect(try reader.integer("i32") == Int(Int32.min))
    #expect(try reader.float("f64") == 2.5e300)
    #expect(try reader.bool("yes"))
    #expect(try reader.string("text") == "Grüße, 夜\0!")
    #expect(try reader.strings("a.text") == ["a", "", "Ġthe"])
    #expect(try reader.integers("a.i32") == [-7, 7])
    #expect(try reader.floats("a.f32") == [0.5, -2])
  }

  @Test("Tensors survive within the rounding of their type, each on a multiple of the alignment")
  func tensors() throws {
    let numbers = (0..<96).map { Float($0) / 7 - 5 }
    var writer = GGUFWriter(metadata: [GGUFField("general.alignment", .uint32(64))])
    try writer.add("a", dimensions: [96], type: .q8_0, numbers: numbers)
    try writer.add("b", dimensions: [3, 32], type: .f16, numbers: numbers)
    try writer.add("c", dimensions: [32, 3], type: .q8_0, numbers: numbers)
    try writer.add("d", dimensions: [3, 32], type: .q8_0, numbers: numbers)
    let reader = try GGUFReader(GGUFBytes(writer.encoded()))
    #expect(reader.tensors.map(\.type) == [.f32, .f16, .q8_0, .f16])
    #expect(reader.tensors.map(\.rows) == [1, 32, 3, 32])
    #expect(reader.tensors.allSatisfy { $0.offset % 64 == 0 })
    let bounds: [Float] = [0, 0.005, 0.04, 0.005]
    for (tensor, bound) in zip(reader.tensors, bounds) {
      #expect(largestDifference(reader.floats(of: tensor), numbers) <= bound, "\(tensor.name)")
    }
  }

  @Test("A sink receives the same bytes as one buffer")
  func sink() throws {
    var writer = GGUFWriter(metadata: Self.everyValue)
    try writer.add("t", dimensions: [2, 3], type: .f32, numbers: [1, 2, 3, 4, 5, 6])
    var pieces: [UInt8] = []
    writer.write { pieces += $0 }
    #expect(pieces == writer.encoded())
    #expect(pieces.count % 32 == 0)
  }

  @Test("Tensors that cannot be written are refused with a reason")
  func refusals() {
    var writer = GGUFWriter(metadata: [])
    #expect(
      throws: GGUFError.unwritable(name: "t", reason: "extents [2, 3] do not hold 5 numbers")
    ) {
      try writer.add("t", dimensions: [2, 3], type: .f32, numbers: [1, 2, 3, 4, 5])
    }
    #expect(throws: GGUFError.unwritable(name: "t", reason: "its extents are []")) {
      try writer.add("t", dimensions: [], type: .f32, numbers: [1])
    }
    let name = String(repeating: "n", count: 64)
    #expect(throws: GGUFError.unwritable(name: name, reason: "its name is longer than 63 bytes")) {
      try writer.add(name, dimensions: [1], type: .f32, numbers: [1])
    }
  }
}
