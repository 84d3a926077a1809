/// The elements and attributes of a page, read more strictly than any browser does.
///
/// Only what the report may write is taken: tags in lower case, attributes in double quotes, the
/// references of ``MarkupEscaping``; a stray `<`, `>` or `&` is an error, as is a tag that closes
/// nothing.
struct MarkupTokens {
  /// Names of elements and attributes in order, texts and values left out.
  private(set) var shape: [String] = []
  /// Values of `href` and `src`.
  private(set) var links: [String] = []
  /// All texts between tags.
  private(set) var text = ""

  private var rest: Substring
  private var open: [String] = []

  struct Broken: Error { let place: String }

  init(_ page: String) throws {
    rest = page[...]
    guard take("<!DOCTYPE html>\n") else { throw broken }
    while !rest.isEmpty {
      if rest.first == "<" { try tag() } else { try characters(until: "<") }
    }
    guard open.isEmpty else { throw broken }
  }

  private var broken: Broken { Broken(place: String(rest.prefix(80))) }

  private mutating func take(_ prefix: String) -> Bool {
    guard rest.unicodeScalars.starts(with: prefix.unicodeScalars) else { return false }
    rest = Substring(rest.unicodeScalars.dropFirst(prefix.unicodeScalars.count))
    return true
  }

  private mutating func tag() throws {
    if take("</") {
      let name = word()
      guard take(">"), open.popLast() == name else { throw broken }
      shape.append("/" + name)
      return
    }
    guard take("<") else { throw broken }
    let name = word()
    guard !name.isEmpty else { throw broken }
    var names = [name]
    while take(" ") {
      let attribute = word()
      guard !attribute.isEmpty, take("=\"") else { throw broken }
      let value = try characters(until: "\"", isAttribute: true)
      guard take("\"") else { throw broken }
      names.append(attribute)
      if ["href", "src"].contains(attribute) { links.append(value) }
    }
    guard take(">") else { throw broken }
    shape.append(names.joined(separator: " "))
    guard !["meta", "img", "br"].contains(name) else { return }
    open.append(name)
    if name == "style" { _ = raw() }
  }

  private mutating func raw() -> Substring {
    let scalars = rest.unicodeScalars
    let end = scalars.firstIndex(of: "<") ?? scalars.endIndex
    let style = rest[..<end]
    rest = rest[end...]
    return style
  }

  private mutating func word() -> String {
    let name = rest.unicodeScalars.prefix { scalar in
      ("a"..."z").contains(scalar) || ("1"..."3").contains(scalar) || scalar == "-"
    }
    rest = rest[name.endIndex...]
    return String(name)
  }

  @discardableResult
  private mutating func characters(
    until end: Unicode.Scalar, isAttribute: Bool = false
  ) throws -> String {
    let scalars = rest.unicodeScalars
    let stop = scalars.firstIndex(of: end) ?? scalars.endIndex
    let found = String(rest[..<stop])
    let forbidden: Set<Unicode.Scalar> = isAttribute ? ["<", ">"] : ["<", ">", "\"", "'"]
    guard
      !found.unicodeScalars.contains(where: { scalar in
        forbidden.contains(scalar) || scalar.value < 32 && scalar != "\n"
      })
    else { throw broken }
    for part in found.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
      let known = ["amp;", "lt;", "gt;", "quot;", "#39;", "#9;", "#10;", "#13;"]
      guard known.contains(where: part.hasPrefix) else { throw broken }
    }
    rest = rest[stop...]
    if !isAttribute { text += found }
    return found
  }
}
