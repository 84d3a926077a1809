import Testing

@testable import WorkflowCode

@Suite struct NearNameTests {
  @Test func theFewestEditsWinAndTheFirstOfEquals() {
    #expect(NearName.nearest(to: "vae_2", among: ["clip_1", "vae_1", "vae_3"]) == "vae_1")
    #expect(NearName.nearest(to: "ksampler", among: ["KSamplerX", "KSampler"]) == "KSampler")
  }

  @Test func farNamesAreNoHint() {
    #expect(NearName.nearest(to: "abc", among: ["xyz", "abcdefgh"]) == nil)
    #expect(NearName.nearest(to: "", among: ["x"]) == "x")
    #expect(NearName.nearest(to: "abc", among: []) == nil)
  }

  @Test func distanceCountsEditsUpToTheLimit() {
    func distance(_ left: String, _ right: String, _ limit: Int = 9) -> Int {
      NearName.distance(Array(left.utf8), Array(right.utf8), limit: limit)
    }
    #expect(distance("kitten", "sitting") == 3)
    #expect(distance("ABC", "abc") == 0)
    #expect(distance("", "abc") == 3)
    #expect(distance("abcdef", "uvwxyz", 2) > 2)
  }
}
