# Builds for another architecture of Debian with Debian's cross compiler: cmake --preset arm64, cmake --preset armhf.
# What is compiled and linked with comes from a folder that tests/cross/sysroot makes; programs that run while the
# build does are this machine's.
set(GASWORKS_ARCHITECTURE "" CACHE STRING "Debian's name of the architecture to build for: arm64 or armhf")
set(GASWORKS_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../../build/sysroot/${GASWORKS_ARCHITECTURE} CACHE PATH
  "Folder with that architecture's packages, see tests/cross/sysroot")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES GASWORKS_ARCHITECTURE GASWORKS_SYSROOT)

# The tests run on the processors of the Raspberry Pi 3B+ and, with 32 bits, on the least that armhf promises: ARMv7 with
# 16 registers of VFPv3 and without NEON.
set(CMAKE_SYSTEM_NAME Linux)
if(GASWORKS_ARCHITECTURE STREQUAL "arm64")
  set(CMAKE_SYSTEM_PROCESSOR aarch64)
  set(triplet aarch64-linux-gnu)
  set(emulator qemu-aarch64-static -cpu cortex-a53)
elseif(GASWORKS_ARCHITECTURE STREQUAL "armhf")
  set(CMAKE_SYSTEM_PROCESSOR armv7l)
  set(triplet arm-linux-gnueabihf)
  set(emulator qemu-arm-static -cpu cortex-a9,neon=off)
  # GCC tells at length which calls were made otherwise by GCC 6; everything here is made by one compiler.
  set(CMAKE_CXX_FLAGS_INIT -Wno-psabi)
else()
  message(FATAL_ERROR "GASWORKS_ARCHITECTURE is '${GASWORKS_ARCHITECTURE}'; it has to be arm64 or armhf")
endif()
get_filename_component(CMAKE_SYSROOT ${GASWORKS_SYSROOT} ABSOLUTE)
if(NOT EXISTS ${CMAKE_SYSROOT}/usr/include)
  message(FATAL_ERROR "${CMAKE_SYSROOT} is not a sysroot; tests/cross/sysroot ${GASWORKS_ARCHITECTURE} ${CMAKE_SYSROOT} "
    "makes one")
endif()

set(CMAKE_C_COMPILER ${triplet}-gcc)
set(CMAKE_CXX_COMPILER ${triplet}-g++)
set(CMAKE_LIBRARY_ARCHITECTURE ${triplet})
set(CMAKE_FIND_ROOT_PATH ${CMAKE_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CMAKE_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR} ${CMAKE_SYSROOT}/usr/lib/${triplet}/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig)

list(GET emulator 0 program)
find_program(GASWORKS_EMULATOR ${program} DOC "Runs programs of ${GASWORKS_ARCHITECTURE} in the tests")
if(GASWORKS_EMULATOR)
  list(REMOVE_AT emulator 0)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${GASWORKS_EMULATOR} ${emulator} -L ${CMAKE_SYSROOT})
endif()
