cmake_minimum_required(VERSION 3.25)
# Writes OUTPUT, which names the commit of SOURCE; only when it changed, so that nothing is compiled again for nothing.
execute_process(COMMAND git -C ${SOURCE} describe --always --abbrev=12 --dirty --exclude=*
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT commit)
  set(commit unknown)
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#define BOUCLE_COMMIT \"@commit@\"\n" @ONLY)
