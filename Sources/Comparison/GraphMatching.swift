/// Finds the mapping of predicted nodes to gold nodes that matches most links.
///
/// Each node carries a label: its class type while undecided, the number of its pair once it is
/// mapped. Counting the links of both sides by (source label, slot, target label, input) and
/// adding up the smaller counts bounds what any completion can match, and is exact when all nodes
/// are decided; at the start it is the typed-link overlap. The bound is kept up to date link by
/// link while pairs are made and unmade.
///
/// The search: class types that occur once on both sides are paired first, which never costs
/// anything. Links whose typed key the other side lacks are dropped, and nodes without links are
/// out of the game. What is left falls into components of class types joined by common keys;
/// each is solved by itself by depth-first branch and bound, best bound first. Past the limit the
/// best mapping so far is improved by swapping images of two nodes until no swap helps.
struct GraphMatching {
  private typealias Key = ComparableWorkflow.TypedLink
  private typealias Link = ComparableWorkflow.Link

  /// One graph with the labels of its nodes.
  private struct Side {
    let links: [Link]
    /// The links at each node, a loop once.
    let linksAt: [[Int32]]
    var labels: [Int32]

    init(_ graph: ComparableWorkflow, keeping isKept: (Key) -> Bool) {
      var links: [Link] = []
      var linksAt = [[Int32]](repeating: [], count: graph.classes.count)
      for link in graph.links {
        let key = Key(
          source: graph.classes[Int(link.source)], slot: link.slot,
          target: graph.classes[Int(link.target)], input: link.input)
        guard isKept(key) else { continue }
        linksAt[Int(link.source)].append(Int32(links.count))
        if link.target != link.source { linksAt[Int(link.target)].append(Int32(links.count)) }
        links.append(link)
      }
      self.links = links
      self.linksAt = linksAt
      labels = graph.classes
    }

    func key(_ link: Int32) -> Key {
      let link = links[Int(link)]
      return Key(
        source: labels[Int(link.source)], slot: link.slot, target: labels[Int(link.target)],
        input: link.input)
    }
  }

  private let classes: [Int32]
  private let goldClasses: [Int32]
  private let limit: Int
  private var predicted: Side
  private var gold: Side
  private var counts = LinkCounts()
  private(set) var mapping: [Int?]
  private var isTaken: [Bool]
  private(set) var expansions = 0
  private(set) var isExact = true
  /// The bound of the present state; the number of matched links at the end.
  var matches: Int { counts.shared }

  init(_ prediction: ComparableWorkflow, _ gold: ComparableWorkflow, expansionLimit: Int) {
    classes = prediction.classes
    goldClasses = gold.classes
    limit = expansionLimit
    var counts = LinkCounts()
    for link in prediction.typedLinks { counts.add(link, predicted: 1) }
    for link in gold.typedLinks { counts.add(link, gold: 1) }
    self.counts = counts
    self.predicted = Side(prediction) { counts.isShared($0) }
    self.gold = Side(gold) { counts.isShared($0) }
    mapping = Array(repeating: nil, count: classes.count)
    isTaken = Array(repeating: false, count: goldClasses.count)
  }

  mutating func solve() {
    let (predictedOf, goldOf) = nodesByClass()
    let common = predictedOf.keys.filter { goldOf[$0] != nil }.sorted()
    for number in common where predictedOf[number]?.count == 1 && goldOf[number]?.count == 1 {
      if let node = predictedOf[number]?.first, let image = goldOf[number]?.first {
        pair(node, image)
      }
    }
    for component in components(of: common) {
      var nodes: [Int] = []
      var images: [Int] = []
      for number in component {
        nodes += (predictedOf[number] ?? []).filter { isOpen($0) }
        images += (goldOf[number] ?? []).filter { !isTaken[$0] && !gold.linksAt[$0].isEmpty }
      }
      if !nodes.isEmpty { solve(nodes, images) }
    }
    fill(common, predictedOf, goldOf)
    if !isExact { improve() }
  }

  private func isOpen(_ node: Int) -> Bool {
    mapping[node] == nil && !predicted.linksAt[node].isEmpty
  }

