# GASWORKS_STARTED_FROM: the folder in whose bin/ and tests/ programs are found that can be started here. This machine can't
# start those of another; there are scripts of the same names for it, which have them emulated. Not set where there is no
# emulator.
# GASWORKS_SLOWER: how many times as long they may take; an emulated processor is some twenty times as slow.
if(NOT CMAKE_CROSSCOMPILING)
  set(GASWORKS_STARTED_FROM ${PROJECT_BINARY_DIR})
  set(GASWORKS_SLOWER 1)
  return()
endif()
if(NOT CMAKE_CROSSCOMPILING_EMULATOR)
  if(GASWORKS_TESTS)
    message(FATAL_ERROR "the tests need an emulator of the architecture (package qemu-user-static); without one configure "
      "with -DGASWORKS_TESTS=OFF")
  endif()
  return()
endif()
set(GASWORKS_STARTED_FROM ${PROJECT_BINARY_DIR}/emulated)
set(GASWORKS_SLOWER 20)
list(JOIN CMAKE_CROSSCOMPILING_EMULATOR " " emulator)
foreach(program IN ITEMS bin/eigenfaces-server bin/eigenfaces-train bin/eigenfaces-predict bin/eigenfaces-onnx bin/gasworks
    tests/calculator tests/draw_faces tests/obtain_data_set tests/processor)
  file(GENERATE OUTPUT ${GASWORKS_STARTED_FROM}/${program}
    CONTENT "#!/bin/sh\nexec ${emulator} ${PROJECT_BINARY_DIR}/${program} \"$@\"\n"
    FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
endforeach()
