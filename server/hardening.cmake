# What makes a fault in these programs hard to use against them. tests/supply/hardening_test reads the programs for it.
#   PIE                           code is at another address in each process
#   RELRO with immediate binding  the table of library functions is read-only once the program runs
#   stack protector, stack clash  an overflow on the stack ends the process
#   _FORTIFY_SOURCE=2             libc checks the sizes of the buffers that it is given
#   control-flow protection       where the processor has it, jumps go only where a jump may go
# The sanitizers have checks of their own, and _FORTIFY_SOURCE needs an optimised build.
include(CheckCXXCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C CXX)

set(hardened "$<AND:$<COMPILE_LANGUAGE:C,CXX>,$<CONFIG:Release,RelWithDebInfo>>")
foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection)
  string(MAKE_C_IDENTIFIER "GASWORKS_HAS${flag}" known)
  check_cxx_compiler_flag(${flag} ${known})
  if(${known})
    target_compile_options(gasworks_build_flags INTERFACE "$<${hardened}:${flag}>")
  endif()
endforeach()
if(NOT GASWORKS_SANITIZE)
  target_compile_options(gasworks_build_flags INTERFACE
    "$<${hardened}:-U_FORTIFY_SOURCE>" "$<${hardened}:-D_FORTIFY_SOURCE=2>")
endif()
# A linker of another file format than ELF knows none of these.
check_linker_flag(CXX LINKER:-z,relro,-z,now,-z,noexecstack GASWORKS_HAS_RELRO)
if(GASWORKS_HAS_RELRO)
  target_link_options(gasworks_build_flags INTERFACE
    "$<$<CONFIG:Release,RelWithDebInfo>:LINKER:-z,relro,-z,now,-z,noexecstack>")
endif()
