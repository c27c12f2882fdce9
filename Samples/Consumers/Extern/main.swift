/// Finds by Newton's method where the detector reads half of what it reads in the middle.
var parameters = HalfLight.Parameters(x: 1)
for _ in 0..<20 {
  let (signal, slope) = HalfLight.valueWithGradient(at: parameters)
  parameters.x -= (signal - 0.5) / slope.x
}
print("half the light at \((parameters.x * 1e9).rounded() / 1e9)")
