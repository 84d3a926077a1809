import JSON
import Testing

@testable import Validation

@Suite("Files hooks look for")
struct MediaFilesTests {
  private let files = MediaFiles([
    "input": ["a.png", "x/y/b.png"], "output": ["o.png"], "temp": [],
  ])

  @Test(
    "Present",
    arguments: [
      "a.png", "", ".", "x", "x/y", "x//y/b.png", "x/../a.png", "o.png [output]", " [temp]",
    ])
  func present(_ name: String) { #expect(files.exists(name)) }

  @Test(
    "Absent",
    arguments: [
      "b.png", "o.png", "a.png [output]", "a.png[input]", "..", "x/../../a.png", "/a.png",
    ])
  func absent(_ name: String) { #expect(!files.exists(name)) }
}
