import Testing

@testable import DataFormats

@Suite struct ValueArgumentTests {
  @Test(
    arguments: [
      ("x=-2", "x", .literal("-2")), (" w = [1, 2] ", "w", .literal("[1, 2]")), ("a=b=c", "a", .literal("b=c")),
      ("X=@data.npy", "X", .file(path: "data.npy", member: nil)),
      ("X=@m.safetensors:w", "X", .file(path: "m.safetensors", member: "w")),
      ("X=@m.safetensors:a:b", "X", .file(path: "m.safetensors", member: "a:b")),
      ("X=@a:b/c.CSV", "X", .file(path: "a:b/c.CSV", member: nil)),
      ("X=@a.npy:b/c.csv", "X", .file(path: "a.npy:b/c.csv", member: nil)),
      ("X=@plain:b", "X", .file(path: "plain:b", member: nil)),
      ("θ=.5", "θ", .literal(".5")),
    ] as [(String, String, ValueArgument.Source)])
  func `arguments are taken apart`(argument: String, name: String, source: ValueArgument.Source) throws {
    let value = try ValueArgument(argument)
    #expect(value.name == name)
    #expect(value.source == source)
  }

  @Test(arguments: [
    ("x", "'x' is not of the form name=value"), ("=3", "'=3' has no name before '='"),
    ("x=", "x has no value after '='"), ("x=@", "x=@ has no file name after '@'"),
  ])
  func `an argument that is not name=value is an error`(argument: String, message: String) {
    #expect(throws: DataError(message)) { try ValueArgument(argument) }
  }
}
