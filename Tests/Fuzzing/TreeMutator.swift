import JSON

/// Damages a JSON value so that it stays JSON: what the readers behind the parser must withstand.
///
/// One mutation takes a random place of the tree and removes it, renames it, puts an odd value or
/// another piece of the same tree there, or puts it there twice.
struct TreeMutator {
  private let pieces: [JSONValue]

  /// Keeps the pieces of `tree` to put elsewhere.
  init(_ tree: JSONValue) {
    var pieces: [JSONValue] = []
    Self.collect(tree, into: &pieces)
    self.pieces = pieces
  }

  /// One mutation of `tree`.
  func mutated(_ tree: JSONValue, _ mutator: inout Mutator) -> JSONValue {
    var steps = mutator.draw(max(pieces.count, 1))
    return change(tree, &steps, &mutator)
  }

  private static func collect(_ value: JSONValue, into pieces: inout [JSONValue]) {
    pieces.append(value)
    for element in value.array ?? [] { collect(element, into: &pieces) }
    for member in value.object?.members ?? [] { collect(member.value, into: &pieces) }
  }

  /// Walks in document order until `steps` places are passed, then changes the place it stands at.
  private func change(
    _ value: JSONValue, _ steps: inout Int, _ mutator: inout Mutator
  ) -> JSONValue {
    if steps == 0 {
      steps = -1
      return replacement(&mutator)
    }
    steps -= 1
    if let array = value.array { return .array(changed(array, &steps, &mutator)) }
    if let object = value.object { return .object(changed(object, &steps, &mutator)) }
    return value
  }

  private func changed(
    _ array: [JSONValue], _ steps: inout Int, _ mutator: inout Mutator
  ) -> [JSONValue] {
    var result: [JSONValue] = []
    for element in array {
      guard steps >= 0 else {
        result.append(element)
        continue
      }
      let new = change(element, &steps, &mutator)
      guard steps < 0 else {
        result.append(new)
        continue
      }
      switch mutator.draw(4) {
      case 0: break
      case 1: result += [element, element]
      default: result.append(new)
      }
    }
    return result
  }

  private func changed(
    _ object: JSONObject, _ steps: inout Int, _ mutator: inout Mutator
  ) -> JSONObject {
    var members: [(String, JSONValue)] = []
    for member in object.members {
      guard steps >= 0 else {
        members.append((member.key, member.value))
        continue
      }
      let new = change(member.value, &steps, &mutator)
      guard steps < 0 else {
        members.append((member.key, new))
        continue
      }
      switch mutator.draw(4) {
      case 0: break
      case 1: members.append((Self.keys[mutator.draw(Self.keys.count)], member.value))
      default: members.append((member.key, new))
      }
    }
    return JSONObject(members)
  }

  private func replacement(_ mutator: inout Mutator) -> JSONValue {
    if mutator.happens(40) { return pieces[mutator.draw(pieces.count)] }
    return Self.odd[mutator.draw(Self.odd.count)]
  }

  private static let keys = [
    "", "0", "1", "-10", "nodes", "inputs", "class_type", "link", "links", "type", "id", "mode",
    "widgets_values", "__value__", "required", "options", "template", "min", "names", "x.y.z",
  ]

  private static let odd: [JSONValue] = {
    let texts = [
      "null", "true", "[]", "{}", "\"\"", "0", "-1", "1.5", "1e300", "18446744073709551616",
      "-9223372036854775808", "9223372036854775807", "[\"1\",0]", "[\"1\",-1]", "[1,0]",
      "[\"1\",1e99]", "{\"__value__\":[1]}", "\"*\"", "\"KSampler\"", "\"Reroute\"", "\"GetNode\"",
      "\"IMAGE,MASK\"", "\"COMFY_AUTOGROW_V3\"", "\"COMFY_DYNAMICCOMBO_V3\"", "[[[[]]]]",
      "\"11111111-1111-4111-8111-111111111111\"", "[-10,0]", "\"\\u0000\"", "\"a.b.c\"",
    ]
    return texts.compactMap { try? JSONValue.parse(Array($0.utf8)) }
  }()
}
