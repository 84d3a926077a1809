/// Node types that exist only in the browser, by what they do to links (COMFYUI.md C2).
enum FrontendTypes {
  /// Hands its only input on.
  static let reroutes: Set<String> = ["Reroute", "Reroute (rgthree)"]
  /// Its value is written into the widgets it feeds.
  static let primitive = "PrimitiveNode"
  /// Give a link a name, and take it up again.
  static let setters: Set<String> = ["SetNode", "easy setNode"]
  static let getters: Set<String> = ["GetNode", "easy getNode"]
  /// Texts on the canvas.
  static let notes: Set<String> = [
    "Note", "MarkdownNote", "Note Plus (mtb)", "Note _O", "FL_ImageNotes", "LG_Note", "NoteNode",
    "FancyNoteNode", "Label (rgthree)",
  ]
  /// Switches and decoration without effect on the queued prompt.
  static let controls: Set<String> = [
    "Bookmark (rgthree)", "Fast Actions Button (rgthree)", "Fast Bypasser (rgthree)",
    "Fast Groups Bypasser (rgthree)", "Fast Groups Muter (rgthree)", "Fast Muter (rgthree)",
    "Mute / Bypass Relay (rgthree)", "Mute / Bypass Repeater (rgthree)", "Node Collector (rgthree)",
    "Node Combiner (rgthree)", "Random Unmuter (rgthree)",
  ]
  /// Add links by type or title when the browser queues (cg-use-everywhere, with its old names).
  static let implicitLinkers: Set<String> = linkersWithOutputs.union([
    "Anything Everywhere", "Anything Everywhere?", "Anything Everywhere3", "Prompts Everywhere",
    "UE", "UE?",
  ])
  /// Of those, the ones that also have outputs of their own.
  static let linkersWithOutputs: Set<String> = [
    "Seed Everywhere", "UE CHECKPOINT", "UE CLIP", "UE CONDITIONING", "UE? CONDITIONING",
    "UE IMAGE", "UE INT", "UE LATENT", "UE MASK", "UE MODEL", "UE VAE",
  ]

  /// Whether a node of this type never appears in the API form.
  static func isVirtual(_ type: String) -> Bool {
    reroutes.contains(type) || type == primitive || setters.contains(type)
      || getters.contains(type) || notes.contains(type) || controls.contains(type)
      || implicitLinkers.contains(type) && !linkersWithOutputs.contains(type)
  }
}
