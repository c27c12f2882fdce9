/// Programs that take derivatives within themselves.
package enum DerivativeCatalogue {
  package static let all = [
    TestProgram(
      "training_step",
      """
      dim N, D
      input X: [N, D], y: [N]
      param w: [D], eta
      loss = mean(n: softplus(sum(d: X[n, d]*w[d])) - y[n]*sum(d: X[n, d]*w[d]))
      w_next[d] = w[d] - eta * grad(loss, w)[d]
      penalty = loss + sum(d: grad(loss, w)[d]^2)
      output penalty, w_next
      """, dims: [9, 4]),
    TestProgram(
      "second_order",
      """
      dim N
      param x: [N]
      input v: [N]
      f = sum(i in 0..<N-1: (x[i+1] - x[i]^2)^2) + prod(i: 1 + 0.1*x[i])
      H = hessian(f, x)
      p = hvp(f, x, v)
      J = jacobian(sin(x) * sum(x), x)
      s = vjp(x^3, x, v) @ jvp(x^3, x, v)
      f_all = sum(H @ v) + sum(J) + s
      output f_all, H, p, J
      """, dims: [5]),
    TestProgram(
      "dense_hessians",
      """
      dim M, N, K
      input A: [M, N], p: Int[M] in N
      param x: [N], W: [N, K]
      q[i] = sum(j: A[i, j]*x[j])
      s[i, k] = sum(j: A[i, j]*W[j, k]) * W[p[i], k]
      f = sum(i, k: softplus(q[i]*s[i, k]) * x[p[i]]) + sum(j, k: exp(0.1*x[j]*W[j, k]))
      H = hessian(f, x)
      G = hessian(f, W)
      C = jacobian(grad(f, W), x)
      total = f + 0.01*sum(i, j: H[i, j]*sin(i + j))
      output total, H, G, C
      """, dims: [5, 4, 3]),
    TestProgram(
      "learning",
      """
      dim T = 4, D
      param w0: [D], a: [D]
      fn slope(w: [K], a: [K]) = grad(sum((w - a)^4), w)
      w[0] = w0
      w[t in 1..<T] = w[t-1] - 0.05*slope(w[t-1], a)
      f = sum(w[T-1])
      output f, w
      """, dims: [3]),
    TestProgram(
      "rules",
      """
      dim N
      input y: [N]
      param w: [N], a
      fn length(v: [K]) = sqrt(sum(k: v[k]^2))
        derivative v = v / length(v)
      fn bend(x, k) = k*tanh(x)
        derivative x = k - bend(x, k)^2/k
        derivative k = tanh(x)
      h[0] = bend(a, 2)
      h[n in 1..<N] = bend(h[n-1] + w[n], 0.75)
      g = grad(sum(h), w)
      f = length([n: h[n] - y[n]]) + 0.1*sum(g^2)
      output f, h
      """, dims: [5]),
  ]
}
