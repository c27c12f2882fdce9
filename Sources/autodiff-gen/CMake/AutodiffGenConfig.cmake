# AutodiffGenConfig.cmake, made by autodiff-gen: programs (.adg) become C libraries at build time.
#
#   find_package(AutodiffGen REQUIRED)
#   autodiff_gen_add_library(TARGET model FILES model.adg [OPTIONS --real float ...])
#   target_link_libraries(app PRIVATE model)
#
# The code is that of `autodiff-gen emit c FILE OPTIONS`: `#include "model.h"` finds it. Several FILES make one library.
# A program whose name C has taken, such as double.adg, needs another one: `OPTIONS --name NAME`.
# A change of a program, or of the tool, makes the code anew. With `--self-test` among the OPTIONS the tests that come
# with the code are built too, and `ctest` runs them.
#
# This file is found where `autodiff-gen cmake -o PREFIX/lib/cmake/AutodiffGen` writes it, with PREFIX/bin on the path or
# PREFIX in CMAKE_PREFIX_PATH; else AutodiffGen_DIR names its folder. AUTODIFF_GEN_EXECUTABLE names the tool, where it is
# neither on the path, nor in PREFIX/bin, nor built by `swift build -c release` in the checkout that this file is from.

# What is installed beside this file goes before the path; what is built in a checkout comes last, for it may be old.
find_program(AUTODIFF_GEN_EXECUTABLE autodiff-gen
  HINTS "${CMAKE_CURRENT_LIST_DIR}/../../../bin"
  PATHS "${CMAKE_CURRENT_LIST_DIR}/../../../.build/release"
  DOC "The compiler of expression files to C")

if(CMAKE_VERSION VERSION_LESS 3.20)
  set(AutodiffGen_FOUND FALSE)
  set(AutodiffGen_NOT_FOUND_MESSAGE "AutodiffGen needs CMake 3.20; this is ${CMAKE_VERSION}")
elseif(NOT AUTODIFF_GEN_EXECUTABLE)
  set(AutodiffGen_FOUND FALSE)
  set(AutodiffGen_NOT_FOUND_MESSAGE
    "there is no autodiff-gen on the path; -D AUTODIFF_GEN_EXECUTABLE=PATH names it")
endif()

# Makes a library of the C code for one or more programs.
function(autodiff_gen_add_library)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "TARGET" "FILES;OPTIONS")
  set(usage "autodiff_gen_add_library(TARGET name FILES file ... [OPTIONS option ...])")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${usage} does not take '${arg_UNPARSED_ARGUMENTS}'")
  elseif(NOT arg_TARGET OR NOT arg_FILES)
    message(FATAL_ERROR "${usage} needs a TARGET and FILES")
  elseif(NOT AUTODIFF_GEN_EXECUTABLE)
    message(FATAL_ERROR "there is no autodiff-gen on the path; -D AUTODIFF_GEN_EXECUTABLE=PATH names it")
  endif()

  # What becomes of names decides what the files are called.
  set(given_name "")
  set(prefix "")
  set(is_header_only FALSE)
  set(has_test FALSE)
  set(has_manifest FALSE)
  set(previous "")
  foreach(option IN LISTS arg_OPTIONS)
    if(previous STREQUAL "--name" OR option MATCHES "^--name=")
      string(REGEX REPLACE "^--name=" "" given_name "${option}")
    elseif(previous STREQUAL "--prefix" OR option MATCHES "^--prefix=")
      string(REGEX REPLACE "^--prefix=" "" prefix "${option}")
    elseif(option MATCHES "^--(header-only|static-inline)$")
      set(is_header_only TRUE)
    elseif(option STREQUAL "--self-test")
      set(has_test TRUE)
    elseif(option STREQUAL "--manifest")
      set(has_manifest TRUE)
    elseif(option MATCHES "^(-o.*|--(output|depfile|check|force|options|diagnostics|dump)(=.*)?)$")
      message(FATAL_ERROR "autodiff_gen_add_library: OPTIONS cannot hold '${option}'")
    endif()
    set(previous "${option}")
  endforeach()
  list(LENGTH arg_FILES count)
  if(given_name AND count GREATER 1)
    message(FATAL_ERROR "autodiff_gen_add_library: '--name' is for one file; FILES are '${arg_FILES}'")
  endif()

  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${arg_TARGET}.autodiff")
  set(sources "")
  set(tests "")
  set(made "")
  foreach(file IN LISTS arg_FILES)
    get_filename_component(program "${file}" ABSOLUTE)
    get_filename_component(stem "${file}" NAME_WE)
    string(MAKE_C_IDENTIFIER "${stem}" name)
    set(options ${arg_OPTIONS})
    if(given_name)
      set(name "${given_name}")
    else()
      list(APPEND options --name "${name}")
    endif()
    # As the tool has it: names that begin with an underscore belong to compilers.
    if(name MATCHES "^[_0-9]")
      set(name "v${name}")
    endif()
    set(full_name "${prefix}${name}")
    set(path "${folder}/${full_name}")
    set(outputs "${path}.h")
    if(NOT is_header_only)
      list(APPEND outputs "${path}.c")
    endif()
    list(APPEND sources ${outputs})
    if(has_test)
      list(APPEND outputs "${path}_test.c")
      list(APPEND tests "${full_name}_test")
    endif()
    if(has_manifest)
      list(APPEND outputs "${path}.json")
    endif()
    add_custom_command(
      OUTPUT ${outputs}
      COMMAND "${AUTODIFF_GEN_EXECUTABLE}" emit c "${program}" --output "${folder}" --depfile "${path}.d"
        --diagnostics gcc ${options}
      DEPENDS "${program}" "${AUTODIFF_GEN_EXECUTABLE}"
      DEPFILE "${path}.d"
      COMMENT "Deriving ${full_name} from ${file}"
      VERBATIM)
    list(APPEND made ${outputs})
  endforeach()

  # What is made once serves the library and the tests, also where they are built at once.
  add_custom_target("${arg_TARGET}_autodiff" DEPENDS ${made})
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(is_header_only)
    add_library("${arg_TARGET}" INTERFACE)
    set(scope INTERFACE)
  else()
    add_library("${arg_TARGET}" STATIC ${sources})
    set_target_properties("${arg_TARGET}" PROPERTIES POSITION_INDEPENDENT_CODE ON)
    set(scope PUBLIC)
  endif()
  add_dependencies("${arg_TARGET}" "${arg_TARGET}_autodiff")
  target_include_directories("${arg_TARGET}" ${scope} "$<BUILD_INTERFACE:${folder}>")
  if(UNIX)
    target_link_libraries("${arg_TARGET}" ${scope} m)
  endif()
  foreach(test IN LISTS tests)
    add_executable("${arg_TARGET}_${test}" "${folder}/${test}.c")
    target_link_libraries("${arg_TARGET}_${test}" PRIVATE "${arg_TARGET}")
    add_test(NAME "${arg_TARGET}_${test}" COMMAND "${arg_TARGET}_${test}")
    list(APPEND sources "${folder}/${test}.c")
  endforeach()
  # The code is C99 and C++ at once: a project without C compiles it as C++.
  if(NOT "C" IN_LIST languages)
    list(FILTER sources INCLUDE REGEX "\\.c$")
    set_source_files_properties(${sources} PROPERTIES LANGUAGE CXX)
  endif()
endfunction()
