import Testing

@testable import KnowledgeBase

@Suite struct CompanyFeatureTests {
  private let company = NodeCompany(SmallKnowledge.entries)

  private func feature(
    _ feature: CompanyFeature, of place: Int, among candidates: [String],
    excluding families: Set<String> = []
  ) -> Double {
    let column = CompanyFeature.allCases.firstIndex(of: feature) ?? 0
    return company.features(of: candidates, excluding: families)[place][column]
  }

  @Test func `A stranger has no companions`() {
    let candidates = ["Loader", "Sampler", "Save", "Nowhere"]
    #expect(feature(.isUnknown, of: 3, among: candidates) == 1)
    #expect(feature(.isUnknown, of: 0, among: candidates) == 0)
    #expect(feature(.companions, of: 3, among: candidates) == 0)
    #expect(feature(.closest, of: 0, among: candidates) > 0)
    #expect(
      feature(.meanLift, of: 0, among: candidates) > feature(.meanLift, of: 3, among: candidates))
  }

  @Test func `Two that one family has lift one another by that family alone`() {
    let candidates = ["Loader", "Sampler"]
    let families = Double(company.familyCount)
    let loader = Double(company.families(of: "Loader", excluding: []).count)
    let sampler = Double(company.families(of: "Sampler", excluding: []).count)
    // Sampler is in one family, which has the loader too.
    let usual = (loader + 0.3) / families
    let share =
      (sampler + NodeCompany.priorFamilies * usual) / (sampler + NodeCompany.priorFamilies)
    #expect(
      feature(.closest, of: 0, among: candidates) == BM25Index.logarithm(share / usual))
    #expect(feature(.second, of: 0, among: candidates) == 0)
  }

  @Test func `A family that is left out says nothing`() {
    let all = Set(SmallKnowledge.entries.map(\.family))
    #expect(feature(.isUnknown, of: 0, among: ["Loader", "Sampler"], excluding: all) == 1)
  }

  @Test func `One candidate alone has no company`() {
    #expect(company.features(of: ["Save"])[0].dropFirst().allSatisfy { $0 == 0 })
    #expect(company.features(of: []).isEmpty)
  }
}
