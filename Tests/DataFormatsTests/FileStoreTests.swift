import Foundation
import Testing

@testable import DataFormats

@Suite final class FileStoreTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/FileStoreTests-" + UUID().uuidString

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  @Test func `bytes read back, and no temporary file stays`() throws {
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
    try FileStore.write(bytes, to: folder + "/data.bin")
    #expect(try FileStore.read(folder + "/data.bin") == bytes)
    try FileStore.write([1], to: folder + "/data.bin")
    #expect(try FileStore.read(folder + "/data.bin") == [1])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["data.bin"])
  }

  @Test func `a missing file, a directory and an empty name are told`() {
    #expect(throws: DataError("there is no file \(folder)/missing", missing: folder + "/missing")) {
      try FileStore.read(folder + "/missing")
    }
    #expect(throws: DataError("\(folder) is a directory, not a file")) { try FileStore.read(folder) }
    #expect(throws: DataError("\(folder) is a directory, not a file")) { try FileStore.write([], to: folder) }
    #expect(throws: DataError("the name of a file is empty")) { try FileStore.read("") }
    #expect(throws: DataError("'a\\0b' is not the name of a file")) { try FileStore.read("a\0b") }
    #expect(throws: DataError("cannot write \(folder)/no/file: there is no such folder")) {
      try FileStore.write([1], to: folder + "/no/file")
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/zero"), "there is no device that never ends"))
  func `a device that never ends is told`() {
    #expect(throws: DataError("/dev/zero goes on for more than 256 MB, which only a plain file may")) {
      try FileStore.read("/dev/zero")
    }
  }

  @Test(.enabled(if: getuid() != 0, "root may read and write everything"))
  func `a file or a folder without permission is told and left as it was`() throws {
    try FileStore.write([1], to: folder + "/secret")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder + "/secret")
    #expect(throws: DataError("cannot read \(folder)/secret: permission denied")) {
      try FileStore.read(folder + "/secret")
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder)
    #expect(throws: DataError("cannot write \(folder)/new: permission denied")) {
      try FileStore.write([1], to: folder + "/new")
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
  }

  @Test func `links are followed and permissions kept`() throws {
    try FileStore.write([1], to: folder + "/target")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/target")
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "target")
    try FileStore.write([2], to: folder + "/link")
    #expect(try FileStore.read(folder + "/target") == [2])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "target")
    let mode = try FileManager.default.attributesOfItem(atPath: folder + "/target")[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func `a device is written as it is`() throws {
    try FileStore.write([1, 2, 3], to: "/dev/null")
    #expect(try FileStore.read("/dev/null").isEmpty)
  }
}
