import JSON

// Node ids are unique in one canvas only, but the frontend keeps the nodes of all canvases in one
// table: a node of a subgraph definition whose id is taken, by the root or by an earlier
// definition, gets the next free number. API files name the nodes by these.
// Source: ComfyUI frontend 1.58.1: lib/litegraph/src/subgraph/subgraphDeduplication.ts.

extension UIDocument {
  /// Gives the frontend's numbers to nodes whose id is taken.
  ///
  /// - Parameters:
  ///   - order: The subgraph definitions as the file has them, nested ones behind their own.
  ///   - lastNode: The highest number the file says it has used.
  mutating func renumberRepeatedNodes(order: [String], lastNode: Int) {
    var taken = Set(root.nodes.map(\.id))
    var last = root.nodes.compactMap { Int($0.id) }.reduce(lastNode, max)
    var renamed: [String: [String: String]] = [:]
    for id in order {
      guard let names = subgraphs[id]?.renumber(taken: &taken, last: &last), !names.isEmpty else {
        continue
      }
      renamed[id] = names
    }
    guard !renamed.isEmpty else { return }
    root.renameProxies(renamed)
    for id in order { subgraphs[id]?.renameProxies(renamed) }
  }
}

extension UIGraph {
  /// Renames the nodes whose id is taken; returns the new ids by the old ones.
  fileprivate mutating func renumber(taken: inout Set<String>, last: inout Int) -> [String: String]
  {
    var names: [String: String] = [:]
    for place in nodes.indices {
      let id = nodes[place].id
      if taken.insert(id).inserted {
        if let number = Int(id), number < 1 << 53 { last = max(last, number) }
        continue
      }
      repeat { last = last < 1 << 53 ? last + 1 : 1 } while !taken.insert(String(last)).inserted
      names[id] = String(last)
      nodes[place].id = String(last)
    }
    guard !names.isEmpty else { return [:] }
    places = Dictionary(
      nodes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    for id in links.keys {
      if let name = links[id].flatMap({ names[$0.origin] }) { links[id]?.origin = name }
      if let name = links[id].flatMap({ names[$0.target] }) { links[id]?.target = name }
    }
    for slot in inputLinks.keys {
      inputLinks[slot] = inputLinks[slot]?.map { link in
        var link = link
        link.target = names[link.target] ?? link.target
        return link
      }
    }
    for slot in outputLinks.keys {
      if let name = outputLinks[slot].flatMap({ names[$0.origin] }) {
        outputLinks[slot]?.origin = name
      }
    }
    return names
  }

  /// Renames the inner nodes in the lists of promoted widgets that instances carry.
  fileprivate mutating func renameProxies(_ renamed: [String: [String: String]]) {
    for place in nodes.indices {
      guard let names = renamed[nodes[place].type],
        let rows = nodes[place].properties["proxyWidgets"]?.array
      else { continue }
      nodes[place].properties["proxyWidgets"] = .array(
        rows.map { row in
          guard var pair = row.array, let id = pair.first.flatMap(idText), let name = names[id]
          else { return row }
          pair[0] = .string(name)
          return .array(pair)
        })
    }
  }
}