  private func nodesByClass() -> (predicted: [Int32: [Int]], gold: [Int32: [Int]]) {
    var predictedOf: [Int32: [Int]] = [:], goldOf: [Int32: [Int]] = [:]
    for (node, number) in classes.enumerated() { predictedOf[number, default: []].append(node) }
    for (node, number) in goldClasses.enumerated() { goldOf[number, default: []].append(node) }
    return (predictedOf, goldOf)
  }

  /// Class types with open nodes, grouped so that no common link leads from group to group.
  private func components(of common: [Int32]) -> [[Int32]] {
    var parents: [Int32: Int32] = [:]
    for (node, number) in classes.enumerated() where isOpen(node) { parents[number] = number }
    func root(_ number: Int32) -> Int32 {
      var number = number
      while let parent = parents[number], parent != number { number = parent }
      return number
    }
    for link in predicted.links {
      let ends = [Int(link.source), Int(link.target)]
      guard ends.allSatisfy({ mapping[$0] == nil }) else { continue }
      let roots = ends.map { root(classes[$0]) }
      parents[max(roots[0], roots[1])] = min(roots[0], roots[1])
    }
    var groups: [Int32: [Int32]] = [:]
    for number in common where parents[number] != nil {
      groups[root(number), default: []].append(number)
    }
    return groups.keys.sorted().compactMap { groups[$0] }
  }

  // MARK: - Pairs

  /// Maps `node` to `image`.
  ///
  /// Both get the pair's label; labels of pairs are negative.
  private mutating func pair(_ node: Int, _ image: Int) {
    relabel(node, image, -2 - Int32(node), -2 - Int32(node))
    mapping[node] = image
    isTaken[image] = true
  }

  private mutating func unpair(_ node: Int) {
    guard let image = mapping[node] else { return }
    relabel(node, image, classes[node], goldClasses[image])
    mapping[node] = nil
    isTaken[image] = false
  }

  private mutating func relabel(
    _ node: Int, _ image: Int, _ label: Int32, _ imageLabel: Int32
  ) {
    for link in predicted.linksAt[node] { counts.add(predicted.key(link), predicted: -1) }
    for link in gold.linksAt[image] { counts.add(gold.key(link), gold: -1) }
    predicted.labels[node] = label
    gold.labels[image] = imageLabel
    for link in predicted.linksAt[node] { counts.add(predicted.key(link), predicted: 1) }
    for link in gold.linksAt[image] { counts.add(gold.key(link), gold: 1) }
  }

  // MARK: - Branch and bound

  private struct Search {
    var order: [Int]
    var images: [Int]
    /// How many nodes of each class type may stay without an image.
    var spare: [Int32: Int]
    var best = -1
    var bestMapping: [Int?] = []
    /// The bound at the component's root.
    var ceiling: Int
  }

  private mutating func solve(_ nodes: [Int], _ images: [Int]) {
    var spare: [Int32: Int] = [:]
    for node in nodes { spare[classes[node], default: 0] += 1 }
    for image in images { spare[goldClasses[image], default: 0] -= 1 }
    var search = Search(
      order: ordered(nodes), images: images, spare: spare.mapValues { max(0, $0) },
      ceiling: matches)
    descend(&search, 0)
    for (node, image) in zip(search.order, search.bestMapping) {
      if let image { pair(node, image) }
    }
  }

  /// Nodes that hang on decided ones first, then their neighbours; of equals those with most
  /// links, then in document order.
  private func ordered(_ nodes: [Int]) -> [Int] {
    var rest = nodes
    var isDecided = mapping.map { $0 != nil }
    var order: [Int] = []
    while !rest.isEmpty {
      var best = (place: 0, ties: -1, links: -1)
      for (place, node) in rest.enumerated() {
        let ties = predicted.linksAt[node].count { number in
          let link = predicted.links[Int(number)]
          return isDecided[Int(link.source)] || isDecided[Int(link.target)]
        }
        let links = predicted.linksAt[node].count
        if (ties, links) > (best.ties, best.links) { best = (place, ties, links) }
      }
      let node = rest.remove(at: best.place)
      isDecided[node] = true
      order.append(node)
    }
    return order
  }

