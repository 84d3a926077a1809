import Testing
import Transformer

@Suite("Shapes as metadata")
struct ModelMetadataTests {
  private func reader(
    _ configuration: ModelConfiguration, _ changes: [GGUFField] = []
  ) throws -> GGUFReader {
    let writer = try ModelWeights.gguf(
      configuration: configuration, tensors: TinyModels.tensors(configuration), metadata: changes)
    return try GGUFReader(GGUFBytes(writer.encoded()))
  }

  private func sentence(_ configuration: ModelConfiguration, _ changes: [GGUFField]) -> String {
    do {
      return "\(try ModelConfiguration(reader(configuration, changes)))"
    } catch { return "\(error)" }
  }

  @Test("Every architecture's shape comes back", arguments: ModelArchitecture.allCases)
  func roundTrip(architecture: ModelArchitecture) throws {
    for tied in [true, false] {
      let configuration = TinyModels.variant(architecture, tied: tied)
      #expect(try ModelConfiguration(reader(configuration)) == configuration)
    }
  }

  @Test("Linear scaling is read under old and new keys, and 0 means none")
  func scaling() throws {
    let plain = TinyModels.configuration
    let cases: [([GGUFField], Float)] = [
      ([], 1), ([GGUFField("llama.rope.scaling.factor", .float32(4))], 4),
      ([GGUFField("llama.rope.scale_linear", .float32(2))], 2),
      ([GGUFField("llama.rope.scaling.factor", .float32(0))], 1),
      (
        [
          GGUFField("llama.rope.scaling.type", .string("none")),
          GGUFField("llama.rope.scaling.factor", .float32(4)),
        ], 1
      ),
    ]
    for (fields, scale) in cases {
      #expect(try ModelConfiguration(reader(plain, fields)).ropeScale == scale)
    }
    #expect(
      sentence(plain, [GGUFField("llama.rope.scaling.factor", .float32(-1))])
        == """
        GGUF metadata llama.rope.scaling.factor is -1.0, allowed is a positive number; export the \
        model again
        """)
  }

  @Test("Heads that cannot be are refused by key")
  func heads() throws {
    let plain = TinyModels.configuration
    #expect(
      sentence(plain, [GGUFField("llama.attention.head_count_kv", .uint32(3))])
        == """
        GGUF metadata llama.attention.head_count_kv is 3, allowed is a divisor of 4; export the \
        model again
        """)
    #expect(
      sentence(plain, [GGUFField("llama.attention.key_length", .uint32(15))])
        == """
        GGUF metadata llama.attention.key_length is 15, allowed is an even number; export the \
        model again
        """)
    #expect(
      sentence(plain, [GGUFField("llama.attention.value_length", .uint32(8))])
        == """
        GGUF metadata llama.attention.value_length is 8, allowed is 16; export the model again
        """)
  }

  @Test("Factors of the rotary embedding must be as many as pairs, and positive")
  func factors() throws {
    var configuration = TinyModels.variant(.llama)
    configuration.ropeFactors[3] = 0
    #expect(
      sentence(configuration, [])
        == """
        unsupported GGUF file: the tensor rope_freqs.weight holds a number that is not positive; \
        use another model
        """)
    configuration.ropeFactors = [1, 2]
    #expect(
      sentence(configuration, [])
        == "tensor rope_freqs.weight has shape (1, 2), the metadata asks for (1, 12); "
        + "export it again")
  }
}
