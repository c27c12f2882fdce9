import FlatProgram
import Scheduling

/// The names and arguments that the caller of emitted functions sees.
struct PublicInterface: Sendable {
  /// One array that goes in or out.
  struct Argument: Hashable, Sendable {
    var array: ArrayID
    var name: String
    /// What the source calls it.
    var original: String
    /// What a result is the derivative of; nil where it is none.
    var derivativeOf: String?
  }

  /// The program's name as functions bear it.
  var name: String
  /// The name of every dim, whether it is an argument or fixed.
  var dims: [String]
  var inputs: [Argument]
  var parameters: [Argument]
  /// The value's results.
  var outputs: [Argument]
  /// The gradient's results beside these.
  var adjoints: [Argument]
  /// The one scalar result that the value's function returns; nil where it returns nothing.
  var returned: ArrayID?
  /// The names after these; those of the source that were changed are noted in it.
  var names: NameTable

  /// Gives every argument a name. `makeNames` adds what the language needs once the program has its name.
  init(_ request: EmissionRequest, names: NameTable, fixedDim: (String, String) -> String) {
    var names = names
    let program = request.value.program
    name = request.options.prefix + IdentifierSpelling.ascii(request.name)
    name = names.fresh(name)
    dims = []
    for dim in program.dims {
      dims.append(dim.fixed == nil ? names.publicName(dim.name) : names.fresh(fixedDim(name, dim.name)))
    }
    func argument(_ array: ArrayID, _ names: inout NameTable) -> Argument {
      Argument(
        array: array, name: names.publicName(program[array].name), original: program[array].name, derivativeOf: nil)
    }
    inputs = []
    for array in program.arrayIDs(where: { $0.role == .input }) { inputs.append(argument(array, &names)) }
    parameters = []
    for array in program.arrayIDs(where: { $0.role == .parameter }) { parameters.append(argument(array, &names)) }
    let scalars = program.outputs.filter { program[$0].rank == 0 }
    returned = scalars.count == 1 ? scalars[0] : nil
    outputs = []
    for array in program.outputs {
      if array == returned {
        outputs.append(
          Argument(array: array, name: program[array].name, original: program[array].name, derivativeOf: nil))
      } else {
        outputs.append(argument(array, &names))
      }
    }
    adjoints = []
    if let gradient = request.gradient {
      for (array, wanted) in zip(gradient.adjoints, gradient.wanted) {
        let base = "grad_" + (parameters + inputs).name(of: wanted, or: program[wanted].name)
        adjoints.append(
          Argument(
            array: array, name: names.fresh(base), original: program[wanted].name,
            derivativeOf: program[gradient.output].name))
      }
    }
    self.names = names
  }
}

extension [PublicInterface.Argument] {
  /// Returns the name of an array's argument.
  func name(of array: ArrayID, or other: String) -> String {
    first { $0.array == array }?.name ?? other
  }
}
