import Testing

@testable import KnowledgeBase

@Suite("Which nodes come together")
struct NodeCompanyTests {
  private let company = NodeCompany(SmallKnowledge.entries)

  @Test("Workflows of one family count once")
  func families() {
    #expect(company.familyCount == 3)
    #expect(company.classTypes.count == 8)
    #expect(company.frequencies()[company.place(of: "Sampler") ?? -1] == 1)
    #expect(company.frequencies()[company.place(of: "Save") ?? -1] == 3)
    #expect(company.place(of: "Nowhere") == nil)
  }

  @Test("Entries without a family are families of their own")
  func nameless() {
    let entry = WorkflowEntry(id: "a", family: "", classTypes: ["A": 1], text: "")
    #expect(NodeCompany([entry, entry]).familyCount == 2)
  }

  @Test("The share is that of the families with the given type")
  func share() {
    #expect(company.share(of: "Save", given: "Upscale") == 1)
    #expect(company.share(of: "Upscale", given: "Save") == 1.0 / 3)
    #expect(company.share(of: "Upscale", given: "Sampler") == 0)
    #expect(company.share(of: "Save", given: "Save") == 1)
    #expect(company.share(of: "Save", given: "Nowhere") == 0)
  }

  @Test("A family that is left out counts nowhere")
  func exclusion() {
    let place = company.place(of: "Save") ?? -1
    let left = company.families(named: ["f2", "nobody"])
    #expect(company.frequencies(excluding: left)[place] == 2)
    let names = company.companions(of: place, excluding: left).map { company.classTypes[$0.place] }
    #expect(names == ["Encode", "Loader", "LoadVideo", "Sampler", "SaveVideo"].sorted())
  }
}
