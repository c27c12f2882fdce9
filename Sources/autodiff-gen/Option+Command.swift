/// What options do in single commands.
extension Option {
  /// What it does in a command, where that is not what its summary says in general.
  func summary(in command: Command) -> String {
    switch (command, self) {
    case (.fit, .of): "the scalar to minimise, where there are several"
    case (.fit, .wrt): "what is moved, as in x,W; without it the parameters"
    case (.fit, .seed): "what starting values and the order of batches are drawn from (default: 0)"
    case (.fit, .output): "save what was reached for --values: .json, .safetensors or .csv"
    case (.check, .seed): "what random points are drawn from (default: 1)"
    case (.graph, .of): "the output to draw, with all that it is computed from"
    case (.graph, .output): "write a file: .svg, .png, .pdf (by Graphviz) or .dot"
    case (.graph, .plain): "every operation as a node, however large the graph"
    case (.why, .of): "the scalar that is asked about, where there are several"
    case (.cmake, .output): "the folder to write it into; without it, it is printed"
    case (.fmt, .check): "write nothing; status 1 where a file is not in this layout"
    default: summary
    }
  }
}
