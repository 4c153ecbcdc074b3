# Writes templates.cpp, which holds the files of templates/. A folder of text files is easier to read and to change than
# string literals.
set(templates_source ${CMAKE_CURRENT_BINARY_DIR}/scaffold/templates.cpp)
set(text "#include \"generator/scaffold/templates.hpp\"\n\nnamespace gasworks::generator::templates {\n")
foreach(template IN ITEMS
    cmake_lists=CMakeLists.txt
    main_program=main.cpp
    authenticator=authenticator.cpp
    service_test=service_test
    dockerfile=Dockerfile
    readme=README.md
    sample=openapi.yaml)
  string(REPLACE "=" ";" template ${template})
  list(GET template 0 name)
  list(GET template 1 file)
  set(file ${CMAKE_CURRENT_SOURCE_DIR}/scaffold/templates/${file}.in)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} content)
  string(APPEND text "\nconst std::string_view ${name} = R\"gasworks(${content})gasworks\";\n")
endforeach()
string(APPEND text "\n}  // namespace gasworks::generator::templates\n")
# By way of a copy, which keeps the file's time when nothing changes.
file(WRITE ${templates_source}.new "${text}")
configure_file(${templates_source}.new ${templates_source} COPYONLY)
