# A program for another machine can't generate code here: while cross-compiling, the generator is built a second time, for
# this machine, unless GASWORKS_GENERATOR names one that is there.
if(NOT CMAKE_CROSSCOMPILING OR GASWORKS_GENERATOR)
  return()
endif()
include(ExternalProject)
set(host_build ${PROJECT_BINARY_DIR}/host)
ExternalProject_Add(gasworks_host_build
  SOURCE_DIR ${PROJECT_SOURCE_DIR}
  BINARY_DIR ${host_build}
  CMAKE_ARGS -DCMAKE_BUILD_TYPE=Release -DGASWORKS_TESTS=OFF
  BUILD_COMMAND ${CMAKE_COMMAND} --build . --target gasworks
  BUILD_ALWAYS TRUE
  BUILD_BYPRODUCTS ${host_build}/bin/gasworks
  INSTALL_COMMAND ""
  USES_TERMINAL_BUILD TRUE)
set(GASWORKS_GENERATOR ${host_build}/bin/gasworks)
