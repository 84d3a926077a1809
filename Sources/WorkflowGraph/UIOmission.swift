import JSON

/// An input of a workflow that the canvas has no place for, so that a UI file cannot hold it.
///
/// The frontend queues the values of widgets and links between sockets, nothing else: a literal at
/// an input without a widget, or under a name that the definition lacks, is lost in it.
public struct UIOmission: Equatable, Sendable, CustomStringConvertible {
  /// The node's id.
  public var nodeID: String
  /// The node's class type.
  public var classType: String
  /// The input's name.
  public var input: String
  /// Whether it is a link, to a node or an output that does not exist.
  public var isLink: Bool

  /// One sentence.
  public var description: String {
    let place = "node \(nodeID) (\(classType))"
    return isLink
      ? "\(place): the link of \(input) leads nowhere and was left out"
      : "\(place): the value of \(input) has no widget on the canvas and was left out"
  }
}

extension UIFormat {
  /// What ``write(_:catalog:id:)`` leaves out of a workflow; nulls, which set nothing, aside.
  ///
  /// - Parameters:
  ///   - workflow: Any workflow.
  ///   - catalog: Says which inputs are widgets.
  /// - Returns: The inputs in document order.
  public static func omissions(_ workflow: Workflow, catalog: NodeCatalog) -> [UIOmission] {
    zip(workflow.nodes, completed(workflow, catalog: catalog).nodes).flatMap { node, kept in
      node.inputs.compactMap { input in
        let isLink = if case .link = input.value { true } else { false }
        guard isLink ? kept[input.name] != input.value : kept[input.name] == nil,
          input.value != .literal(.null)
        else { return nil }
        return UIOmission(
          nodeID: node.id, classType: node.classType, input: input.name, isLink: isLink)
      }
    }
  }
}
