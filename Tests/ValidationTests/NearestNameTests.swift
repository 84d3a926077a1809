import Testing

@testable import Validation

@Suite("The nearest valid name")
struct NearestNameTests {
  private let names = ["euler", "euler_ancestral", "heun", "dpmpp_2m", "DPMPP_2M_SDE"]

  @Test(
    "Small slips, case and separators are forgiven, unlike names are not",
    arguments: [
      ("Eular", "euler"), ("dpmpp-2m", "dpmpp_2m"), ("euler ancestral", "euler_ancestral"),
      ("dpmpp_2m_sde", "DPMPP_2M_SDE"), ("huen", nil), ("hern", "heun"), ("xyz", nil), ("", nil),
    ])
  func nearest(_ wrong: String, _ expected: String?) {
    #expect(NearestName.of(wrong, among: names) == expected)
  }

  @Test("Of equal distances the first wins")
  func ties() {
    #expect(NearestName.of("abx", among: ["aby", "abz"]) == "aby")
  }
}
