import OperatingSystem
public import Validation
public import WorkflowGraph

/// From the whole catalog, what a set of candidates lacks.
///
/// That is a class that makes a type, or one that shows it. Looked for at the first question, since
/// candidates mostly lack nothing.
public final class SupplyIndex: Sendable {
  private let catalog: NodeCatalog
  /// What is known of the classes' own checks.
  let hooks: HookTable
  private let table = Once<Table>()

  /// Looks in a catalog.
  public init(_ catalog: NodeCatalog, hooks: HookTable = .empty) {
    self.catalog = catalog
    self.hooks = hooks
  }

  /// The class types that can be fed, nearest to nothing first.
  private struct Table: Sendable {
    /// Each can be fed by those before it.
    var makers: [NodeDefinition] = []
    /// The types that they make, each with the place of the first that makes it.
    var made: [(type: SocketType, maker: Int)] = []
    /// The output nodes among them that need at most one link, and that link.
    var viewers: [(definition: NodeDefinition, needed: InputDefinition?)] = []
  }

  /// The class that makes what an input takes with the least before it, exact types first.
  ///
  /// For an input of a class that can be fed itself it is one that comes before that class.
  func maker(for input: InputDefinition, of classType: String) -> NodeDefinition? {
    let table = found()
    let limit = table.makers.firstIndex { $0.classType == classType } ?? .max
    let fitting = table.made.filter {
      $0.maker < limit && OfferedType.takes($0.type, at: input)
    }
    let maker = fitting.first { $0.type != .any } ?? fitting.first
    return maker.map { table.makers[$0.maker] }
  }

  /// An output node that shows a type and needs nothing else.
  func viewer(of type: SocketType) -> NodeDefinition? {
    found().viewers.first { $0.needed.map { OfferedType.takes(type, at: $0) } ?? false }?.definition
  }

  /// An output node to begin with when there is no candidate at all.
  var anyOutput: NodeDefinition? {
    found().viewers.first?.definition ?? found().makers.first { $0.isOutputNode }
  }

  /// Paid and deprecated classes are taken only where nothing is shown without them.
  private func found() -> Table {
    table.value {
      let classes = catalog.definitions.filter {
        $0.tier != .observed && StatementDefaults.areWhole($0)
      }.compactMap { $0.withoutJudgedInputs(hooks) }.sorted {
        ($0.tier == .core ? 0 : 1, $0.classType) < ($1.tier == .core ? 0 : 1, $1.classType)
      }
      let good = Self.find(classes.filter { !$0.isAPINode && !$0.isDeprecated })
      return good.makers.contains { $0.isOutputNode } ? good : Self.find(classes)
    }
  }

  private static func find(_ classes: [NodeDefinition]) -> Table {
    var table = Table()
    var waiting = classes
    var types: [SocketType] = []
    var isFurther = true
    while isFurther {
      isFurther = false
      var later: [NodeDefinition] = []
      var made: [SocketType] = []
      for definition in waiting {
        let needed = ArgumentOrder.needed(definition)
        guard
          needed.allSatisfy({ input in types.contains { OfferedType.takes($0, at: input) } })
        else {
          later.append(definition)
          continue
        }
        for output in definition.outputs where output.matchTemplate == nil {
          if table.made.contains(where: { $0.type == output.type }) { continue }
          table.made.append((output.type, table.makers.count))
        }
        table.makers.append(definition)
        if definition.isOutputNode, needed.count < 2 {
          table.viewers.append((definition, needed.first))
        }
        made += definition.outputs.filter { $0.matchTemplate == nil }.map(\.type)
        isFurther = true
      }
      for type in made where !types.contains(type) { types.append(type) }
      waiting = later
    }
    return table
  }
}

/// What types fit where, with the match-type rule of the frontend.
enum OfferedType {
  /// Whether an input takes a link of a type.
  static func takes(_ type: SocketType, at input: InputDefinition) -> Bool {
    guard input.type.accepts(type) else { return false }
    if case .matchType(_, let allowed)? = input.dynamic {
      return SocketType.named(allowed).accepts(type)
    }
    return true
  }

  /// Notes that a link to an input of `template` carries a type of the offer.
  ///
  /// The first type that is known is the one that all others must match and that outputs hand on.
  static func carry(_ type: Int, by template: String, in carried: inout [String: Int]) {
    if carried[template] ?? NodeOffer.anyType == NodeOffer.anyType { carried[template] = type }
  }

  /// The match-type template of an input.
  static func template(of input: InputDefinition) -> String? {
    if case .matchType(let template, _)? = input.dynamic { template } else { nil }
  }
}
