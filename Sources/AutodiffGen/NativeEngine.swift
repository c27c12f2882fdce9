import Emission
import FlatProgram
import Interpretation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The generated C of a gradient as a library that was compiled and loaded.
///
/// Numerics: compiled without contraction, it gives what the interpreter gives, to the last bit.
package struct NativeEngine: GradientEngine {
  private typealias Entry =
    @convention(c) (
      UnsafePointer<Int>, UnsafePointer<UnsafeRawPointer?>, UnsafeMutablePointer<Double>,
      UnsafePointer<UnsafeMutablePointer<Double>?>, UnsafeMutablePointer<Double>?
    ) -> Int32
  private typealias Workspace = @convention(c) (UnsafePointer<Int>) -> Int
  private typealias Message = @convention(c) (Int32) -> UnsafePointer<CChar>?

  private let entry: Entry
  private let workspace: Workspace
  private let message: Message
  /// What the function takes, in order: the array, and whether it holds integers.
  private let given: [(array: Int, isInteger: Bool)]
  private let wanted: [Int]
  /// Computes the first result for each set of extents: it finds what the compiled code takes for granted.
  private var interpreter: InterpretingEngine
  private var knownDims: [[Int]] = []

  /// Loads a library that was compiled from `nativeCode`.
  ///
  /// Diagnoses: `no-compiler` where the system does not load it.
  package init(
    _ model: Model, of output: String?, withRespectTo variables: [String]?, library path: String
  ) throws(Failure) {
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL), let entry = dlsym(library, CEntry.name),
      let workspace = dlsym(library, CEntry.workspaceName), let message = dlsym(library, CEntry.messageName)
    else {
      let reason = dlerror().map { String(cString: $0) } ?? "it is not whole"
      throw .noCompiler("the compiled code cannot be loaded: \(reason)")
    }
    self.entry = unsafeBitCast(entry, to: Entry.self)
    self.workspace = unsafeBitCast(workspace, to: Workspace.self)
    self.message = unsafeBitCast(message, to: Message.self)
    interpreter = try InterpretingEngine(model, of: output, withRespectTo: variables)
    let program = model.program
    given = (program.arrayIDs { $0.role == .input } + program.arrayIDs { $0.role == .parameter }).map {
      (Int($0.raw), program[$0].isInteger)
    }
    wanted = try model.request(of: output, withRespectTo: variables).variables.map { Int($0.raw) }
  }

  package mutating func run(_ values: BoundValues) throws(Failure) -> (value: Double, derivatives: [[Double]]) {
    guard knownDims.contains(values.dims) else {
      knownDims = knownDims.suffix(2) + [values.dims]
      return try interpreter.run(values)
    }
    var value = 0.0
    // One number more, so that no array is without an address.
    let results = wanted.map { array in
      UnsafeMutablePointer<Double>.allocate(capacity: (values.arrays[array]?.values.count ?? 0) + 1)
    }
    let dims = values.dims + [0]
    let scratch = UnsafeMutablePointer<Double>.allocate(capacity: workspace(dims) + 1)
    var integers: [UnsafeMutablePointer<Int32>] = []
    defer {
      for result in results { result.deallocate() }
      for list in integers { list.deallocate() }
      scratch.deallocate()
    }
    var pointers: [UnsafeRawPointer?] = []
    var fault: Int32 = 0
    var tooLarge: Double?
    func call(_ position: Int) {
      guard position < given.count else {
        pointers.append(nil)
        if tooLarge == nil { fault = entry(dims, pointers, &value, results + [nil], scratch) }
        return
      }
      let numbers = values.arrays[given[position].array]?.values ?? []
      if given[position].isInteger {
        let list = UnsafeMutablePointer<Int32>.allocate(capacity: numbers.count + 1)
        for (place, number) in numbers.enumerated() {
          // The generated code has integers of 32 bits.
          let integer = Int32(exactly: number)
          if integer == nil { tooLarge = number }
          list[place] = integer ?? 0
        }
        integers.append(list)
        pointers.append(UnsafeRawPointer(list))
        call(position + 1)
      } else {
        numbers.withUnsafeBufferPointer { buffer in
          pointers.append(UnsafeRawPointer(buffer.baseAddress ?? UnsafePointer(scratch)))
          call(position + 1)
        }
      }
    }
    call(0)
    if let tooLarge {
      throw Failure(diagnostics: [.refusedData("\(tooLarge) is no integer of 32 bits")], source: nil)
    }
    guard fault == 0 else {
      let text = message(fault).map { String(cString: $0) } ?? "check \(fault)"
      throw Failure(diagnostics: [.refusedData(text)], source: nil)
    }
    let derivatives = zip(wanted, results).map { array, result in
      Array(UnsafeBufferPointer(start: result, count: values.arrays[array]?.values.count ?? 0))
    }
    return (value, derivatives)
  }
}

extension Model {
  /// The name of the file that a compiler is given.
  package static var nativeFile: String { "fit_entry.c" }

  /// Returns C for a library that `NativeEngine` loads.
  package func nativeCode(of output: String?, withRespectTo variables: [String]?) throws(Failure) -> [CodeFile] {
    var options = CodeOptions()
    options.name = "fit"
    options.derivative = .gradient(of: output, withRespectTo: variables)
    options.isStabilised = isStabilised
    let request = try emissionRequest(options)
    var files = CEmitter.emit(request)
    if let entry = CEntry.emit(request) { files.append(entry) }
    return files.map { CodeFile(name: $0.name, text: $0.text) }
  }

  /// Returns a name for code that no other code has.
  package static func key(of texts: [String]) -> String {
    SHA256.hexDigits(of: Array(texts.joined(separator: "\u{0}").utf8))
  }
}
