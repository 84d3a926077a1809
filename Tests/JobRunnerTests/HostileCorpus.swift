import Foundation
import TestSupport

/// Things that somebody may drop, made from a seed: each family tries another way to harm.
struct HostileCase {
  /// What is put into the inbox.
  enum Kind {
    case file([UInt8])
    /// A file of this length without contents.
    case sparse(UInt64)
    /// A link to a path.
    case link(String)
    case pipe
    case folder
    /// A second name of a file elsewhere.
    case secondName
  }

  let family: String
  let name: [UInt8]
  let kind: Kind

  /// 1,000 cases; the same for the same seed.
  static func corpus(seed: UInt64, secret: String) -> [HostileCase] {
    var generator = TestGenerator(state: seed)
    var cases: [HostileCase] = []
    let families: [(String, Int, (inout TestGenerator, Int) -> (String, Kind))] = [
      ("encodings", 150, { (txt($1), .file(encoding(&$0, $1))) }),
      ("sizes", 80, { (txt($1), .file(size(&$0, $1))) }),
      ("headers", 150, { (txt($1), .file(header(&$0))) }),
      ("lines", 150, { ("c\($1).jsonl", .file(jsonLines(&$0, $1))) }),
      ("tables", 110, { ("c\($1).csv", .file(table(&$0))) }),
      ("variants", 100, { (txt($1), .file(variants(&$0, $1))) }),
      ("kinds", 100, { kind(&$0, $1, secret) }),
      ("sparse", 10, { sparse($1) }),
    ]
    for (family, count, make) in families {
      for number in 0..<count {
        let (name, kind) = make(&generator, number)
        cases.append(
          HostileCase(family: family, name: Array("\(family)-\(name)".utf8), kind: kind))
      }
    }
    for number in 0..<150 {
      let name = self.name(&generator, number)
      let text = Array("a wish behind the name \(number)".utf8)
      cases.append(HostileCase(family: "names", name: name, kind: .file(text)))
    }
    return cases
  }

  private static func txt(_ number: Int) -> String {
    "c\(number)" + [".txt", ".md", ".prompt", ""][number % 4]
  }

  // MARK: - Contents

  private static func encoding(_ generator: inout TestGenerator, _ number: Int) -> [UInt8] {
    let text = "a cat \(number) on a r\u{F6}\u{F6}f, caf\u{E9}, \u{732B}"
    switch number % 10 {
    case 0: return (0..<200).map { _ in UInt8.random(in: 0...255, using: &generator) }
    case 1: return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case 2: return [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case 3: return Array(text.utf8) + [0] + Array("more".utf8)
    case 4: return [0xEF, 0xBB, 0xBF] + (number % 20 == 4 ? [] : Array(text.utf8))
    case 5: return Array(text.utf8.dropLast())
    case 6: return [0xC0, 0xAF, 0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80]
    case 7: return Array("a cat\r\non a roof\r\r\n\u{85}\u{2028}\(number)".utf8)
    case 8: return Array("caf\u{E9} \(number)".unicodeScalars.map { UInt8($0.value & 0xFF) })
    default:
      var bytes = Array(String(repeating: text, count: 20).utf8)
      for _ in 0...number % 5 {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
          in: 0x80...0xFF, using: &generator)
      }
      return bytes
    }
  }

  private static func size(_ generator: inout TestGenerator, _ number: Int) -> [UInt8] {
    let cap = 16 << 10
    switch number % 8 {
    case 0: return []
    case 1: return [UInt8](repeating: [0x20, 0x0A, 0x09, 0x0D][number / 8 % 4], count: number)
    case 2: return [UInt8](repeating: 0x61, count: cap - 1 + number / 8 % 3)
    case 3: return [UInt8](repeating: 0x61, count: (1 << 20) + number / 8 % 2)
    case 4: return Array(String(repeating: "---\n", count: 200 + number).utf8)
    case 5: return Array(String(repeating: "a\n---\n", count: 300).utf8)
    case 6: return Array("---\n".utf8) + [UInt8](repeating: 0x0A, count: 500 + number)
    default: return Array("\u{1F431}".utf8.prefix(1 + number / 8 % 4))
    }
  }

