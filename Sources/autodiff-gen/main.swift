#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

var console = StandardStreams.console()
exit(Tool.run(Array(CommandLine.arguments.dropFirst()), on: &console))
