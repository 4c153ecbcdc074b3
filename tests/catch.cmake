# Catch2 is version 2 in Debian 12 and version 3 in Debian 13 and Ubuntu 24.04; the tests compile with both.
find_package(Catch2 REQUIRED)
include(Catch)

add_library(gasworks_test_main OBJECT ${CMAKE_CURRENT_LIST_DIR}/main.cpp)
target_include_directories(gasworks_test_main PUBLIC ${PROJECT_SOURCE_DIR})
if(Catch2_VERSION VERSION_GREATER_EQUAL 3)
  target_link_libraries(gasworks_test_main PUBLIC Catch2::Catch2WithMain)
else()
  target_link_libraries(gasworks_test_main PUBLIC Catch2::Catch2)
endif()

# gasworks_add_test(NAME SOURCES file... LINK target...)
# One program of Catch2 tests; each of its test cases is a CTest test called NAME.<test case>.
function(gasworks_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 test "" "" "SOURCES;LINK")
  add_executable(${name} ${test_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE gasworks_build_flags gasworks_test_main ${test_LINK})
  # Tests are compiled more often than they run.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  # Found by the tests that use real faces; where the folder is missing they draw synthetic ones.
  target_compile_definitions(${name} PRIVATE
    GASWORKS_SOURCE_DIR="${PROJECT_SOURCE_DIR}" GASWORKS_BINARY_DIR="${GASWORKS_STARTED_FROM}"
    $<$<BOOL:${CMAKE_CROSSCOMPILING}>:GASWORKS_EMULATED>)
  set(environment)
  if(GASWORKS_SANITIZE MATCHES "thread")
    set(environment ENVIRONMENT "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp")
  endif()
  math(EXPR timeout "300 * ${GASWORKS_SLOWER}")
  # What a test lacks it says in a warning; it is then counted as skipped, not as passed.
  catch_discover_tests(${name} TEST_PREFIX ${name}. PROPERTIES TIMEOUT ${timeout} SKIP_REGULAR_EXPRESSION "skipped: "
                       ${environment})
endfunction()
