public import JSON

/// The workflow inside the picture, as ComfyUI's frontend looks for it.
///
///     <metadata><![CDATA[{"workflow": <UI>, "prompt": <API>}]]></metadata>
///
/// Source: Comfy-Org/ComfyUI_frontend: src/scripts/metadata/svg.ts (an attribute on `metadata`
/// hides the workflow from it).
public enum SVGMetadata {
  /// The element.
  ///
  /// The JSON is ASCII with every `>` as an escape, so that no text in it can end the section.
  ///
  /// - Parameters:
  ///   - ui: The UI format.
  ///   - api: The API format.
  /// - Returns: The element on one line.
  public static func element(ui: JSONValue, api: JSONValue) -> String {
    let content: JSONValue = ["workflow": ui, "prompt": api]
    let text = content.text(JSONStyle(escapesNonASCII: true))
    var safe = ""
    safe.reserveCapacity(text.utf8.count + 64)
    for byte in text.unicodeScalars {
      switch byte {
      // Both occur in JSON only inside strings, where an escape means the same.
      case ">": safe += "\\u003e"
      case "\u{7F}": safe += "\\u007f"
      default: safe.unicodeScalars.append(byte)
      }
    }
    return "<metadata><![CDATA[\(safe)]]></metadata>"
  }
}
