# Writes texts.cpp, which holds the CSV files of this folder: a table is easier to read and to check than a literal.
set(study_source ${CMAKE_CURRENT_BINARY_DIR}/bench/study/texts.cpp)
set(text "#include \"generator/bench/study/texts.hpp\"\n\nnamespace gasworks::bench::study {\n")
foreach(name IN ITEMS measurements prices)
  set(file ${CMAKE_CURRENT_SOURCE_DIR}/bench/study/${name}.csv)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} content)
  string(APPEND text "\nconst std::string_view ${name} = R\"gasworks(${content})gasworks\";\n")
endforeach()
string(APPEND text "\n}  // namespace gasworks::bench::study\n")
# By way of a copy, which keeps the file's time when nothing changes.
file(WRITE ${study_source}.new "${text}")
configure_file(${study_source}.new ${study_source} COPYONLY)
