import JSON

extension PromptParser {
  /// Reads JSON Lines in the shape of OpenAI's Batch API; a bad line fails alone.
  ///
  /// `{"custom_id": …, "method": …, "url": …, "body": {…}}`: the prompt is the last message of role
  /// `user` in `body.messages`, or `body.input`, or `body.prompt`; `body.nightloom` holds header
  /// keys. Variants of a line are off unless it sets `variants`.
  func readBatch(_ bytes: [UInt8], from start: Int) -> Reading {
    var reading = Reading()
    var seen: [[UInt8]: Int] = [:]
    let lines = lines(bytes, from: start)
    guard lines.count <= maximumItems else {
      let sentence = "the batch has \(lines.count) lines, more than the limit of \(maximumItems)"
      reading.diagnostics = [.error(.tooLarge, .file, sentence)]
      return reading
    }
    for (number, range) in lines.enumerated() {
      if bytes[range].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      let place = Place(line: number + 1, offset: range.lowerBound)
      var item = Item(number: number, place: place, range: range, isBatchLine: true)
      let outcome = read(bytes, &item, &seen)
      if let outcome {
        reading.add(outcome, to: item)
      } else {
        item.warnings = item.warnings.map { $0.about(item) }
        reading.items.append(item)
      }
    }
    return reading
  }

  /// Reads one line into `item`.
  /// - Returns: What is wrong with it, or `nil`.
  private func read(_ bytes: [UInt8], _ item: inout Item, _ seen: inout [[UInt8]: Int])
    -> PromptDiagnostic?
  {
    func bad(_ sentence: String) -> PromptDiagnostic { .error(.badLine, item.place, sentence) }
    let line: JSONValue
    do {
      line = try JSONValue.parse(Array(bytes[item.range]), maximumDepth: 64)
    } catch {
      let place = Place(line: item.place.line, offset: item.place.offset + error.offset)
      return .error(
        .badLine, place, "not JSON: \(error.reason) at byte \(error.offset) of the line")
    }
    guard line.object != nil else { return bad("the line is not a JSON object") }
    guard let customID = line["custom_id"]?.string, !customID.isEmpty else {
      return bad("'custom_id' is missing or not a text")
    }
    guard customID.utf8.count <= 512 else { return bad("'custom_id' is longer than 512 bytes") }
    item.customID = customID
    if let first = seen[Array(customID.utf8)] {
      return bad("'custom_id' \"\(shortened(customID))\" stands in line \(first) already")
    }
    seen[Array(customID.utf8)] = item.place.line
    guard let body = line["body"], body.object != nil else {
      return bad("'body' is missing or not an object")
    }
    if let problem = takeSettings(body["nightloom"], &item) { return problem }
    guard let prompt = prompt(body) else {
      return bad("'body' has no user message, 'input' or 'prompt' that is a text")
    }
    guard !prompt.utf8.contains(0) else { return bad("the prompt holds a NUL character") }
    item.text = String(
      prompt.split(separator: "\r\n", omittingEmptySubsequences: false)
        .joined(separator: "\n").trimmed)
    return item.text.isEmpty ? .error(.empty, item.place, "the prompt is blank") : nil
  }

  private func prompt(_ body: JSONValue) -> String? {
    let turns = body["messages"]?.array ?? body["input"]?.array
    if let message = turns?.last(where: { $0["role"] == "user" }) {
      return text(message["content"])
    }
    return body["input"]?.string ?? body["prompt"]?.string
  }

  /// A message's content: a text, or parts of which the texts count.
  private func text(_ content: JSONValue?) -> String? {
    if let text = content?.string { return text }
    let parts = content?.array?.compactMap { $0["text"]?.string } ?? []
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }

  private func takeSettings(_ settings: JSONValue?, _ item: inout Item) -> PromptDiagnostic? {
    guard let settings, !settings.isNull else { return nil }
    guard let members = settings.object else {
      return .error(.badHeader, item.place, "'body.nightloom' is not an object")
    }
    for member in members {
      guard let key = PromptHeader.Key(spelling: member.key) else {
        item.warnings.append(.warning(item.place, unknownKey(member.key)))
        continue
      }
      let words = member.value.array?.compactMap(\.string).joined(separator: ",")
      let text = member.value.string ?? member.value.number?.text ?? words ?? member.value.text()
      if let problem = item.header.set(key, text) {
        return .error(.badHeader, item.place, problem)
      }
    }
    return nil
  }
}
