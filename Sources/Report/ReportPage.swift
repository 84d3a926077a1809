import Escaping
import JobStore

/// The report as one HTML page: no script, no request to anywhere, pictures beside it as files.
///
/// Every text passes ``MarkupEscaping``; every link is percent-encoded byte by byte, so that data
/// can neither leave its element nor begin another scheme. The policy in the page forbids all but
/// its own style, told by hash, and pictures.
public struct ReportPage {
  /// Longest prompt shown, in characters.
  static let longestPrompt = 4000

  private let report: NightReport
  private let zone: TimeText.Zone
  private let base: String
  private let styleHash: String

  /// Makes a page.
  ///
  /// - Parameters:
  ///   - report: What to show.
  ///   - zone: Local time.
  ///   - spool: The spool's folder, as seen from the page's own; slashes stay as they are.
  ///   - digest: Makes the SHA-256 of the page's style in base 64.
  public init(
    _ report: NightReport, zone: @escaping TimeText.Zone, spool: String,
    digest: (_ style: String) -> String
  ) {
    self.report = report
    self.zone = zone
    base = spool.split(separator: "/", omittingEmptySubsequences: false).map { part in
      part == ".." || part == "." ? String(part) : Self.encoded(String(part))
    }.joined(separator: "/")
    styleHash = digest(ReportStyle.text)
  }

  /// The page.
  public var html: String {
    let title = "nightloom: \(TimeText.local(report.now, zone))"
    var page = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'sha256-\(styleHash)'; img-src 'self' file:; base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width">
      <title>\(Self.text(title))</title>
      <style>\(ReportStyle.text)</style>
      </head>
      <body>
      <h1>What became of the prompts</h1>

      """
    page += "<p>\(Self.text(heading))</p>\n"
    let failed = report.entries(.dead) + report.entries(.expired) + report.entries(.cancelled)
    page += section("Results, best first", report.entries(.done).map(result))
    page += section("Not done", failed.map(failure))
    page += section("Put aside", report.held.map(held))
    return page + "</body>\n</html>\n"
  }

  private var heading: String {
    let span =
      "From \(TimeText.local(report.since, zone)) to \(TimeText.local(report.now, zone)): "
    let median = report.medianScore.map { "; median score \(Self.score($0))" } ?? ""
    return span + report.totals + median + "."
  }

  private func section(_ title: String, _ articles: [String]) -> String {
    guard !articles.isEmpty else { return "" }
    return "<h2>\(title)</h2>\n" + articles.joined()
  }

  // MARK: - Jobs

  private func result(_ entry: NightReport.Entry) -> String {
    let job = entry.job
    var page = head(job.slug, Self.score(job.bestScore), facts(job))
    if entry.files.contains("1.preview.svg") {
      page += "<img loading=\"lazy\" alt=\"The workflow\" src=\"\(link(job, "1.preview.svg"))\">\n"
    }
    page += prompt(entry)
    if !entry.answers.isEmpty {
      page += "<ol>\n" + entry.answers.map { answer(entry, $0) }.joined() + "</ol>\n"
    }
    let others = ["reasoning.md", "rank.json", "prompt.txt", "manifest.json"]
    return page + links(job, others.filter(entry.files.contains)) + "</article>\n"
  }

  private func answer(_ entry: NightReport.Entry, _ answer: NightReport.Answer) -> String {
    let needs =
      answer.needs.isEmpty
      ? "" : "<br>Needs: \(Self.text(answer.needs.joined(separator: ", ")))"
    return "<li><b>\(Self.score(answer.score))</b> \(Self.text(answer.why))\(needs)\n"
      + links(entry.job, entry.files(of: answer.place)) + "</li>\n"
  }

  private func failure(_ entry: NightReport.Entry) -> String {
    let job = entry.job
    let reason = job.reason?.rawValue ?? job.state.rawValue
    let hint = entry.hint.map { "<br>\(Self.text($0))" } ?? ""
    return head(job.slug, reason, facts(job))
      + "<p class=\"why\">\(Self.text(job.detail ?? ""))\(hint)</p>\n" + prompt(entry)
      + links(job, entry.files) + "</article>\n"
  }

  private func held(_ held: NightReport.Held) -> String {
    head(held.name, held.reason, "kept as hold/\(held.kept)")
      + "<p class=\"why\">\(Self.text(held.sentence))<br>\(Self.text(held.hint))</p>\n</article>\n"
  }

  private func head(_ name: String, _ mark: String, _ facts: String) -> String {
    "<article>\n<h3>\(Self.text(name)) <span>\(Self.text(mark))</span></h3>\n"
      + "<p class=\"facts\">\(Self.text(facts))</p>\n"
  }

  private func facts(_ job: Job) -> String {
    var facts = ["job \(job.row)", job.id]
    if let customID = job.customID { facts.append("line \(customID)") }
    if !job.tags.isEmpty { facts.append("tags: " + job.tags.joined(separator: ", ")) }
    if let started = job.startedAt, let ended = job.endedAt {
      facts.append("took \(TimeText.duration(ended - started))")
    }
    if job.attempts > 1 { facts.append("\(job.attempts) rounds") }
    facts += job.flags.map(\.rawValue)
    if let ended = job.endedAt { facts.append("ended \(TimeText.local(ended, zone))") }
    return facts.joined(separator: " · ")
  }

  private func prompt(_ entry: NightReport.Entry) -> String {
    let text = entry.prompt ?? "(forgotten after the time of retention)"
    let cut = text.prefix(Self.longestPrompt)
    return "<blockquote>\(Self.text(String(cut)))\(cut.endIndex < text.endIndex ? "…" : "")"
      + "</blockquote>\n"
  }

  // MARK: - Links and texts

  private func links(_ job: Job, _ files: [String]) -> String {
    guard !files.isEmpty else { return "" }
    let anchors = files.map { "<a href=\"\(link(job, $0))\">\(Self.text($0))</a>" }
    return "<p class=\"files\">" + anchors.joined(separator: " ") + "</p>\n"
  }

  private func link(_ job: Job, _ file: String) -> String {
    let place = job.state == .done ? "outbox" : "dead"
    let parts = [place, job.folderName, file].map(Self.encoded)
    return Self.text(([base] + parts).joined(separator: "/"))
  }

  /// A path component with every byte encoded that is not unreserved (RFC 3986, section 2.3).
  static func encoded(_ component: String) -> String {
    component.utf8.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        return String(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }.joined()
  }

  private static func text(_ text: String) -> String { MarkupEscaping.escape(text) }

  private static func score(_ score: Double?) -> String { TableCell(score: score).terminalText }
}
