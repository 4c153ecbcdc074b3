# gasworks_generate(TARGET SPEC NAMESPACE)
# A library TARGET with the C++ of the OpenAPI document SPEC in NAMESPACE; who links it includes "types.hpp",
# "operations.hpp", "routes.hpp" and "document.hpp". The code is generated again when the document or the generator changes;
# a document with errors stops the build.
function(gasworks_generate target spec name_space)
  get_filename_component(spec ${spec} ABSOLUTE)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target})
  set(sources ${out}/types.cpp ${out}/operations.cpp ${out}/routes.cpp ${out}/document.cpp)
  set(headers ${out}/types.hpp ${out}/operations.hpp ${out}/routes.hpp ${out}/document.hpp)
  # The files keep their times when nothing changes in them, so the stamp is what says that the command has run.
  add_custom_command(
    OUTPUT ${out}.stamp
    BYPRODUCTS ${sources} ${headers}
    COMMAND gasworks generate ${spec} --out ${out} --namespace ${name_space}
    COMMAND ${CMAKE_COMMAND} -E touch ${out}.stamp
    DEPENDS gasworks ${spec}
    COMMENT "Generating C++ from ${spec}"
    VERBATIM)
  add_custom_target(${target}_files DEPENDS ${out}.stamp)
  add_library(${target} STATIC ${sources} ${headers})
  add_dependencies(${target} ${target}_files)
  target_include_directories(${target} PUBLIC ${out})
  target_link_libraries(${target} PUBLIC gasworks_build_flags gasworks_http)
endfunction()
