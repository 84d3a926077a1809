import JSON
import Validation

/// Finds the choice that a wrong one was meant to be.
///
/// In this order: the same but for case and separators; the same file in another folder; the same
/// file with another ending; the nearest name. `models\\SDXL\\base.ckpt` finds `base.safetensors`.
enum NearestChoice {
  static func of(_ wrong: JSONValue, among choices: [JSONValue], areFiles: Bool) -> JSONValue? {
    let text = wrong.string ?? wrong.text()
    if text.isEmpty { return nil }
    let names = choices.map { $0.string ?? $0.text() }
    let forms: [(String) -> String] =
      areFiles ? [folded, { folded(file($0)) }, { folded(stem($0)) }] : [folded]
    for form in forms {
      let target = form(text)
      if let place = names.firstIndex(where: { form($0) == target }) { return choices[place] }
    }
    // Endings and folders are alike in most names, so they would make any two of them near.
    let shown = areFiles ? names.map(stem) : names
    guard let name = NearestName.of(areFiles ? stem(text) : text, among: shown),
      let place = shown.firstIndex(of: name)
    else { return nil }
    return choices[place]
  }

  private static func folded(_ name: String) -> String {
    name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
  }

  private static func file(_ path: String) -> String {
    String(path.split { $0 == "/" || $0 == "\\" }.last ?? "")
  }

  private static func stem(_ path: String) -> String {
    let file = file(path)
    guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return file }
    return String(file[..<dot])
  }
}