  private static func header(_ generator: inout TestGenerator) -> [UInt8] {
    let keys = [
      "answers", "seed", "size", "steps", "cfg", "priority", "tags", "not-before", "deadline",
      "window", "name", "variants", "attempts", "retry-below", "time-budget", "family", "keep",
      "seed-mode", "negative", "unknown", "ANSWERS", "", "a b", "\u{1B}[31m", "__proto__",
    ]
    let values = [
      "1", "-1", "99999999999999999999", "0x10", "NaN", "inf", "1e400", "", " ", "null",
      "512x512", "0x0", "999999x1", "2026-13-45", "2038-01-19T03:14:08Z", "25:61", "22:00-06:00",
      "all", "../../etc", "a, , ,b", "\u{202E}abc", "\u{1B}]0;x\u{7}", "'; DROP TABLE job; --",
      "{a|b}", String(repeating: "x", count: 5000), "9007199254740993", "-0", "1,5", "\u{661}",
    ]
    let count =
      Int.random(in: 1...70, using: &generator) % (Bool.random(using: &generator) ? 4 : 71)
    let lines = (0...count).map { _ in
      (keys.randomElement(using: &generator) ?? "")
        + [":", ": ", " :", "=", ""][
          Int.random(in: 0..<5, using: &generator)]
        + (values.randomElement(using: &generator) ?? "")
    }
    let end = ["---\na wish\n", "--- \na wish", "", "---", "---\n\n---\nb: c\n---\nsecond"]
    let text =
      "---\n" + lines.joined(separator: "\n") + "\n"
      + (end.randomElement(using: &generator) ?? "")
    return Array(text.utf8)
  }

  private static func jsonLines(_ generator: inout TestGenerator, _ number: Int) -> [UInt8] {
    if number % 15 == 0 {
      let depth = [64, 65, 1000, 100_000][number / 15 % 4]
      let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      return Array("{\"custom_id\":\"d\",\"body\":\(deep)}".utf8)
    }
    let lines = [
      #"{"custom_id":"a","body":{"prompt":"one"}}"#, #"{"custom_id":"a","body":{"prompt":"two"}}"#,
      #"{"body":{"prompt":"no id"}}"#, #"{"custom_id":"b"}"#, "no json", "", "[]", "null", "{",
      #"{"custom_id":7,"body":{"prompt":"x"}}"#, #"{"custom_id":"c","body":{"prompt":7}}"#,
      #"{"custom_id":"\ud800","body":{"prompt":"\udc00"}}"#,
      #"{"custom_id":"d","body":{"messages":[{"role":"user","content":"hi"}]}}"#,
      #"{"custom_id":"e","body":{"messages":[]}}"#, #"{"custom_id":"f","body":{"input":""}}"#,
      #"{"custom_id":"g","body":{"prompt":"x","nightloom":{"answers":1e99,"seed":-1}}}"#,
      #"{"custom_id":"h","body":{"prompt":"x","prompt":"y"}}"#, "\u{FEFF}{}", "{\u{0}}",
      #"{"custom_id":"\u0000\u001b[2J","body":{"prompt":"\u0000"}}"#,
      #"{"custom_id":"i","body":{"prompt":"{a|b|c} {d|e}"}}"#, String(repeating: "9", count: 9000),
      #"{"custom_id":"../../x","method":"POST","url":"file:///etc","body":{"prompt":"z"}}"#,
      "{\"custom_id\":\"" + String(repeating: "l", count: 5000) + "\",\"body\":{\"prompt\":\"l\"}}",
    ]
    let count = Int.random(in: 1...8, using: &generator)
    let chosen = (0..<count).map { _ in lines.randomElement(using: &generator) ?? "" }
    return Array(chosen.joined(separator: number % 2 == 0 ? "\n" : "\r\n").utf8)
  }

