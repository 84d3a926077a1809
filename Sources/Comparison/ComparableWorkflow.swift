public import WorkflowGraph

/// The names of class types and inputs as small numbers, shared by all graphs that are compared.
public struct NameTable: Sendable {
  private var numbers: [String: Int32] = [:]

  /// Makes an empty table.
  public init() {}

  /// The number of `name`, new ones counted on.
  mutating func number(of name: String) -> Int32 {
    if let number = numbers[name] { return number }
    let number = Int32(numbers.count)
    numbers[name] = number
    return number
  }
}

/// What the metrics look at of a workflow: class types and links, no values, ids or titles.
///
/// Two of them are comparable when they were made with the same ``NameTable``. Make each once
/// when many are compared. Workflows should be normalised before (reroutes and primitives
/// resolved); links from nodes that do not exist are left out.
public struct ComparableWorkflow: Sendable {
  /// A link between places in `classes`.
  struct Link: Sendable {
    var source: Int32
    var slot: Int32
    var target: Int32
    var input: Int32
  }

  /// A link between whatever the two node labels mean.
  struct TypedLink: Hashable, Comparable, Sendable {
    var source: Int32
    var slot: Int32
    var target: Int32
    var input: Int32

    static func < (left: TypedLink, right: TypedLink) -> Bool {
      if left.source != right.source { return left.source < right.source }
      if left.target != right.target { return left.target < right.target }
      if left.input != right.input { return left.input < right.input }
      return left.slot < right.slot
    }
  }

  /// The class type of each node.
  let classes: [Int32]
  /// The links.
  let links: [Link]
  /// `classes`, sorted.
  let sortedClasses: [Int32]
  /// The links by class types, sorted.
  let typedLinks: [TypedLink]

  /// Reads a workflow.
  public init(_ workflow: Workflow, names: inout NameTable) {
    let places = workflow.places
    var links: [Link] = []
    for (target, node) in workflow.nodes.enumerated() {
      for input in node.inputs {
        guard case .link(let link) = input.value, let source = places[link.source],
          let slot = Int32(exactly: link.slot)
        else { continue }
        links.append(
          Link(
            source: Int32(source), slot: slot, target: Int32(target),
            input: names.number(of: input.name)))
      }
    }
    let classes = workflow.nodes.map { names.number(of: $0.classType) }
    self.classes = classes
    self.links = links
    sortedClasses = classes.sorted()
    typedLinks = links.map { link in
      TypedLink(
        source: classes[Int(link.source)], slot: link.slot, target: classes[Int(link.target)],
        input: link.input)
    }.sorted()
  }

  /// The number of nodes.
  public var nodeCount: Int { classes.count }

  /// The number of links.
  public var linkCount: Int { links.count }

  /// The number of links no mapping of nodes can match more of: the overlap of the multisets of
  /// (source class type, slot, target class type, input name).
  ///
  /// - Complexity: O(links); cheap enough to sort out pairs before ``GraphF1`` is asked.
  public func typedLinkOverlap(with other: ComparableWorkflow) -> Int {
    overlap(typedLinks, other.typedLinks)
  }
}

/// The size of the intersection of two sorted multisets.
func overlap<Element: Comparable>(_ left: [Element], _ right: [Element]) -> Int {
  var count = 0
  var (i, j) = (0, 0)
  while i < left.count, j < right.count {
    if left[i] == right[j] {
      (count, i, j) = (count + 1, i + 1, j + 1)
    } else if left[i] < right[j] {
      i += 1
    } else {
      j += 1
    }
  }
  return count
}
