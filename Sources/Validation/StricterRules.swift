import JSON
import WorkflowGraph

/// nightloom's own rules: what the server accepts although it is wrong, and precise names for what
/// it reports as exceptions.
///
/// Nothing here changes the server's verdict. Of partly known classes only links are judged.
struct StricterRules {
  private let prompt: ParsedPrompt
  private let hooks: HookTable
  private let options: ValidationOptions
  /// Types that some output of a class outside ComfyUI carries; others can only be widgets.
  private let linkableTypes: Set<String>
  private var issues: [StricterIssue] = []
  /// The node in hand.
  private var place = 0

  init(
    _ prompt: ParsedPrompt, hooks: HookTable, options: ValidationOptions,
    linkableTypes: Set<String>
  ) {
    self.prompt = prompt
    self.hooks = hooks
    self.options = options
    self.linkableTypes = linkableTypes
  }

  /// All findings, node by node in document order.
  mutating func check() -> [StricterIssue] {
    let isReachable = OutputReachability.reachable(prompt)
    let matchTypes = MatchTypes(prompt)
    for place in prompt.nodes.indices {
      self.place = place
      checkClass()
      if !isReachable[place] {
        add(
          .nodeUnreachable, options.unreachableLevel, nil, "no output node depends on this node")
      }
      if node.isPlain, !node.checked.isExpanding { continue }
      checkInputs()
      for conflict in matchTypes.conflicts(at: place) {
        add(.matchTypeConflict, .error, conflict.input, conflict.message)
      }
    }
    return issues
  }

  private var node: ParsedPrompt.Entry { prompt.nodes[place] }

  private mutating func checkClass() {
    let checked = node.checked
    guard checked.isRemarkable else { return }
    if checked.definition.isDeprecated {
      add(.deprecatedClass, .warning, nil, "ComfyUI marks this class as deprecated")
    }
    if checked.tier == .observed {
      add(
        .partlyKnownClass, .note, nil,
        "only link types of this class are known; its values are not checked")
    }
    if checked.hook?.check == .other || checked.hook?.check == .pathExists {
      add(
        .hookNotChecked, .note, nil,
        "this class checks its inputs on the machine that runs it; taken as passed")
    }
  }

  // MARK: - Inputs

  private mutating func checkInputs() {
    let node = node
    guard let given = node.inputs else { return }
    let autogrow = node.checked.hasAutogrow ? AutogrowRules(node) : nil
    for (index, member) in given.members.enumerated() where !prompt.isPlain(node, member: index) {
      let input = prompt.shown(node, member: index)
      if case .array(let link) = member.value {
        let isGood = checkLink(link, from: prompt.source(node, member: index), member.key)
        if input == nil { checkUnknown(member.key, isBadLink: !isGood, autogrow) }
        if input?.isSelector == true {
          add(
            .dynamicKeyUnknown, .error, member.key,
            "\(member.key) chooses further inputs and must be a value, not a link")
        }
      } else if let input {
        checkLiteral(member.value, input)
      } else {
        checkUnknown(member.key, isBadLink: false, autogrow)
      }
    }
    for gap in autogrow?.gaps(given) ?? [] {
      add(
        .autogrowGap, .error, gap.input, "\(gap.input) is filled, but \(gap.missing) is not")
    }
    guard node.checked.dependsOnValues else { return }
    for input in node.shown
    where input.isSelector && input.presence == .required && given[input.name] == nil {
      // A selector inside an option may be absent: the node then uses a default of its own.
      let isStatic = node.definition.input(input.name) != nil
      add(
        .dynamicKeyMissing, isStatic ? .error : .note, input.name,
        "\(input.name) chooses further inputs and is required")
    }
  }

  /// Reports what is wrong with id and slot; whether the link leads somewhere.
  private mutating func checkLink(
    _ link: [JSONValue], from source: Int?, _ name: String
  ) -> Bool {
    guard link.count == 2 else { return false }
    guard case .string(let id) = link[0] else {
      add(
        .linkIDNotString, .error, name,
        "the node id of the link must be a text, not \(PythonText.repr(link[0]))")
      return false
    }
    guard let source else {
      add(.danglingLink, .error, name, "the link comes from node \(id), which does not exist")
      return false
    }
    if source == place {
      add(.selfLink, .error, name, "the node is linked to itself")
    }
    let count = prompt.nodes[source].checked.outputs.count
    guard case .number(let number) = link[1], number.isInteger else {
      add(
        .slotNotInteger, .error, name,
        "the slot of the link must be an integer, not \(PythonText.repr(link[1]))")
      return false
    }
    let given = number.int
    if given.map({ $0 < 0 }) ?? number.text.hasPrefix("-") {
      add(.slotNegative, .error, name, "the slot of the link is \(number.text), below 0")
      return false
    }
    guard let given, given < count else {
      add(
        .slotOutOfRange, .error, name,
        "the link leaves slot \(number.text) of node \(id), which has \(count) output"
          + (count == 1 ? "" : "s"))
      return false
    }
    return true
  }

