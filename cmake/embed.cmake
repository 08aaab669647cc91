# boucle_embed(TARGET NAME [BASE folder] file…): puts the bytes of the files into TARGET, as
#   std::span<const base::EmbeddedFile> embedded::NAME()        (src/base/embedded.hpp)
# sorted by name; a name is the path below BASE (the source folder by default). The assembler copies the bytes at build time,
# so that megabytes of assets cost nothing to compile; a changed file rebuilds its table.
function(boucle_embed target name)
  cmake_parse_arguments(E "" "BASE" "" ${ARGN})
  if(NOT E_BASE)
    set(E_BASE ${CMAKE_CURRENT_SOURCE_DIR})
  endif()
  set(files ${E_UNPARSED_ARGUMENTS})
  list(SORT files)
  set(blocks "")
  set(declarations "")
  set(rows "")
  set(paths "")
  set(number 0)
  foreach(file ${files})
    get_filename_component(path ${file} ABSOLUTE)
    file(RELATIVE_PATH shown ${E_BASE} ${path})
    set(symbol boucle_embedded_${name}_${number})
    string(APPEND blocks "asm(\".section .rodata\\n.balign 16\\n${symbol}_begin:\\n.incbin \\\"${path}\\\"\\n${symbol}_end:\\n.byte 0\\n.text\\n\");\n")
    string(APPEND declarations "extern const char ${symbol}_begin[];\nextern const char ${symbol}_end[];\n")
    string(APPEND rows "      row(\"${shown}\", ${symbol}_begin, ${symbol}_end),\n")
    list(APPEND paths ${path})
    math(EXPR number "${number} + 1")
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.cpp)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [=[// Made by cmake/embed.cmake.
#include <array>
#include <cstddef>

#include "base/embedded.hpp"

@blocks@
extern "C" {
@declarations@}

namespace embedded {
std::span<const base::EmbeddedFile> @name@();
std::span<const base::EmbeddedFile> @name@() {
  constexpr auto row = [](std::string_view name, const char* begin, const char* end) {
    return base::EmbeddedFile{name, std::string_view(begin, static_cast<std::size_t>(end - begin))};
  };
  static const std::array<base::EmbeddedFile, @number@> files = {{
@rows@  }};
  return files;
}
}  // namespace embedded
]=])
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${paths}")
  target_sources(${target} PRIVATE ${source})
endfunction()
