import JSON

/// Reads tokens into statements by recursive descent.
///
/// A statement that breaks the grammar is reported once, at its first wrong token. Reading goes
/// on at the next line, or at the wrong token itself when that begins a line (a bracket that was
/// never closed costs one statement, not the rest).
struct Parser {
  private struct Stop: Error {}

  private let tokens: [Lexer.Token]
  private var index = 0
  private var diagnostics: [Diagnostic] = []

  init(_ text: String) {
    var lexer = Lexer(text)
    tokens = lexer.tokens()
  }

  mutating func program() -> (program: Program, diagnostics: [Diagnostic]) {
    var program = Program()
    while current.kind != .end {
      if isBlank(current.kind) {
        index += 1
        continue
      }
      let start = index
      do {
        program.statements.append(try statement())
      } catch {
        recover(from: start)
      }
      guard diagnostics.count < WorkflowGrammar.maximumDiagnostics else {
        diagnostics.append(
          Diagnostic(
            .tooManyDiagnostics, "reading stops here after \(diagnostics.count) mistakes",
            at: current.span))
        break
      }
    }
    return (program, diagnostics)
  }

  private func isBlank(_ kind: Lexer.Token.Kind) -> Bool {
    if case .comment = kind { return true }
    return kind == .newline
  }

  private mutating func recover(from start: Int) {
    if index > start, tokens[index - 1].kind == .newline { return }
    while current.kind != .end, current.kind != .newline { index += 1 }
  }

  // MARK: - Statements

  private mutating func statement() throws(Stop) -> Program.Statement {
    let targets = try targets()
    let callee = try name("a class type")
    if case .symbol(".") = current.kind { throw methodCall() }
    let opening = current
    guard opening.kind == .symbol("(") else {
      throw unexpected("\"(\" behind \(callee.text)")
    }
    index += 1
    let arguments = try arguments()
    let closing = tokens[index - 1]
    var statement = Program.Statement(
      targets: targets, callee: callee, arguments: arguments, comment: nil,
      span: (targets.first?.span ?? callee.span).joined(to: closing.span))
    if case .comment(let text) = current.kind {
      statement.comment = Program.Name(text: text, span: current.span)
      index += 1
    }
    guard current.kind == .newline || current.kind == .end else {
      throw unexpected("the end of the line; write one statement a line")
    }
    return statement
  }

  private mutating func targets() throws(Stop) -> [Program.Name] {
    var targets = [try name("a variable")]
    while true {
      switch current.kind {
      case .symbol(","):
        index += 1
        targets.append(try name("a variable"))
      case .symbol("="):
        index += 1
        return targets
      case .symbol("(") where targets.count == 1:
        throw stop(
          .bareCall, "the call has no variable; write \"_ = \(targets[0].text)(…)\"",
          at: targets[0].span)
      case .symbol("."):
        throw methodCall()
      default:
        throw unexpected("\",\" or \"=\" behind \(targets[targets.count - 1].text)")
      }
    }
  }

  private mutating func name(_ what: String) throws(Stop) -> Program.Name {
    guard case .name(let text) = current.kind else { throw unexpected(what) }
    guard !WorkflowGrammar.isKeyword(text) else {
      throw stop(.reservedWord, "\"\(text)\" is a word of Python; use another name")
    }
    defer { index += 1 }
    return Program.Name(text: text, span: current.span)
  }

  // MARK: - Arguments

  /// Reads up to and with the closing bracket.
  private mutating func arguments() throws(Stop) -> [Program.Argument] {
    var arguments: [Program.Argument] = []
    var names: Set<String> = []
    while true {
      skipLayout()
      if current.kind == .symbol(")") { break }
      let isTail = current.kind == .symbol("*")
      for argument in isTail ? try tail() : [try argument()] {
        if !names.insert(argument.name.text).inserted {
          diagnostics.append(
            Diagnostic(
              .duplicateArgument, "the input \"\(argument.name.text)\" is set twice; keep one",
              at: argument.name.span))
        }
        arguments.append(argument)
      }
      skipLayout()
      if current.kind == .symbol(")") { break }
      guard current.kind == .symbol(","), !isTail else {
        throw unexpected(isTail ? "\")\" behind the **{…} part" : "\",\" or \")\"")
      }
      index += 1
    }
    index += 1
    return arguments
  }

  private mutating func argument() throws(Stop) -> Program.Argument {
    guard case .name(let text) = current.kind, tokens[index + 1].kind == .symbol("=") else {
      switch current.kind {
      case .name where tokens[index + 1].kind == .symbol("("):
        throw nestedCall()
      case .name, .string, .number, .symbol("["), .symbol("{"), .symbol("-"):
        throw stop(.positionalArgument, "the argument has no name; write \"input=value\"")
      default:
        throw unexpected("an argument like \"input=value\" or \")\"")
      }
    }
    let name = Program.Name(text: text, span: current.span)
    guard !WorkflowGrammar.isKeyword(text) else {
      throw stop(
        .reservedWord, "\"\(text)\" is a word of Python; write it as **{\"\(text)\": …}")
    }
    index += 2
    return try argument(named: name)
  }

  private mutating func argument(named name: Program.Name) throws(Stop) -> Program.Argument {
    skipLayout()
    let start = index
    let value = try value(depth: 0)
    let span = tokens[start].span.joined(to: tokens[index - 1].span)
    return Program.Argument(name: name, value: value, valueSpan: span)
  }

