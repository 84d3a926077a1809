import Evaluation
import Testing
import WorkflowGraph

@Suite struct FormatValidityTests {
  let reader = AnswerReader(catalog: SmallSet.catalog, readProgram: SmallSet.read)

  private func read(_ text: String, candidates: [String] = SmallSet.sample.candidates)
    -> ReadAnswer
  {
    reader.read(GivenAnswer(.text(text)), candidates: Set(candidates))
  }

  @Test func `A complete response meets every condition`() {
    let format = read(SmallSet.response("gold")).format
    #expect(format.isValid && format.isValidWithCandidates && format.isStrict)
  }

  @Test func `Text around the tags breaks only the strict form`() {
    let format = read("Sure! " + SmallSet.response("gold")).format
    #expect(format.isValid && !format.isStrict)
  }

  @Test func `A missing tag is invalid although the code parses`() {
    let text = SmallSet.response("gold").split(separator: "</design_principle>").joined()
    let format = read(text).format
    #expect(!format.areTagsPresent && format.isParsed && !format.isValid)
  }

  @Test func `Code that does not parse is invalid`() {
    let read = read(SmallSet.response("invented"))
    #expect(!read.format.isParsed && !read.format.isValid)
    #expect(read.unknownNames == 2 && read.badSlots == 1)
  }

  @Test func `A selected name outside the catalog is invalid`() {
    let read = read(SmallSet.response("gold", selected: ["Loader", "Dream"]))
    #expect(!read.format.areNamesKnown && !read.format.isValid && read.unknownNames == 1)
  }

  @Test func `A selected name counts as the class type it means`() {
    let reader = AnswerReader(
      catalog: SmallSet.catalog, classType: { $0 == "load_er" ? "Loader" : $0 },
      readProgram: SmallSet.read)
    let text = SmallSet.response("gold", selected: ["load_er"])
    let read = reader.read(
      GivenAnswer(.text(text)), candidates: Set(SmallSet.sample.candidates))
    #expect(read.format.isValidWithCandidates)
  }

  @Test func `A known name that was not offered breaks only FV-cand`() {
    let read = read(SmallSet.response("gold"), candidates: ["Loader", "Encode", "Save"])
    #expect(read.format.isValid && !read.format.isValidWithCandidates)
    #expect(read.foreignNames == 2)
  }

  @Test func `A cycle is no valid graph`() {
    let format = read(SmallSet.response("cycle", selected: ["Save", "Decode"])).format
    #expect(format.isParsed && !format.isGraph && !format.isValid)
  }

  @Test func `Links from outputs and nodes that do not exist are no valid graph`() {
    for link in [SmallSet.link("images", "1", 7), SmallSet.link("images", "9", 0)] {
      let workflow = Workflow(nodes: [
        Node(id: "1", classType: "Decode"), Node(id: "2", classType: "Save", inputs: [link]),
      ])
      let read = reader.read(
        GivenAnswer(.workflow(workflow)), candidates: ["Decode", "Save"])
      #expect(!read.format.isGraph && read.format.areTagsPresent)
    }
  }

  @Test func `No answer and an empty workflow are invalid`() {
    #expect(!reader.read(.none, candidates: []).format.isValid)
    #expect(!reader.read(GivenAnswer(.workflow(Workflow())), candidates: []).format.isValid)
  }
}