  private static func table(_ generator: inout TestGenerator) -> [UInt8] {
    let heads = [
      "prompt", "prompt,seed", "seed,prompt,tags", "Prompt", "wish,answer", "prompt,prompt", "",
      "\u{FEFF}prompt", "\"prompt\"", "\"prompt", "prompt;seed", "prompt,\u{1B}[1m", ",,prompt",
    ]
    let rows = [
      "a cat", "\"a, cat\",7", "\"a \"\"cat\"\"\"", "\"open", "a\"b", "=cmd|' /C calc'!A0,1", "",
      ",,,,,,", "a\u{0}b", "\"line\nbreak\",2", "{a|b}", "\u{202E}x", "+1,-1,@x",
      String(repeating: "y", count: 17_000), "x,seed=1", "a,99999999999999999999,b",
    ]
    let count = Int.random(in: 0...6, using: &generator)
    let chosen = (0..<count).map { _ in rows.randomElement(using: &generator) ?? "" }
    let text = ([heads.randomElement(using: &generator) ?? ""] + chosen)
      .joined(separator: Bool.random(using: &generator) ? "\r\n" : "\n")
    return Array(text.utf8)
  }

  private static func variants(_ generator: inout TestGenerator, _ number: Int) -> [UInt8] {
    switch number % 5 {
    case 0:
      let depth = [10, 100, 5000][number / 5 % 3]
      let text = String(repeating: "{a|", count: depth) + String(repeating: "}", count: depth)
      return Array(text.utf8)
    case 1: return Array(String(repeating: "{a|b|c|d}", count: 1 + number / 5).utf8)
    case 2: return Array("__\(["../../etc/passwd", "x", "missing", ""][number / 5 % 4])__ a".utf8)
    default:
      let parts = [
        "{", "}", "|", "\\{", "\\|", "\\", "a", "{|}", "{a|b}", "{{a|b}|c}", "||", "__a__",
      ]
      let count = Int.random(in: 1...30, using: &generator)
      return Array(
        (0..<count).map { _ in parts.randomElement(using: &generator) ?? "" }.joined().utf8)
    }
  }

  // MARK: - Kinds and names

  private static func kind(
    _ generator: inout TestGenerator, _ number: Int, _ secret: String
  ) -> (String, Kind) {
    let targets = [
      secret, "/etc/passwd", "/dev/zero", "/proc/self/mem", "missing", "../state/queue.db",
      "../outbox", ".", "/", "kinds-c\(number).txt",
    ]
    let name = "c\(number)" + [".txt", ".jsonl", ".csv", ".exe", ""][number % 5]
    switch number % 6 {
    case 0, 1, 2: return (name, .link(targets[number / 6 * 3 % targets.count]))
    case 3: return (name, .pipe)
    case 4: return (name, .folder)
    default: return (name, .secondName)
    }
  }

  private static func sparse(_ number: Int) -> (String, Kind) {
    let sizes: [UInt64] = [1 << 40, 1 << 30, (1 << 20) + 1, 300 << 20, 201 << 20]
    return ("c\(number)" + [".txt", ".csv"][number % 2], .sparse(sizes[number / 2 % sizes.count]))
  }

  private static func name(_ generator: inout TestGenerator, _ number: Int) -> [UInt8] {
    let mark = Array("\(number)".utf8)
    let odd: [[UInt8]] = [
      Array("..x".utf8), Array("-rf ".utf8), Array("a\nb".utf8), Array("\u{1B}[31m".utf8),
      Array("\u{202E}txt".utf8), [0xFF, 0xFE], [0xC3], Array("caf\u{E9}".utf8),
      Array("cafe\u{301}".utf8), Array("CAT".utf8), Array("cat".utf8), Array("CON".utf8),
      Array("%2e%2e%2f".utf8), Array("$(touch x)".utf8), Array("`id`".utf8), Array("a;b|c&d".utf8),
      Array("<b>".utf8), Array("'\"".utf8), Array("*?[".utf8), Array(" ".utf8), [0x7F, 0x01, 0x09],
      Array("\u{200B}\u{FEFF}".utf8), [UInt8](repeating: 0x61, count: 240),
      [UInt8](repeating: 0xC3, count: 240), Array("\\..\\".utf8),
    ]
    let endings = [".txt", ".md", "", ".prompt", ".exe", ".txt.ready", "."]
    let stem = odd[number % odd.count]
    let ending = endings[Int.random(in: 0..<endings.count, using: &generator)]
    return stem + mark + Array(ending.utf8)
  }
}
