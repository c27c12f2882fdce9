let beacons: [Double] = [0, 0, 10, 0, 0, 10]
let distances = [5, 65.squareRoot(), 45.squareRoot()]

var place = Receiver.Parameters(position: [1, 1])
var misfit = Double.infinity
for _ in 0..<300 {
  let step = Receiver.valueWithGradient(beacon: beacons, distance: distances, parameters: place, B: 3)
  misfit = step.value
  for k in 0..<2 { place.position[k] -= 0.2 * step.gradient.position[k] }
}

let rounded = place.position.map { ($0 * 1e9).rounded() / 1e9 }
print("position \(rounded[0]) \(rounded[1])")
print("misfit below 1e-20: \(misfit < 1e-20)")
