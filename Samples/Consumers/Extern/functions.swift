#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

func bessel0(_ x: Double) -> Double { j0(x) }
func bessel1(_ x: Double) -> Double { j1(x) }

/// What the detector read at some amounts of light; between two of them it is a straight line.
private let lights = [0.0, 0.25, 0.5, 1.0]
private let readings = [0.0, 0.2, 0.5, 1.0]

private func interval(_ light: Double) -> Int { light < lights[1] ? 0 : light < lights[2] ? 1 : 2 }

func reading_slope(_ light: Double) -> Double {
  let k = interval(light)
  return (readings[k + 1] - readings[k]) / (lights[k + 1] - lights[k])
}

func reading(_ light: Double) -> Double {
  let k = interval(light)
  return readings[k] + (light - lights[k]) * reading_slope(light)
}