  private mutating func checkUnknown(
    _ name: String, isBadLink: Bool, _ autogrow: AutogrowRules?
  ) {
    if node.checked.tier == .observed { return }
    if let group = autogrow?.bareGroup(name) {
      add(
        .autogrowBareInput, .error, name,
        "\(name) itself takes nothing; use \(group.slots.first ?? name + ".0") and on")
    } else if let group = autogrow?.groupBefore(name) {
      add(
        .autogrowBeyondMax, .error, name,
        "\(group.name) has \(group.slots.count) slots; the last is \(group.slots.last ?? "none")")
    } else {
      let isLeftover =
        InputCheck.isLeftover(name) && node.checked.tier == .core
        || FrontendWidget.isQueued(name, by: node.checked.classType)
      add(
        .unknownInput, isBadLink ? .error : isLeftover ? .note : .warning, name,
        "\(node.checked.classType) has no input \(name)",
        options.suggestsNames ? NearestName.of(name, among: node.shown.map(\.name)) : nil)
    }
  }

  // MARK: - Literals

  private mutating func checkLiteral(_ value: JSONValue, _ input: CheckedInput) {
    if input.presence == .unknown { return }
    if case .combo(let options) = input.definition.dynamic {
      checkSelector(value, input, options)
      return
    }
    guard checkSocket(value, input) else { return }
    let literal = InputValidation.unwrapped(value)
    checkType(literal, input)
    checkStep(literal, input)
    if input.definition.choicesAreFiles, input.choices != nil, !input.hasChoice(literal) {
      add(
        .modelFileUnknown, .warning, input.name,
        "\(PythonText.str(literal)) is not among the known files")
    }
  }

  private mutating func checkSelector(
    _ value: JSONValue, _ input: CheckedInput, _ keys: [DynamicOption]
  ) {
    if keys.contains(where: { $0.key.isPythonEqual(to: value) }) { return }
    let names = keys.map { PythonText.str($0.key) }
    add(
      .dynamicKeyUnknown, .error, input.name,
      "\(input.name) is \(PythonText.repr(value)), not one of \(names.joined(separator: ", "))",
      options.suggestsNames ? NearestName.of(PythonText.str(value), among: names) : nil)
  }

  /// Whether a literal may stand in the socket.
  private mutating func checkSocket(_ value: JSONValue, _ input: CheckedInput) -> Bool {
    if input.hasWidget { return true }
    var free = input.definition
    free.isForcedSocket = false
    free.isDefaultSocket = false
    if WidgetOrder.hasWidget(free) {
      add(
        .literalOnForcedInput, .warning, input.name,
        "\(input.name) is shown as a socket only, but has the value \(PythonText.repr(value))")
      return true
    }
    let mayBeCustomWidget =
      node.checked.tier != .core && !linkableTypes.contains(input.type.name)
    if !mayBeCustomWidget {
      add(
        .literalOnLinkInput, .error, input.name,
        "\(input.name) needs a link that carries \(input.type.name), not the value "
          + PythonText.repr(value))
    }
    return false
  }

  private mutating func checkType(_ value: JSONValue, _ input: CheckedInput) {
    let expected: String
    switch (input.conversion, value) {
    case (.integer, .number(let number)) where number.isInteger: return
    case (.integer, _): expected = "an integer"
    case (.float, .number(let number)) where number.double.isFinite: return
    case (.float, _): expected = "a number"
    case (.text, .string), (.boolean, .bool), (.none, _): return
    case (.text, _): expected = "a text"
    case (.boolean, _): expected = "true or false"
    }
    if input.conversion == .integer || input.conversion == .float {
      if case .float(let number)? = try? PythonNumber.double(from: value), !number.isFinite {
        add(.notFinite, .error, input.name, "\(input.name) is \(PythonText.repr(value))")
        return
      }
    }
    add(
      .coercedValue, .warning, input.name,
      "\(input.name) is \(PythonText.repr(value)), not \(expected); the server converts it")
  }

  private mutating func checkStep(_ value: JSONValue, _ input: CheckedInput) {
    guard let step = input.integerStep, let number = value.int, number.magnitude < 1 << 60,
      step < 1 << 60
    else { return }
    let distance = number - (input.definition.minimum?.int ?? 0) % step
    guard distance % step != 0 else { return }
    let lower = number - (distance % step + step) % step
    add(
      .stepMisaligned, .warning, input.name,
      "\(input.name) is \(number), off the step of \(step); near it lie \(lower) and "
        + "\(lower + step)")
  }

  // MARK: - Issues

  private mutating func add(
    _ kind: StricterKind, _ level: IssueLevel, _ input: String?, _ message: String,
    _ suggestion: String? = nil
  ) {
    issues.append(
      StricterIssue(
        kind: kind, level: level, nodeID: node.id, classType: node.checked.classType,
        inputName: input, message: message, suggestion: suggestion))
  }
}
