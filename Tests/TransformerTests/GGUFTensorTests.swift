import Testing
import Transformer

@Suite("Tensor types")
struct GGUFTensorTests {
  /// Source: ggml-org/ggml, `enum ggml_type` and `type_traits`; ggml-org/llama.cpp, `llama_ftype`.
  @Test("Types have ggml's numbers, names and sizes")
  func table() {
    let table: [(GGUFTensorType, UInt32, String, Int, Int, UInt32)] = [
      (.f32, 0, "F32", 1, 4, 0), (.f16, 1, "F16", 1, 2, 1), (.q4_0, 2, "Q4_0", 32, 18, 2),
      (.q4_1, 3, "Q4_1", 32, 20, 3), (.q8_0, 8, "Q8_0", 32, 34, 7),
      (.q4_K, 12, "Q4_K", 256, 144, 15), (.q6_K, 14, "Q6_K", 256, 210, 18),
      (.bf16, 30, "BF16", 1, 2, 32),
    ]
    #expect(table.count == GGUFTensorType.allCases.count)
    for (type, number, name, numbers, bytes, fileType) in table {
      #expect(type.rawValue == number && type.name == name && type.fileType == fileType)
      #expect(type.blockNumbers == numbers && type.blockBytes == bytes)
      #expect(GGUFTensorType(named: name.lowercased()) == type)
    }
    #expect(GGUFTensorType(named: "q5_0") == nil)
  }

  @Test("Rows that do not divide into blocks take the next type that can hold them")
  func fitting() {
    #expect(GGUFTensorType.q4_K.fitting(columns: 512) == .q4_K)
    #expect(GGUFTensorType.q4_K.fitting(columns: 576) == .q4_1)
    #expect(GGUFTensorType.q6_K.fitting(columns: 576) == .q8_0)
    #expect(GGUFTensorType.q6_K.fitting(columns: 20) == .f16)
    #expect(GGUFTensorType.f32.fitting(columns: 20) == .f32)
  }
}
