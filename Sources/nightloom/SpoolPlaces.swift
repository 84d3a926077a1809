import Configuration

/// Where the parts of a spool are: a spool named on the command line is complete in itself, one of
/// the configuration may keep its state and its socket elsewhere.
struct SpoolPlaces {
  /// The spool folder.
  let spool: String
  /// The folder of the queue, when it is not the spool's own.
  let separateState: String?
  /// Where the runner is asked; `nil` when it is not.
  let controlSocket: String?

  init(_ arguments: Arguments, _ file: ConfigurationFile) {
    let named = arguments.text("spool")
    spool = named ?? file[Directives.spool]
    let state = named == nil ? file[Directives.state] : ""
    separateState = state.isEmpty ? nil : state
    switch named == nil ? file[Directives.controlSocket] : "" {
    case "off": controlSocket = nil
    case "": controlSocket = (separateState ?? spool + "/state") + "/control.sock"
    case let path: controlSocket = path
    }
  }

  /// The folder of the queue.
  var state: String { separateState ?? spool + "/state" }
}
