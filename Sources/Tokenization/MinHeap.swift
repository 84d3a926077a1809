/// A binary heap whose smallest element is taken first.
struct MinHeap<Element: Comparable> {
  private var elements: [Element]

  /// Orders `elements` in O(count).
  init(_ elements: [Element] = []) {
    self.elements = elements
    for parent in stride(from: elements.count / 2 - 1, through: 0, by: -1) { sink(parent) }
  }

  mutating func push(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if !(elements[child] < elements[parent]) { break }
      elements.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> Element? {
    guard let last = elements.popLast() else { return nil }
    guard let first = elements.first else { return last }
    elements[0] = last
    sink(0)
    return first
  }

  private mutating func sink(_ start: Int) {
    var parent = start
    while true {
      var child = 2 * parent + 1
      if child >= elements.count { return }
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      if !(elements[child] < elements[parent]) { return }
      elements.swapAt(child, parent)
      parent = child
    }
  }
}
