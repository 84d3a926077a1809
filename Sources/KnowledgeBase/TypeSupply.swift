import WorkflowGraph

/// Which link types class types need and give, for probabilities instead of certainties.
struct TypeSupply: Sendable {
  /// For each class type its needs, each as the link types that would do.
  private let needs: [[[Int32]]]
  private let outputs: [[Int32]]
  private let typeCount: Int

  /// Numbers the link types of the definitions.
  init(_ definitions: [NodeDefinition]) {
    var numbers: [String: Int32] = [:]
    func number(_ name: String) -> Int32 {
      if let known = numbers[name] { return known }
      let next = Int32(numbers.count)
      numbers[name] = next
      return next
    }
    needs = definitions.map { definition in
      ProducerIndex.needs(of: definition).map { $0.map(number) }
    }
    outputs = definitions.map { definition in
      Set(definition.outputs.flatMap { ProducerIndex.concreteTypes(of: $0.type) }).sorted()
        .map(number)
    }
    typeCount = numbers.count
  }

  /// For each class type the probability that one of its needs is met by no likely class type.
  ///
  /// - Parameter probabilities: How likely each class type is, in the order of the definitions.
  /// - Returns: One probability a definition; 0 for one without needs.
  func unfed(_ probabilities: [Double]) -> [Float] {
    var absent = [Double](repeating: 1, count: typeCount)
    for (place, types) in outputs.enumerated() where probabilities[place] > 1e-6 {
      for type in types { absent[Int(type)] *= 1 - probabilities[place] }
    }
    return needs.map { needs in
      var worst = 0.0
      for types in needs {
        var best = 1.0
        for type in types { best = min(best, absent[Int(type)]) }
        worst = max(worst, best)
      }
      return Float(worst)
    }
  }
}
