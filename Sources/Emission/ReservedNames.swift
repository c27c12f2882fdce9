/// The names that a text in C or Swift must leave alone.
enum ReservedNames {
  /// Keywords of C and C++, macros, and the names of the headers that the text includes, for every standard so far.
  static let c = Set(
    cKeywords + cppKeywords + macros + types + functions + singleAndLong(mathematics) + posix + posixTypes)

  /// Keywords of Swift, the types that the text uses, and what it may call.
  static let swift = Set(swiftKeywords + swiftTypes + singleAndLong(mathematics) + functions)

  /// Keywords of all these languages, which no function of the user's can be called.
  static let keywords = Set(cKeywords + cppKeywords + swiftKeywords)

  /// The functions of C's library for mathematics.
  static let library = Set(mathematics)

  private static func singleAndLong(_ names: [String]) -> [String] {
    names.flatMap { [$0, $0 + "f", $0 + "l"] }
  }

  private static func words(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "\n" }.map(String.init)
  }

  private static let cKeywords = words(
    """
    auto break case char const continue default do double else enum extern float for goto if inline int long register
    restrict return short signed sizeof static struct switch typedef union unsigned void volatile while _Bool _Complex
    _Imaginary alignas alignof bool constexpr false nullptr static_assert thread_local true typeof typeof_unqual asm
    fortran
    """)

  private static let cppKeywords = words(
    """
    and and_eq bitand bitor catch char8_t char16_t char32_t class co_await co_return co_yield compl concept const_cast
    consteval constinit decltype delete dynamic_cast explicit export friend mutable namespace new noexcept not not_eq
    operator or or_eq private protected public reinterpret_cast requires static_cast template this throw try typeid
    typename using virtual wchar_t xor xor_eq final override import module std
    """)

  private static let macros = words(
    """
    NULL EOF INFINITY NAN HUGE_VAL HUGE_VALF HUGE_VALL FP_NAN FP_INFINITE FP_ZERO FP_SUBNORMAL FP_NORMAL FP_ILOGB0
    FP_ILOGBNAN FP_FAST_FMA FP_FAST_FMAF FP_FAST_FMAL MATH_ERRNO MATH_ERREXCEPT math_errhandling M_E M_LOG2E M_LOG10E
    M_LN2 M_LN10 M_PI M_PI_2 M_PI_4 M_1_PI M_2_PI M_2_SQRTPI M_SQRT2 M_SQRT1_2 MAXFLOAT DOMAIN SING OVERFLOW UNDERFLOW
    PLOSS TLOSS errno assert offsetof complex imaginary I linux unix i386 near far small interface min max SIZE_MAX
    PTRDIFF_MAX PTRDIFF_MIN INT32_MAX INT32_MIN LANES BLOCK PARTS RESTRICT EXIT_SUCCESS EXIT_FAILURE RAND_MAX stdin
    stdout stderr BUFSIZ FILE TRUE FALSE
    """)

  private static let types = words(
    """
    size_t ptrdiff_t max_align_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t
    intmax_t uintmax_t float_t double_t fpos_t div_t ldiv_t lldiv_t ssize_t off_t time_t clock_t pid_t uid_t
    """)

  private static let mathematics = words(
    """
    acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp10 exp2 expm1 fabs fdim floor
    fma fmax fmin fmod frexp hypot ilogb ldexp lgamma llrint llround log log10 log1p log2 logb lrint lround modf nan
    nearbyint nextafter nexttoward pow pow10 remainder remquo rint round scalbln scalbn scalb significand sin sincos
    sinh sqrt tan tanh tgamma trunc gamma lgamma_r gamma_r drem finite isinf isnan isfinite isnormal signbit
    fpclassify isgreater isgreaterequal isless islessequal islessgreater isunordered
    """)

  private static let functions = words(
    """
    abs labs llabs div ldiv lldiv abort exit atexit malloc calloc realloc free rand srand qsort bsearch printf fprintf
    sprintf snprintf scanf puts putchar getchar memcpy memmove memset memcmp strlen strcpy strcmp strcat main signal
    raise system getenv time clock index rindex read write open close select link unlink pipe access sleep wait
    """)

  /// The Bessel functions and the sign of `lgamma`, which only POSIX has in its mathematics.
  private static let posix = words("j0 j1 jn y0 y1 yn j0f j1f jnf y0f y1f ynf j0l j1l jnl y0l y1l ynl signgam")

  /// The types of sys/types.h, which C++ includes with its mathematics.
  private static let posixTypes = words(
    """
    blkcnt_t blksize_t caddr_t clock_t clockid_t daddr_t dev_t fsblkcnt_t fsfilcnt_t fsid_t gid_t id_t ino_t key_t loff_t
    mode_t nlink_t off_t pid_t quad_t register_t ssize_t suseconds_t time_t timer_t uid_t uint ulong ushort u_char
    u_int u_long u_quad_t u_short useconds_t fd_set fd_mask int8_t int16_t int32_t int64_t u_int8_t u_int16_t u_int32_t
    u_int64_t wchar_t div_t ldiv_t lldiv_t float_t double_t
    """)

  private static let swiftKeywords = words(
    """
    associatedtype class deinit enum extension fileprivate func import init inout internal let open operator private
    precedencegroup protocol public rethrows static struct subscript typealias var break case catch continue default
    defer do else fallthrough for guard if in repeat return throw switch where while Any as await false is nil self
    Self super throws true try async macro actor any some borrowing consuming each package Type Protocol sending
    nonisolated isolated
    """)

  private static let swiftTypes = words(
    """
    Double Float Int Int32 Bool Array String StaticString Swift Glibc Darwin Musl ucrt Foundation Sendable Equatable
    Codable Hashable UnsafePointer UnsafeMutablePointer UnsafeBufferPointer UnsafeMutableBufferPointer SIMD16
    Parameters Outputs Never Void Optional min max swap print fatalError precondition stride zip sequence repeatElement
    type value valueWithGradient workspaceSize check gradient parameters workspace sumOfLanes totalOfLanes add
    floorQuotient floorRemainder start UInt
    """)
}
