# What others build their services with, installed and as found in the build folder (-Dgasworks_DIR=<build folder>):
# gasworks::gasworks, the generator; gasworks::http, the runtime of generated code; gasworks::program, flags, log, signals
# and UI of a service's program; and the functions of gasworks.cmake.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/gasworks)

set_target_properties(gasworks_platform PROPERTIES EXPORT_NAME platform)
set_target_properties(gasworks_net PROPERTIES EXPORT_NAME net)
set_target_properties(gasworks_http PROPERTIES EXPORT_NAME http)
set_target_properties(gasworks_credential_file PROPERTIES EXPORT_NAME credential_file)
set_target_properties(gasworks_access PROPERTIES EXPORT_NAME access)
set_target_properties(gasworks_metrics PROPERTIES EXPORT_NAME metrics)
set_target_properties(gasworks_ui PROPERTIES EXPORT_NAME ui)
set_target_properties(gasworks_program PROPERTIES EXPORT_NAME program)
# Needed to link the others; the warnings stay within the project.
set_target_properties(gasworks_build_flags PROPERTIES EXPORT_NAME build_flags)
# Two components: `runtime` is what a server runs, `development` what services are built with, which needs the first.
install(TARGETS eigenfaces-server COMPONENT runtime)
install(TARGETS gasworks EXPORT gasworks_targets COMPONENT runtime)
install(TARGETS gasworks_platform gasworks_net gasworks_http gasworks_credential_file gasworks_access gasworks_metrics gasworks_ui
  gasworks_program gasworks_build_flags EXPORT gasworks_targets COMPONENT development)
foreach(room platform net http access metrics ui program)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/server/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/gasworks COMPONENT development
    FILES_MATCHING PATTERN "*.hpp"
    PATTERN pistache EXCLUDE
    PATTERN page EXCLUDE)
endforeach()

configure_package_config_file(${PROJECT_SOURCE_DIR}/generator/gasworksConfig.cmake.in
  ${PROJECT_BINARY_DIR}/gasworksConfig.cmake INSTALL_DESTINATION ${package_folder})
# Before 1.0 a change of the second number may break what was built with the first.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/gasworksConfigVersion.cmake COMPATIBILITY SameMinorVersion)
configure_file(${PROJECT_SOURCE_DIR}/generator/gasworks.cmake ${PROJECT_BINARY_DIR}/gasworks.cmake COPYONLY)
install(EXPORT gasworks_targets NAMESPACE gasworks:: FILE gasworksTargets.cmake DESTINATION ${package_folder}
  COMPONENT development)
install(FILES ${PROJECT_BINARY_DIR}/gasworksConfig.cmake ${PROJECT_BINARY_DIR}/gasworksConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/generator/gasworks.cmake DESTINATION ${package_folder} COMPONENT development)
export(EXPORT gasworks_targets NAMESPACE gasworks:: FILE ${PROJECT_BINARY_DIR}/gasworksTargets.cmake)
