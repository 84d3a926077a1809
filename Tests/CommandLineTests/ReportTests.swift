import Foundation
import JSON
import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct ReportTests {
  @Test func `report shows results, failures and where the files are`() throws {
    let spool = try WorkedSpool()
    defer { spool.remove() }
    let text = try Nightloom.run("report", "--spool", spool.path)
    #expect(text.status == 0 && text.errors == "")
    #expect(text.output.contains(": 1 done, 1 failed; median score 0.90\n"))
    #expect(text.output.contains("no-valid-answer  bad"))

    let page = spool.path + "/morning.html"
    let written = try Nightloom.run("report", "--out", page, "--spool", spool.path)
    #expect(written.status == 0 && written.output == "")
    #expect(written.errors.hasPrefix("1 done, 1 failed; written to "))
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains("a fox &amp; &lt;b&gt;friends&lt;/b&gt;"))
    #expect(html.contains("<a href=\"./outbox/fox-"))
    #expect(!html.contains("<b>friends"))
    for link in html.split(separator: "href=\"").dropFirst() {
      let target = String(link.prefix { $0 != "\"" })
      #expect(FileManager.default.fileExists(atPath: spool.path + "/" + target), "\(target)")
    }
    let json = try JSONValue.parse(
      Array(try Nightloom.run("report", "--json", "--spool", spool.path).output.utf8))
    #expect(json["schema"] == "nightloom.report/1")
    #expect(json["data"]?["jobs"]?.array?.count == 2)
  }

  @Test func `report says which time it does not understand, and where it cannot write`() throws {
    let spool = try WorkedSpool()
    defer { spool.remove() }
    let time = try Nightloom.run("report", "--since", "soon", "--spool", spool.path)
    #expect(time.status == 64)
    #expect(
      time.errors.hasPrefix(
        "nightloom: error: --since wants today, now-2days or an ISO time, not 'soon'\n"))
    let place = try Nightloom.run(
      "report", "--out", "/nonexistent/a.html", "--spool", spool.path)
    #expect(place.status == 73)
  }
}
