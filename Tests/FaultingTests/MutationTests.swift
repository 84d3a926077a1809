import Faulting
import Foundation
import TestSupport
import Testing

@Suite("Seeded mistakes")
struct MutationTests {
  private static let folder = repositoryRoot.appendingPathComponent("Tests/mutations")

  @Test("every mistake still applies to the sources and names its harness")
  func mistakesApply() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    #expect(names.count >= 17)
    for name in names {
      let path = Self.folder.appendingPathComponent(name).path
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.hasPrefix("Mistake: ") && text.contains("\nCaught by: "), "\(name)")
      #expect(throws: Never.self, "\(name) does not apply any more") {
        try command("git", "-C", repositoryRoot.path, "apply", "--check", path)
      }
    }
  }
}
