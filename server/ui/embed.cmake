# cmake -DOUT=<folder> -DNAMESPACE=<namespace> -DFILES=<file;file...> -P embed.cmake
# Writes OUT/assets.S, which holds each file and its gzip form byte for byte, and OUT/assets.cpp, which lists
# them with an ETag made from their content: NAMESPACE::assets(). An assembler takes megabytes in milliseconds where a C++
# compiler takes seconds.
file(MAKE_DIRECTORY ${OUT})
set(assembly "    .section .rodata\n")
set(declarations "")
set(table "")
set(number 0)
string(REPLACE "::" "_" prefix ${NAMESPACE})

function(add_blob symbol file)
  string(APPEND assembly "    .global ${symbol}_begin\n    .global ${symbol}_end\n    .balign 16\n"
    "${symbol}_begin:\n    .incbin \"${file}\"\n${symbol}_end:\n    .byte 0\n")
  string(APPEND declarations "extern const char ${symbol}_begin[];\nextern const char ${symbol}_end[];\n")
  set(assembly "${assembly}" PARENT_SCOPE)
  set(declarations "${declarations}" PARENT_SCOPE)
endfunction()

foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  get_filename_component(extension ${file} LAST_EXT)
  if(extension STREQUAL ".html")
    set(type "text/html; charset=utf-8")
  elseif(extension STREQUAL ".css")
    set(type "text/css; charset=utf-8")
  elseif(extension STREQUAL ".js")
    set(type "text/javascript; charset=utf-8")
  elseif(extension STREQUAL ".txt")
    set(type "text/plain; charset=utf-8")
  elseif(extension STREQUAL ".png")
    set(type "image/png")
  else()
    message(FATAL_ERROR "embed.cmake: no media type is known for ${file}")
  endif()
  set(symbol "${prefix}_asset_${number}")
  math(EXPR number "${number} + 1")
  add_blob(${symbol} ${file})
  set(gzip_entry "{}")
  if(NOT extension STREQUAL ".png")
    execute_process(COMMAND gzip -9nc ${file} OUTPUT_FILE ${OUT}/${name}.gz COMMAND_ERROR_IS_FATAL ANY)
    add_blob(${symbol}_gzip ${OUT}/${name}.gz)
    set(gzip_entry "{${symbol}_gzip_begin, ${symbol}_gzip_end}")
  endif()
  file(SHA256 ${file} digest)
  string(SUBSTRING ${digest} 0 16 etag)
  string(APPEND table "    {\"${name}\", \"${type}\", \"${etag}\", {${symbol}_begin, ${symbol}_end}, ${gzip_entry}},\n")
endforeach()

file(WRITE ${OUT}/assets.S "${assembly}    .section .note.GNU-stack,\"\",%progbits\n")
file(WRITE ${OUT}/assets.cpp "#include \"ui/assets.hpp\"

extern \"C\" {
${declarations}}

namespace ${NAMESPACE} {

namespace {
const gasworks::ui::Asset table[] = {
${table}};
}  // namespace

std::span<const gasworks::ui::Asset> assets();
std::span<const gasworks::ui::Asset> assets() {
    return table;
}

}  // namespace ${NAMESPACE}
")