  private mutating func tail() throws(Stop) -> [Program.Argument] {
    index += 1
    guard current.kind == .symbol("{") else { throw unexpected("\"{\" behind \"**\"") }
    var arguments: [Program.Argument] = []
    try entries { parser, name throws(Stop) in
      arguments.append(try parser.argument(named: name))
    }
    return arguments
  }

  /// Reads `{"key": … , …}`; `read` takes the value.
  private mutating func entries(
    _ read: (inout Parser, Program.Name) throws(Stop) -> Void
  ) throws(Stop) {
    index += 1
    while true {
      skipLayout()
      if current.kind == .symbol("}") { break }
      guard case .string(let key) = current.kind else { throw unexpected("a quoted name or \"}\"") }
      let name = Program.Name(text: key, span: current.span)
      index += 1
      skipLayout()
      guard current.kind == .symbol(":") else { throw unexpected("\":\" behind the name") }
      index += 1
      try read(&self, name)
      skipLayout()
      if current.kind == .symbol("}") { break }
      guard current.kind == .symbol(",") else { throw unexpected("\",\" or \"}\"") }
      index += 1
    }
    index += 1
  }

  // MARK: - Values

  private mutating func value(depth: Int) throws(Stop) -> Program.Value {
    switch current.kind {
    case .name(let text):
      return try word(text, depth: depth)
    case .symbol("["):
      return .literal(.array(try list(depth: depth)))
    case .symbol("{"):
      return .literal(.object(try dictionary(depth: depth)))
    case .string(let text):
      index += 1
      return .literal(.string(text))
    case .number(let spelling):
      index += 1
      return .literal(.number(JSONNumber(spelling: spelling)))
    case .symbol("-"):
      index += 1
      guard case .number(let spelling) = current.kind else {
        throw unexpected("a number behind \"-\"")
      }
      index += 1
      return .literal(.number(JSONNumber(spelling: "-" + spelling)))
    default:
      throw unexpected("a value")
    }
  }

  private mutating func word(_ text: String, depth: Int) throws(Stop) -> Program.Value {
    if let constant = Self.constant(text) {
      index += 1
      return .literal(constant)
    }
    if tokens[index + 1].kind == .symbol("(") { throw nestedCall() }
    if tokens[index + 1].kind == .symbol(".") { throw methodCall() }
    if depth > 0 {
      throw stop(
        .variableInLiteral,
        "the variable \(text) stands inside a list or dict, which hold plain values only")
    }
    let name = try name("a value")
    return .variable(name.text)
  }

  private static func constant(_ text: String) -> JSONValue? {
    switch text {
    case "True": true
    case "False": false
    case "None": .null
    default: nil
    }
  }

  private mutating func list(depth: Int) throws(Stop) -> [JSONValue] {
    try checkDepth(depth)
    index += 1
    var elements: [JSONValue] = []
    while true {
      skipLayout()
      if current.kind == .symbol("]") { break }
      elements.append(try element(depth: depth + 1))
      skipLayout()
      if current.kind == .symbol("]") { break }
      guard current.kind == .symbol(",") else { throw unexpected("\",\" or \"]\"") }
      index += 1
    }
    index += 1
    return elements
  }

  private mutating func dictionary(depth: Int) throws(Stop) -> JSONObject {
    try checkDepth(depth)
    var object = JSONObject()
    try entries { parser, name throws(Stop) in
      parser.skipLayout()
      object[name.text] = try parser.element(depth: depth + 1)
    }
    return object
  }

  private mutating func element(depth: Int) throws(Stop) -> JSONValue {
    guard case .literal(let literal) = try value(depth: depth) else { throw Stop() }
    return literal
  }

  private mutating func checkDepth(_ depth: Int) throws(Stop) {
    guard depth < WorkflowGrammar.maximumDepth else {
      throw stop(
        .nestingTooDeep,
        "lists and dicts stand more than \(WorkflowGrammar.maximumDepth) deep in each other")
    }
  }

  // MARK: - Tokens and mistakes

  private var current: Lexer.Token { tokens[min(index, tokens.count - 1)] }

  /// Passes line breaks and comments, which mean nothing inside brackets.
  private mutating func skipLayout() { while isBlank(current.kind) { index += 1 } }

  private mutating func nestedCall() -> Stop {
    stop(.nestedCall, "a call cannot stand inside a call; give it a line and a variable of its own")
  }

  private mutating func methodCall() -> Stop {
    stop(.methodCall, "a point has no meaning here; call class types directly, outputs by variable")
  }

  private mutating func unexpected(_ expected: String) -> Stop {
    if case .invalid(let kind, let message) = current.kind { return stop(kind, message) }
    return stop(.unexpectedToken, "found \(shown(current.kind)), expected \(expected)")
  }

  private func shown(_ kind: Lexer.Token.Kind) -> String {
    switch kind {
    case .name(let text): "\"\(text)\""
    case .string: "a string"
    case .number(let text): text
    case .symbol("*"): "\"**\""
    case .symbol(let symbol): "\"\(symbol)\""
    case .comment: "a comment"
    case .newline: "the end of the line"
    case .end: "the end of the text"
    case .invalid: "something unreadable"
    }
  }

  private mutating func stop(
    _ kind: Diagnostic.Kind, _ message: String, at span: SourceSpan? = nil
  ) -> Stop {
    diagnostics.append(Diagnostic(kind, message, at: span ?? current.span))
    return Stop()
  }
}
