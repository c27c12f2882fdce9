/// The objectives that turn things in space.
extension ADBenchReferences {
  /// The matrix of a rotation, and from its adjoint that of the axis times the angle.
  static let rotations = """
    static void rotation(const double *r, double R[9]) {
      const double angle = sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]), c = cos(angle), s = sin(angle);
      const double a[3] = {r[0] / angle, r[1] / angle, r[2] / angle};
      for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) R[3 * i + j] = (i == j) * c + (1 - c) * a[i] * a[j];
      R[1] -= s * a[2], R[2] += s * a[1], R[3] += s * a[2], R[5] -= s * a[0], R[6] -= s * a[1], R[7] += s * a[0];
    }

    static void rotation_back(const double *r, const double G[9], double gr[3]) {
      const double angle = sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]), c = cos(angle), s = sin(angle);
      const double a[3] = {r[0] / angle, r[1] / angle, r[2] / angle};
      const double turn[3] = {G[7] - G[5], G[2] - G[6], G[3] - G[1]};
      double ga[3], gangle = 0, along = 0;
      for (int i = 0; i < 3; ++i) {
        ga[i] = s * turn[i];
        gangle += c * a[i] * turn[i] - s * G[4 * i];
        for (int j = 0; j < 3; ++j) {
          ga[i] += (1 - c) * (G[3 * i + j] + G[3 * j + i]) * a[j];
          gangle += s * a[i] * a[j] * G[3 * i + j];
        }
        along += a[i] * ga[i];
      }
      for (int i = 0; i < 3; ++i) gr[i] += (ga[i] - a[i] * along) / angle + a[i] * gangle;
    }
    """

  static let bundleAdjustment = """
    void ba(const long *dims, const double *const *given, double *out) {
      const long n = dims[0], m = dims[1], p = dims[2];
      const double *camera_of = given[0], *point_of = given[1], *feature = given[2];
      const double *camera = given[3], *point = given[4], *weight = given[5];
      double *gcamera = out + 1, *gpoint = gcamera + 11 * n, *gweight = gpoint + 3 * m;
      double *R = malloc((size_t)(18 * n) * sizeof(double)), *gR = R + 9 * n;
      memset(gcamera, 0, (size_t)(11 * n + 3 * m) * sizeof(double));
      memset(gR, 0, (size_t)(9 * n) * sizeof(double));
      for (long c = 0; c < n; ++c) {
        const double *r = camera + 11 * c;
        if (r[0] != 0 || r[1] != 0 || r[2] != 0) {
          rotation(r, R + 9 * c);
        } else {
          const double identity[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
          memcpy(R + 9 * c, identity, sizeof identity);
        }
      }
      double squares = 0;
      for (long o = 0; o < p; ++o) {
        const long c = (long)camera_of[o], x = (long)point_of[o];
        const double *view = camera + 11 * c, *Q = R + 9 * c, w = weight[o];
        double *gview = gcamera + 11 * c, *gQ = gR + 9 * c;
        double Y[3], Z[3], gZ[3], gu[2] = {0, 0};
        for (int i = 0; i < 3; ++i) Y[i] = point[3 * x + i] - view[3 + i];
        for (int i = 0; i < 3; ++i) Z[i] = Q[3 * i] * Y[0] + Q[3 * i + 1] * Y[1] + Q[3 * i + 2] * Y[2];
        const double u[2] = {Z[0] / Z[2], Z[1] / Z[2]}, rho = u[0] * u[0] + u[1] * u[1];
        const double D = 1 + view[9] * rho + view[10] * rho * rho;
        double grho = 0;
        gweight[o] = -4 * w * (1 - w * w);
        squares += (1 - w * w) * (1 - w * w);
        for (int i = 0; i < 2; ++i) {
          const double inner = view[6] * D * u[i] + view[7 + i] - feature[2 * o + i], e = w * inner, g = 2 * e * w;
          squares += e * e;
          gweight[o] += 2 * e * inner;
          gview[6] += g * D * u[i];
          gview[7 + i] += g;
          gu[i] += g * view[6] * D;
          const double gD = g * view[6] * u[i];
          gview[9] += gD * rho;
          gview[10] += gD * rho * rho;
          grho += gD * (view[9] + 2 * view[10] * rho);
        }
        for (int i = 0; i < 2; ++i) gu[i] += 2 * u[i] * grho;
        gZ[0] = gu[0] / Z[2], gZ[1] = gu[1] / Z[2], gZ[2] = -(gu[0] * u[0] + gu[1] * u[1]) / Z[2];
        for (int j = 0; j < 3; ++j) {
          double gY = 0;
          for (int i = 0; i < 3; ++i) {
            gQ[3 * i + j] += gZ[i] * Y[j];
            gY += gZ[i] * Q[3 * i + j];
          }
          gpoint[3 * x + j] += gY;
          gview[3 + j] -= gY;
        }
      }
      for (long c = 0; c < n; ++c) {
        const double *r = camera + 11 * c, *G = gR + 9 * c;
        double *gr = gcamera + 11 * c;
        if (r[0] != 0 || r[1] != 0 || r[2] != 0) {
          rotation_back(r, G, gr);
        } else {
          gr[0] += G[7] - G[5], gr[1] += G[2] - G[6], gr[2] += G[3] - G[1];
        }
      }
      out[0] = squares;
      free(R);
    }
    """

