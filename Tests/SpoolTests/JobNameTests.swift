import Spool
import TestSupport
import Testing

@Suite struct JobNameTests {
  private func name(
    _ source: String = "a.txt", _ customID: String? = nil, _ request: String = "{}",
    _ occurrence: Int = 0, _ drop: Int = 0
  ) -> JobName {
    JobName(
      sourceName: bytes(source), customID: customID, request: bytes(request),
      occurrence: occurrence, drop: drop)
  }

  @Test func `every field makes another job, and no two fields run together`() {
    let names = [
      name(), name("b.txt"), name("a.txt", "x"), name("a.txt", nil, "{1}"),
      name("a.txt", nil, "{}", 1), name("a.txt", nil, "{}", 0, 1), name("a.txtx"),
      name("a.tx", "t"),
    ]
    #expect(Set(names.map(\.key)).count == names.count)
    #expect(name() == name())
  }

  @Test func `the key is fixed for all time`() {
    // Computed by another implementation (Python's hashlib) over the same fields.
    #expect(name().key == "624b0d74376f2c64ca784104e50f4d97f094f58abee5255fb9dfe7a64ddeec27")
    #expect(name().folder == "a-" + name().key.prefix(12))
  }

  @Test(arguments: [
    ("Cat Poster.TXT", "cat-poster"), ("..x..", "x."), ("-rf", "rf"), ("a\nb.md", "a-b"),
    ("é", "job"), (".hidden", "hidden"), ("...", "job"), ("", "job"), ("a.b.txt", "a.b"),
    ("night.txt.ready", "night"), ("ein_Haus", "ein_haus"),
  ])
  func `a slug is safe in every place`(source: String, slug: String) {
    #expect(name(source).slug == slug)
  }

  @Test func `folder names have at most 100 bytes of plain letters`() throws {
    try forAll { generator in
      (0..<Int.random(in: 0...255, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
    } law: { source in
      let folder = Array(
        JobName(sourceName: source, customID: nil, request: [], occurrence: 0, drop: 0)
          .folder.utf8)
      try #require(folder.count <= 100 && folder[0] != 0x2E && folder[0] != 0x2D)
      let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789._-".utf8)
      try #require(folder.allSatisfy(allowed.contains))
    }
  }

  @Test func `a stated name goes before the file's`() {
    let named = JobName(
      sourceName: bytes("a.txt"), customID: nil, request: [], occurrence: 0, drop: 0,
      name: "Night Cats")
    #expect(named.slug == "night-cats")
  }
}
