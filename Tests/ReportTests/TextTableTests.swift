import Testing

@testable import Report

@Suite struct TextTableTests {
  let table = TextTable(
    columns: [
      .init(title: "A", isRightAligned: true), .init(title: "B", isElastic: true),
      .init(title: "C"), .init(title: "D"),
    ],
    rows: [
      [.number("1"), .text("夜の街と猫のポスター"), .none, .text("x")],
      [.number("-10"), .text("e\u{301}"), .none, .none],
    ])

  @Test func wideAndJoinedCharactersKeepTheColumnsStraight() {
    #expect(
      lines(table.text(.columns(width: 80))) == [
        "  A  B                     D",
        "  1  夜の街と猫のポスター  x",
        "-10  e\u{301}                     -",
        "",
      ])
    #expect(lines(table.text(.columns(width: 19)))[1] == "  1  夜の街と猫…  x")
  }

  @Test func aColumnIsNeverNarrowerThanEight() {
    #expect(lines(table.text(.columns(width: 0)))[1] == "  1  夜の街…   x")
  }

  @Test func scoresHaveTwoDigits() {
    let scores: [Double?] = [0, 0.584, 0.995, 1, -0.05, nil, .nan, .infinity, 1e9]
    #expect(
      scores.map { TableCell(score: $0).csvText }
        == ["0.00", "0.58", "1.00", "1.00", "-0.05", "", "", "", ""])
  }
}