  static let handTracking = """
    static void product(const double *a, const double *b, double *out) {
      for (int i = 0; i < 4; ++i)
        for (int j = 0; j < 4; ++j) {
          double sum = 0;
          for (int k = 0; k < 4; ++k) sum += a[4 * i + k] * b[4 * k + j];
          out[4 * i + j] = sum;
        }
    }

    /* Adds to the adjoints of a and b what comes back through their product. */
    static void product_back(const double *a, const double *b, const double *g, double *ga, double *gb) {
      for (int i = 0; i < 4; ++i)
        for (int k = 0; k < 4; ++k)
          for (int j = 0; j < 4; ++j) {
            ga[4 * i + k] += g[4 * i + j] * b[4 * k + j];
            gb[4 * k + j] += a[4 * i + k] * g[4 * i + j];
          }
    }

    void hand(const long *dims, const double *const *given, double *out) {
      enum { bones = 22 };
      static const int parent[bones] = {0, 0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11, 0, 13, 14, 15, 0, 17, 18, 19, 0};
      const long V = dims[0], H = dims[1], N = dims[2];
      const double *base = given[0], *unpose = given[1], *rest = given[2], *bone = given[3], *skin = given[4];
      const double *point = given[5], *vertex = given[6], *r = given[7], *translation = given[8], *finger = given[9];
      double *gr = out + 1, *gtranslation = gr + 3, *gfinger = gtranslation + 3;
      double turn[bones][16], local[bones][16], pose[bones][16], T[bones][16];
      double gpose[bones][16] = {{0}}, gT[bones][16] = {{0}}, R[9], gR[9] = {0};
      memset(out, 0, 27 * sizeof(double));
      double *v = malloc((size_t)(9 * V) * sizeof(double)), *P = v + 3 * V, *gP = P + 3 * V;
      memset(gP, 0, (size_t)(3 * V) * sizeof(double));
      for (int b = 0; b < bones; ++b) {
        const double *q = finger + 4 * ((b - 1) / 4);
        const int joint = b > 0 && b < 21 ? (b - 1) % 4 : 0;
        const double x = joint == 0 ? 0 : joint == 1 ? q[0] : q[joint], z = joint == 1 ? q[1] : 0;
        const double t[16] = {cos(z), -sin(z) * cos(x), sin(z) * sin(x), 0, sin(z), cos(z) * cos(x),
                              -cos(z) * sin(x), 0, 0, sin(x), cos(x), 0, 0, 0, 0, 1};
        memcpy(turn[b], t, sizeof t);
        product(base + 16 * b, turn[b], local[b]);
        if (b) product(pose[parent[b]], local[b], pose[b]); else memcpy(pose[b], local[b], sizeof local[b]);
        product(pose[b], unpose + 16 * b, T[b]);
      }
      rotation(r, R);
      for (long i = 0; i < V; ++i) {
        for (int j = 0; j < 3; ++j) {
          v[3 * i + j] = 0;
          for (long h = 0; h < H; ++h) {
            const double *M = T[(long)bone[i * H + h]] + 4 * j, *x = rest + 3 * i;
            v[3 * i + j] += skin[i * H + h] * (M[0] * x[0] + M[1] * x[1] + M[2] * x[2] + M[3]);
          }
        }
        for (int j = 0; j < 3; ++j) {
          P[3 * i + j] = translation[j];
          for (int k = 0; k < 3; ++k) P[3 * i + j] += R[3 * j + k] * v[3 * i + k];
        }
      }
      for (long k = 0; k < N; ++k)
        for (int j = 0; j < 3; ++j) {
          const long place = 3 * (long)vertex[k] + j;
          const double e = point[3 * k + j] - P[place];
          out[0] += e * e;
          gP[place] -= 2 * e;
        }
      for (long i = 0; i < V; ++i)
        for (int k = 0; k < 3; ++k) {
          double gv = 0;
          for (int j = 0; j < 3; ++j) {
            gR[3 * j + k] += gP[3 * i + j] * v[3 * i + k];
            gv += R[3 * j + k] * gP[3 * i + j];
          }
          gtranslation[k] += gP[3 * i + k];
          for (long h = 0; h < H; ++h) {
            double *g = gT[(long)bone[i * H + h]] + 4 * k;
            const double share = gv * skin[i * H + h];
            for (int j = 0; j < 3; ++j) g[j] += share * rest[3 * i + j];
            g[3] += share;
          }
        }
      rotation_back(r, gR, gr);
      for (int b = bones - 1; b >= 0; --b) {
        double glocal[16] = {0}, g[16] = {0}, unused[16] = {0};
        product_back(pose[b], unpose + 16 * b, gT[b], gpose[b], unused);
        if (b == 0 || b == 21 || (b - 1) % 4 == 0) {
          if (b) product_back(pose[parent[b]], local[b], gpose[b], gpose[parent[b]], unused);
          continue;
        }
        product_back(pose[parent[b]], local[b], gpose[b], gpose[parent[b]], glocal);
        product_back(base + 16 * b, turn[b], glocal, unused, g);
        const double *t = turn[b];
        const int joint = (b - 1) % 4;
        double *gq = gfinger + 4 * ((b - 1) / 4);
        /* The columns that x turns into each other, then the rows that z does. */
        const double gx = g[1] * t[2] - g[2] * t[1] + g[5] * t[6] - g[6] * t[5] + g[9] * t[10] - g[10] * t[9];
        double gz = 0;
        for (int j = 0; j < 3; ++j) gz += g[4 + j] * t[j] - g[j] * t[4 + j];
        gq[joint == 1 ? 0 : joint] += gx;
        if (joint == 1) gq[1] += gz;
      }
      free(v);
    }
    """
}
