import JSON
import JobStore
import Testing

@testable import Report

@Suite struct ReportTextTests {
  @Test func theTextHoldsTotalsResultsAndReasons() throws {
    let report = try ReportPageTests.night("fox")
    let found = lines(report.text(zone: { _ in 0 }, .columns(width: 100)))
    #expect(
      found == [
        "since 2026-01-31 22:00: 1 done (1 with a low score), 1 failed, 1 put aside; "
          + "median score 0.58", "", "   M  NAME  ID        ANSWERS  FLAGS      WHY",
        "0.58  fox   3f9a2c1b        2  low-score  fox", "",
        "NOT DONE    NAME  ID        WHY", "bad-header  fox   77aa1ccc  fox",
        "fox         fox   hold      fox", "",
      ])
  }

  @Test(arguments: InjectionPayloads.all)
  func noTextReachesTheTerminalAlive(payload: String) throws {
    let report = try ReportPageTests.night(payload)
    for style in [TableStyle.columns(width: 100), .plain] {
      let text = report.text(zone: { _ in 0 }, style)
      let harmless = try ReportPageTests.night("fox").text(zone: { _ in 0 }, style)
      #expect(lines(text).count == lines(harmless).count)
      let live = text.unicodeScalars.filter { scalar in
        (scalar.value < 0x20 && scalar != "\n" && scalar != "\t")
          || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
      }
      #expect(live.isEmpty)
    }
  }

  @Test(arguments: InjectionPayloads.all)
  func noTextIsAFormulaInASpreadsheet(payload: String) throws {
    let csv = try ReportPageTests.night(payload).text(zone: { _ in 0 }, .csv)
    for line in csv.split(whereSeparator: { $0.isNewline }) {
      for cell in line.split(separator: ",") {
        let first = cell.drop { $0 == "\"" }.first
        #expect(first.map { !"=+@".contains($0) } ?? true, "\(cell.prefix(40))")
      }
    }
  }

  @Test func theObjectKeepsEveryTextAsItIs() throws {
    for payload in InjectionPayloads.all {
      let json = try JSONValue.parse(try ReportPageTests.night(payload).json.bytes())
      #expect(json["schema"] == "nightloom.report/1")
      let jobs = try #require(json["data"]?["jobs"]?.array)
      #expect(jobs.count == 2 && jobs.allSatisfy { $0["prompt"]?.string == payload })
      #expect(json["data"]?["held"]?.array?.first?["hint"]?.string == payload)
    }
  }
}
