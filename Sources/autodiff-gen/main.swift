import AutodiffGen

do {
  let model = try Model("(x + y) * z")
  print(model.outputs)
} catch {
  print(error)
}
