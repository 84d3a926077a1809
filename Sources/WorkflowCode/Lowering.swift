import JSON
public import WorkflowGraph

/// Turns a parsed program into a workflow: looks up class types, variables and slots.
///
/// Input names and link types are not looked at; that is validation's work.
public struct Lowering: Sendable {
  private let identifiers: ClassIdentifiers

  /// Prepares for one catalog.
  public init(_ identifiers: ClassIdentifiers) { self.identifiers = identifiers }

  /// Reads a program text; lowering is skipped when the text breaks the grammar.
  public func read(_ text: String) -> (workflow: Workflow?, diagnostics: [Diagnostic]) {
    let (program, diagnostics) = Program.parse(text)
    guard diagnostics.isEmpty else { return (nil, diagnostics) }
    return lower(program)
  }

  /// The workflow of a program; node ids are the statement numbers, from 1.
  ///
  /// - Returns: No workflow when one of the diagnostics is an error.
  public func lower(_ program: Program) -> (workflow: Workflow?, diagnostics: [Diagnostic]) {
    var scope = Scope(program)
    var workflow = Workflow()
    for (index, statement) in program.statements.enumerated() {
      let classType = classType(of: statement, &scope.diagnostics)
      let inputs = statement.arguments.map { argument in
        NodeInput(name: argument.name.text, value: scope.value(of: argument, in: index))
      }
      workflow.nodes.append(
        Node(id: String(index + 1), classType: classType ?? "", inputs: inputs))
      scope.define(
        statement.targets, in: index, definition: classType.flatMap { identifiers.catalog[$0] })
    }
    if program.statements.isEmpty {
      scope.diagnostics.append(
        Diagnostic(
          .emptyProgram, "the program has no statement",
          at: SourceSpan(line: 1, column: 1, bytes: 0..<0)))
    }
    let isSound = !scope.diagnostics.contains(where: \.isError)
    return (isSound ? workflow : nil, scope.diagnostics)
  }

  /// The class type a statement means, or `nil` when that cannot be said.
  public func classType(of statement: Program.Statement) -> String? {
    var diagnostics: [Diagnostic] = []
    return classType(of: statement, &diagnostics)
  }

  private func classType(
    of statement: Program.Statement, _ diagnostics: inout [Diagnostic]
  ) -> String? {
    let callee = statement.callee
    if let comment = statement.comment {
      let classType = classType(inComment: comment.text)
      if CodeSpelling.identifier(for: classType) == callee.text { return classType }
      diagnostics.append(
        Diagnostic(
          .classCommentMismatch,
          "the comment names \"\(classType)\", which is written"
            + " \(CodeSpelling.identifier(for: classType)), but the call says \(callee.text)",
          at: comment.span))
      return nil
    }
    let found = identifiers.classTypes(for: callee.text)
    if found.count == 1 { return found[0] }
    if found.isEmpty {
      let hint = identifiers.nearest(to: callee.text).map { "; did you mean \($0)?" } ?? ""
      diagnostics.append(
        Diagnostic(
          .unknownClass, "no node is called \(callee.text)\(hint.isEmpty ? "." : hint)",
          at: callee.span))
    } else {
      let names = found.map { "\"\($0)\"" }.joined(separator: ", ")
      diagnostics.append(
        Diagnostic(
          .ambiguousClass,
          "\(callee.text) may be \(names); name one of them in a comment behind the call",
          at: callee.span))
    }
    return nil
  }

  /// The class type as written, or without outer blanks when only that is known or nothing is.
  private func classType(inComment text: String) -> String {
    if identifiers.catalog.contains(text) { return text }
    let head = text.drop { $0 == " " || $0 == "\t" }
    let blanks = head.reversed().prefix { $0 == " " || $0 == "\t" }.count
    return String(head.dropLast(blanks))
  }
}

/// The variables seen so far and what was wrong with them.
private struct Scope {
  struct Origin {
    var statement: Int
    var slot: Int
  }

  private var origins: [String: Origin] = [:]
  private var names: [String] = []
  /// The first statement that defines each name, over the whole program.
  private var definedAt: [String: Int] = [:]
  private let lines: [Int]
  var diagnostics: [Diagnostic] = []

  init(_ program: Program) {
    lines = program.statements.map(\.span.line)
    for (index, statement) in program.statements.enumerated() {
      for target in statement.targets where definedAt[target.text] == nil {
        definedAt[target.text] = index
      }
    }
  }

  mutating func define(
    _ targets: [Program.Name], in statement: Int, definition: NodeDefinition?
  ) {
    let isDiscard = targets.count == 1 && targets[0].text == WorkflowGrammar.discard
    if let definition, !isDiscard, targets.count > definition.outputs.count {
      diagnostics.append(
        Diagnostic(
          .slotOutOfRange,
          "\(definition.classType) has \(definition.outputs.count) outputs, but"
            + " \(targets.count) variables stand before it"
            + (definition.outputs.isEmpty ? "; write \"_\"" : ""),
          at: targets[definition.outputs.count].span))
    }
    for (slot, target) in targets.enumerated() {
      if target.text == WorkflowGrammar.discard {
        if definition.map({ slot < $0.outputs.count }) ?? false {
          diagnostics.append(
            Diagnostic(
              .discardedOutput, "\"_\" stands for an output; give it a name", at: target.span))
        }
      } else if let origin = origins[target.text] {
        diagnostics.append(
          Diagnostic(
            .duplicateVariable,
            "the variable \(target.text) is already defined in line \(lines[origin.statement]);"
              + " use another name", at: target.span))
      } else {
        origins[target.text] = Origin(statement: statement, slot: slot)
        names.append(target.text)
      }
    }
  }

  mutating func value(of argument: Program.Argument, in statement: Int) -> InputValue {
    switch argument.value {
    case .literal(let literal): return .literal(literal)
    case .variable(let name):
      if name != WorkflowGrammar.discard, let origin = origins[name] {
        return .link(Link(source: String(origin.statement + 1), slot: origin.slot))
      }
      diagnostics.append(missing(name, at: argument.valueSpan, in: statement))
      return .literal(.null)
    }
  }

  private func missing(_ name: String, at span: SourceSpan, in statement: Int) -> Diagnostic {
    if name != WorkflowGrammar.discard, let place = definedAt[name] {
      if place == statement {
        return Diagnostic(.selfReference, "the node would feed itself with \(name)", at: span)
      }
      return Diagnostic(
        .forwardReference,
        "the variable \(name) is defined below, in line \(lines[place]); move that line up",
        at: span)
    }
    let hint = NearName.nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
    return Diagnostic(
      .undefinedVariable, "the variable \(name) is not defined\(hint.isEmpty ? "." : hint)",
      at: span)
  }
}
