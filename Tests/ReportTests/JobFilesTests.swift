import JSON
import Testing

@testable import Report

@Suite struct JobFilesTests {
  private let files = JobFiles(
    folder: "/s/outbox/fox-1", damage: nil,
    files: [
      .init("1.api.json", bytes: 900), .init("manifest.json", bytes: 12_000),
      .init("x\u{1B}.txt", bytes: 1),
    ])

  @Test func `Files stand under their folder with sizes and meanings`() {
    #expect(
      lines(files.text(.columns(width: 100))) == [
        "/s/outbox/fox-1",
        "BYTES  FILE           WHAT",
        "  900  1.api.json     answer 1 in API format, for /prompt and scripts",
        "12000  manifest.json  record: settings, seeds, digests of engine and files",
        "    1  x\\x1b.txt      not made by nightloom",
        "",
      ])
  }

  @Test func `A folder that was changed says so`() {
    let changed = JobFiles(folder: "/s", damage: "1.api.json is missing", files: [])
    #expect(
      lines(changed.text(.columns(width: 80))).prefix(2) == [
        "/s", "not as it was published: 1.api.json is missing",
      ])
    #expect(changed.json["whole"] == false)
    #expect(changed.json["damage"] == "1.api.json is missing")
    #expect(files.json["whole"] == true && files.json["damage"] == JSONValue.null)
    #expect(
      files.json["files"]?.array?.first == [
        "name": "1.api.json", "bytes": 900,
        "what": "answer 1 in API format, for /prompt and scripts",
      ])
  }

  @Test(
    arguments: [
      ("12.workflow.json", "answer 12 in UI format, opens in ComfyUI"),
      ("1.preview.svg", "picture of answer 1, opens in ComfyUI too"),
      ("2.code.txt", "answer 2 as code"),
      ("rank.json", "every answer of every round, its score and the first rule it failed"),
      ("rejected/3.txt", "a rejected answer, as the model wrote it"),
      ("reason.json", "why it failed, what to do, digests of the files"),
      ("x.api.json", "not made by nightloom"), ("1.api", "not made by nightloom"),
      ("rejected/x.txt", "not made by nightloom"), ("", "not made by nightloom"),
    ])
  func `Each name means something`(name: String, meaning: String) {
    #expect(JobFiles.meaning(name) == meaning)
  }
}