  private mutating func descend(_ search: inout Search, _ depth: Int) {
    guard depth < search.order.count else {
      if matches > search.best {
        search.best = matches
        search.bestMapping = search.order.map { mapping[$0] }
      }
      return
    }
    let node = search.order[depth]
    let number = classes[node]
    var choices: [(bound: Int, image: Int)] = []
    for image in search.images where goldClasses[image] == number && !isTaken[image] {
      expansions += 1
      pair(node, image)
      if matches > search.best { choices.append((matches, image)) }
      unpair(node)
    }
    choices.sort { $0.bound != $1.bound ? $0.bound > $1.bound : $0.image < $1.image }
    for choice in choices where choice.bound > search.best {
      pair(node, choice.image)
      descend(&search, depth + 1)
      unpair(node)
      if isFinished(search) { return }
    }
    if let spare = search.spare[number], spare > 0 {
      expansions += 1
      search.spare[number] = spare - 1
      leave(node, number) { matching in
        if matching.matches > search.best { matching.descend(&search, depth + 1) }
      }
      search.spare[number] = spare
    }
  }

  /// Runs `body` while `node` has no image, its links out of the bound.
  private mutating func leave(
    _ node: Int, _ number: Int32, _ body: (inout GraphMatching) -> Void
  ) {
    for link in predicted.linksAt[node] { counts.add(predicted.key(link), predicted: -1) }
    predicted.labels[node] = Self.abandoned
    for link in predicted.linksAt[node] { counts.add(predicted.key(link), predicted: 1) }
    body(&self)
    for link in predicted.linksAt[node] { counts.add(predicted.key(link), predicted: -1) }
    predicted.labels[node] = number
    for link in predicted.linksAt[node] { counts.add(predicted.key(link), predicted: 1) }
  }

  /// The label of a predicted node without image; no gold node has it.
  private static let abandoned: Int32 = -1

  private mutating func isFinished(_ search: Search) -> Bool {
    if search.best == search.ceiling { return true }
    if expansions >= limit, search.best >= 0 {
      isExact = false
      return true
    }
    return false
  }

  // MARK: - Local search

  /// Swaps the images of two nodes of a class type, or takes a free image, while that helps.
  ///
  /// Every step gains a link, so there are at most as many steps as links.
  private mutating func improve() {
    let images = goldClasses.indices.filter { !gold.linksAt[$0].isEmpty }
    var hasImproved = true
    while hasImproved {
      hasImproved = false
      for node in classes.indices where !predicted.linksAt[node].isEmpty {
        for image in images where goldClasses[image] == classes[node] && mapping[node] != image {
          if tryMove(node, image) { hasImproved = true }
        }
      }
    }
  }

  private mutating func tryMove(_ node: Int, _ image: Int) -> Bool {
    let before = matches
    let old = mapping[node]
    let holder = isTaken[image] ? mapping.firstIndex(of: image) : nil
    exchange(node, holder, image, old)
    if matches > before { return true }
    exchange(node, holder, old, image)
    return false
  }

  private mutating func exchange(_ node: Int, _ holder: Int?, _ image: Int?, _ other: Int?) {
    unpair(node)
    if let holder { unpair(holder) }
    if let image { pair(node, image) }
    if let holder, let other { pair(holder, other) }
  }

  // MARK: - The rest

  /// Pairs the nodes that cannot change the result, in document order.
  ///
  /// From then on no class type has open nodes on both sides, so the bound is the exact count.
  private mutating func fill(
    _ common: [Int32], _ predictedOf: [Int32: [Int]], _ goldOf: [Int32: [Int]]
  ) {
    for number in common {
      var free = (goldOf[number] ?? []).filter { !isTaken[$0] }[...]
      for node in predictedOf[number] ?? [] where mapping[node] == nil {
        guard let image = free.popFirst() else { break }
        pair(node, image)
      }
    }
  }
}
