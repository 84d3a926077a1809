import Testing

@testable import Ranking

@Suite struct PolicyWordsTests {
  @Test("names part into words at signs, digits and capitals")
  func words() {
    for name in ["python_code", "pythonCode", "Python Code", "code2", "a.code"] {
      #expect(InputWords(name).areOfCode, "\(name)")
    }
    for name in ["encode", "CLIPTextEncode", "decoder", "barcode", "transcript", ""] {
      #expect(!InputWords(name).areOfCode, "\(name)")
    }
    #expect(InputWords("MathEval (mtb)").areOfEvaluation)
    #expect(!InputWords("Evaluation Retrieval").areOfEvaluation)
    #expect(InputWords("image_url").areOfAddresses && !InputWords("curl").areOfAddresses)
    #expect(InputWords("sampler_name").areOfFiles && !InputWords("sampler_name").areOfPlaces)
  }

  @Test("a place is told by how a text begins, or by where it leads")
  func places() {
    #expect(PathText("a/b").ruleOfName == nil && PathText("a..b").ruleOfName == nil)
    #expect(PathText("/").ruleOfName == .outsideFolders && PathText("/").ruleOfWhole == nil)
    #expect(PathText("C:").ruleOfName == .outsideFolders && PathText("C:").ruleOfWhole == nil)
    #expect(PathText("é:/x").ruleOfName == nil)
    #expect(PathText("s3://bucket/x").ruleOfWhole == .networkAddress)
    #expect(PathText("a b://c").ruleOfWhole == nil && PathText("http://").ruleOfWhole == nil)
  }
}
