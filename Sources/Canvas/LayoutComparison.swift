public import JSON
public import WorkflowGraph

/// The layout of a workflow beside the one its author made, over the same nodes and links.
public struct LayoutComparison: Equatable, Sendable {
  /// Measured where the author put the nodes.
  public let author: LayoutQuality
  /// Measured where ``WorkflowLayout`` puts them.
  public let own: LayoutQuality

  /// Measures both layouts of a UI file.
  ///
  /// Gives `nil` unless the file's nodes, notes aside, and links are exactly those of the
  /// workflow: no subgraph, reroute, primitive, muted or bypassed node stands between them.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - catalog: The definitions.
  public init?(_ file: JSONValue, catalog: NodeCatalog) {
    guard let read = try? UIFormat.read(file, catalog: catalog) else { return nil }
    let workflow = read.workflow
    let drawn = (file["nodes"]?.array ?? []).filter {
      !["Note", "MarkdownNote"].contains($0["type"]?.string ?? "")
    }
    guard !workflow.nodes.isEmpty, drawn.count == workflow.nodes.count,
      file["links"]?.array?.count == workflow.links.count,
      Set(drawn.compactMap { $0["id"]?.number?.text }) == Set(workflow.nodes.map(\.id))
    else { return nil }
    author = LayoutQuality(
      PlacedWorkflow(workflow: workflow, placements: read.placements), catalog: catalog)
    own = LayoutQuality(WorkflowLayout.place(workflow, catalog: catalog), catalog: catalog)
  }

  /// Our crossings per crossing of the author, one added to both for layouts without any.
  public var crossingsRatio: Double {
    Double(own.crossings + 1) / Double(author.crossings + 1)
  }

  /// Our link length per unit of the author's; 1 without links.
  public var lengthRatio: Double {
    author.linkLength > 0 ? own.linkLength / author.linkLength : 1
  }
}
