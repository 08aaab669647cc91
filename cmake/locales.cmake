# The catalogues: all locales/LANGUAGE/*.po become one LANGUAGE.mo inside the i18n library; the assets go into html.
include(${CMAKE_CURRENT_LIST_DIR}/embed.cmake)
find_program(MSGCAT msgcat REQUIRED)
find_program(MSGFMT msgfmt REQUIRED)

function(boucle_locales target)
  set(catalogues "")
  foreach(language ${ARGN})
    file(GLOB texts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/locales/${language}/*.po)
    list(SORT texts)
    # base.po comes first: its header (character set, plural forms) is the catalogue's.
    list(REMOVE_ITEM texts ${CMAKE_SOURCE_DIR}/locales/${language}/base.po)
    list(PREPEND texts ${CMAKE_SOURCE_DIR}/locales/${language}/base.po)
    set(merged ${CMAKE_BINARY_DIR}/locales/${language}.po)
    set(compiled ${CMAKE_BINARY_DIR}/locales/${language}.mo)
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/locales)
    add_custom_command(OUTPUT ${compiled}
      COMMAND ${MSGCAT} --use-first --no-location --no-wrap --output-file=${merged} ${texts}
      COMMAND ${MSGFMT} --output-file=${compiled} ${merged}
      DEPENDS ${texts} VERBATIM COMMENT "Catalogue ${language}")
    list(APPEND catalogues ${compiled})
  endforeach()
  boucle_embed(${target} catalogues BASE ${CMAKE_BINARY_DIR}/locales ${catalogues})
endfunction()

boucle_locales(boucle_i18n fr en)

file(GLOB assets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/*.css ${CMAKE_SOURCE_DIR}/assets/*.js
  ${CMAKE_SOURCE_DIR}/assets/*.svg)
boucle_embed(boucle_html assets BASE ${CMAKE_SOURCE_DIR}/assets ${assets})

if(BOUCLE_TESTS)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  add_test(NAME locales COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/locales.py check)
  add_test(NAME locales_tool COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/locales_test.py)
endif()
