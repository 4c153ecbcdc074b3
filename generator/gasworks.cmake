set(GASWORKS_GENERATOR "" CACHE FILEPATH
  "The gasworks program to generate with, where the one that is built or installed is for another machine")

# gasworks_generate(TARGET SPEC NAMESPACE)
# A library TARGET with the C++ of the OpenAPI document SPEC in NAMESPACE; who links it includes "types.hpp",
# "operations.hpp", "routes.hpp" and "document.hpp". The code is generated again when the document, a file that it refers
# to or the generator changes; a document with errors stops the build.
function(gasworks_generate target spec name_space)
  get_filename_component(spec ${spec} ABSOLUTE)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target})
  set(generator gasworks::gasworks)
  if(GASWORKS_GENERATOR)
    set(generator ${GASWORKS_GENERATOR})
  endif()
  set(sources ${out}/types.cpp ${out}/operations.cpp ${out}/routes.cpp ${out}/document.cpp)
  set(headers ${out}/types.hpp ${out}/operations.hpp ${out}/routes.hpp ${out}/document.hpp)
  # The files keep their times when nothing changes in them, so the stamp is what says that the command has run.
  add_custom_command(
    OUTPUT ${out}.stamp
    BYPRODUCTS ${sources} ${headers}
    COMMAND ${generator} generate ${spec} --out ${out} --namespace ${name_space}
      --depfile ${out}.d --depfile-target ${out}.stamp
    COMMAND ${CMAKE_COMMAND} -E touch ${out}.stamp
    DEPENDS ${generator} ${spec}
    DEPFILE ${out}.d
    COMMENT "Generating C++ from ${spec}"
    VERBATIM)
  add_custom_target(${target}_files DEPENDS ${out}.stamp)
  add_library(${target} STATIC ${sources} ${headers})
  add_dependencies(${target} ${target}_files)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PUBLIC ${out})
  target_link_libraries(${target} PUBLIC gasworks::http)
  if(TARGET gasworks_build_flags)  # in the project itself, which holds generated code to its own rules
    target_link_libraries(${target} PUBLIC gasworks_build_flags)
  endif()
endfunction()

# gasworks_add_service(TARGET SPEC [NAMESPACE namespace] SOURCES file...)
# A program TARGET that serves the OpenAPI document SPEC: the C++ of the document in NAMESPACE (default: api), and the
# SOURCES, which are its main() and its operations. `gasworks server start` finds the program by the build folder.
function(gasworks_add_service target spec)
  cmake_parse_arguments(PARSE_ARGV 2 service "" "NAMESPACE" "SOURCES")
  if(NOT service_SOURCES)
    message(FATAL_ERROR "gasworks_add_service(${target}): name the files of main() and the operations after SOURCES")
  endif()
  if(service_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "gasworks_add_service(${target}): ${service_UNPARSED_ARGUMENTS} is not understood; "
      "it takes TARGET SPEC [NAMESPACE namespace] SOURCES file...")
  endif()
  if(NOT service_NAMESPACE)
    set(service_NAMESPACE api)
  endif()
  gasworks_generate(${target}_api ${spec} ${service_NAMESPACE})
  add_executable(${target} ${service_SOURCES})
  target_link_libraries(${target} PRIVATE ${target}_api gasworks::program)
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/gasworks-services/${target} CONTENT "$<TARGET_FILE:${target}>\n")
endfunction()
